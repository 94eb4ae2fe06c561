/** The worst that may be sent to a route: as much as it reads, of what takes longest to read. */
import { readConfig } from "../../src/config.ts";
import { addressOf, isUnsafe, type Route } from "../support/routes.ts";

/** A request as `fetch` takes it. */
export type Sent = { path: string; method: string; headers: Record<string, string>; body?: string };

const PLAIN = "application/x-www-form-urlencoded";
const PARTS = "multipart/form-data; boundary=x";

const { bodyBytes, strangerBodyBytes, headerBytes } = readConfig({});

/** A little below what is read of a member, of a stranger, and of a head. */
const [MUCH, LITTLE, HEAD] = [bodyBytes - 100, strangerBodyBytes - 100, headerBytes - 2_000];

/** Texts that are slow to count, to compare, to search for, or to render. */
const TEXTS = [
  "x",
  "e\u0301\u0323", // marks on a letter
  "👨‍👩‍👧‍👦",
  "*\n\n",
  "> > > - `[a](http://b)` **c** @here ",
  '"a* OR NEAR(',
  "/..",
  "\ufffd\u0000",
];

/** Queries that some route reads without a schema. */
const NAMES = ["q", "before", "after", "next", "emoji", "code", "invite"];

/** A text as it is sent, cut to so many bytes. */
function encoded(text: string, bytes: number): string {
  const piece = encodeURIComponent(text);
  return piece.repeat(Math.floor(bytes / piece.length));
}

const form = (names: string[], text: string, bytes: number) =>
  names.map((name) => `${name}=${encoded(text, Math.floor(bytes / names.length) - name.length - 2)}`).join("&");

const repeated = (piece: string, bytes: number) => piece.repeat(Math.floor(bytes / piece.length));
const part = (name: string, text: string) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;

/** Bodies by what they claim to be, whether the route reads that or not. */
function bodiesFor(fields: string[]): [type: string, body: string][] {
  const names = fields.length > 0 ? fields : ["body"];
  const forms = [MUCH, LITTLE].flatMap((bytes) => TEXTS.map((text) => form(names, text, bytes)));
  return [
    ...[...forms, repeated("a&", MUCH), repeated("a&", LITTLE), `${"=&".repeat(49)}${repeated("%", MUCH - 200)}`].map(
      (body): [string, string] => [PLAIN, body],
    ),
    [PARTS, `${repeated(part("a", ""), MUCH)}--x--\r\n`],
    [PARTS, `${names.map((name) => part(name, "x".repeat(MUCH / names.length - 100))).join("")}--x--\r\n`],
    [PARTS, `--x\r\n${repeated("A: b\r\n", MUCH)}\r\n\r\n--x--\r\n`],
    ["text/plain", "x".repeat(MUCH)],
    ["application/json", JSON.stringify("x".repeat(MUCH))],
    ["application/json", `[${repeated("1,", MUCH)}1]`],
    ["application/json", "[".repeat(MUCH / 2) + "]".repeat(MUCH / 2)],
    ["application/json", repeated('{"a":', MUCH / 2) + "1" + "}".repeat(MUCH / 10)],
  ];
}

/** Headers that are taken apart. */
const HEADERS: Record<string, string>[] = [
  { cookie: Array.from({ length: 1_500 }, (_, index) => `a${index}=b`).join("; ") },
  { cookie: `parlor_session=${repeated("a.", HEAD)}` },
  { cookie: `parlor_device=${repeated("a.", HEAD)}` },
  { "accept-encoding": repeated("gzip;q=0.1,", HEAD) },
  { "x-forwarded-for": repeated("1,", HEAD), "x-forwarded-proto": repeated("https,", 1_000) },
  { "hx-request": "true", "hx-current-url": `http://x/${repeated("../", HEAD)}` },
  Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`x-${index}`, "y".repeat(90)])),
];

/** Queries as long as they may be. */
const queriesFor = (names: string[]): string[] => [
  repeated("a&", HEAD),
  Array.from({ length: 1_400 }, (_, index) => `a${index}=b`).join("&"),
  ...TEXTS.map((text) => form([...new Set([...names, ...NAMES])], text, HEAD)),
];

/** Everything of that kind for one route, as a stranger and as a member. */
export function worstOf(route: Route, { origin, cookie }: { origin: string; cookie: string }): Sent[] {
  const path = addressOf(route);
  const ask = (headers: Record<string, string>, more: Partial<Sent> = {}): Sent => ({
    path,
    method: route.method,
    ...more,
    headers: { origin, ...headers },
  });
  const bodies = isUnsafe(route) ? bodiesFor(route.fields) : [];
  const type = isUnsafe(route) ? { "content-type": PLAIN } : undefined;
  const member = [
    ask({ cookie, "accept-encoding": "gzip" }),
    ...bodies.map(([type, body]) => ask({ cookie, "content-type": type }, { body })),
    ...queriesFor(route.query).map((query) => ask({ cookie }, { path: `${path}?${query}` })),
    ...HEADERS.filter((headers) => !headers.cookie).map((headers) => ask({ cookie, ...type, ...headers })),
  ];
  const stranger = [
    ...bodies.map(([type, body]) => ask({ "content-type": type }, { body })),
    ...queriesFor(route.query).map((query) => ask({}, { path: `${path}?${query}` })),
    ...HEADERS.map((headers) => ask({ ...type, ...headers })),
  ];
  return [...member, ...stranger];
}
