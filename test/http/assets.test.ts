/** Files and bytes: names by content, a year of caching, compression, and the weight of the first visit. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

import { addMessages } from "../support/database.ts";
import { attributeOf, find } from "../support/html.ts";
import { type Person, register, rowsIn } from "../support/person.ts";
import { askRaw, type RawAnswer } from "../support/raw.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const PUBLIC = join(import.meta.dir, "../../public");
const BUILT = readdirSync(join(PUBLIC, "build"));
const ACCEPTED = "gzip, deflate, br, zstd";

let server: TestServer;
let ada: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0" });
  ada = await register(server.url, "ada");
  const line = "The lamp by the window has been lit again, and number %d of us came in from the rain.";
  const messages = Array.from({ length: 60 }, (_, index) => ({ room: 1, body: line.replace("%d", `${index}`) }));
  await betweenRuns(server, (folder) => addMessages(folder, messages));
});
afterAll(() => server[Symbol.asyncDispose]());

/** What crosses the wire for a path, with Ada's cookie. */
const ask = (path: string, encodings?: string, ...more: string[]) => {
  const accept = encodings === undefined ? [] : [`Accept-Encoding: ${encodings}`];
  return askRaw(
    server.port,
    `GET ${path} HTTP/1.1`,
    `Host: localhost:${server.port}`,
    `Cookie: ${ada.cookie}`,
    ...accept,
    ...more,
  );
};

const textIn = ({ headers, body }: RawAnswer): string => {
  const decode = { br: brotliDecompressSync, gzip: gunzipSync }[headers.get("content-encoding") ?? ""];
  return Buffer.from(decode ? decode(body) : body).toString();
};

/** Where the room page has its script, its style, its icon and its manifest. */
async function partsOfRoom() {
  const page = await (await ada.ask("/rooms/lobby")).text();
  const script = attributeOf(page, "script", "src") ?? "";
  const style = attributeOf(page, "link[rel=stylesheet]", "href") ?? "";
  const icon = attributeOf(page, "link[rel=icon]", "href") ?? "";
  const manifest = attributeOf(page, "link[rel=manifest]", "href") ?? "";
  return { script, style, icon, manifest };
}

test("the room has one script and one style sheet, named by what is in them", async () => {
  const { script, style } = await partsOfRoom();
  expect(script).toMatch(/^\/build\/main-\w{8,}\.js$/);
  expect(style).toMatch(/^\/build\/parlor-\w{8,}\.css$/);
  const named = BUILT.filter((name) => /^(main|parlor)-\w+\.(js|css)$/.test(name));
  expect(named.sort()).toEqual([script, style].map((path) => path.replace("/build/", "")).sort());
});

test("what the script loads later is there, and is kept for a year, too", async () => {
  const { script } = await partsOfRoom();
  const text = await Bun.file(join(PUBLIC, script)).text();
  const later = [...text.matchAll(/import\("\.\/([\w-]+\.js)"\)/g)].map(([, name]) => `/build/${name}`);
  expect(later.length).toBeGreaterThan(0);
  for (const path of later) {
    const answer = await ask(path, ACCEPTED);
    expect([answer.status, answer.headers.get("content-encoding")]).toEqual([200, "br"]);
    expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  }
});

test("the forms to log in and to register load the same style sheet, and no script but one for forms", async () => {
  const { style } = await partsOfRoom();
  for (const path of ["/", "/login", "/register", "/nowhere"]) {
    const page = await (await fetch(server.url + path)).text();
    expect(attributeOf(page, "link[rel=stylesheet]", "href")).toBe(style);
    const scripts = find(page, "script").map(({ attributes }) => attributes.src);
    expect(scripts).toEqual(/login|register/.test(path) ? [expect.stringMatching(/^\/build\/forms-\w+\.js$/)] : []);
  }
});

test.each([
  ["script", "text/javascript; charset=utf-8"],
  ["style", "text/css; charset=utf-8"],
] as const)("the %s is kept for a year, and comes in the best encoding that is accepted", async (part, type) => {
  const path = (await partsOfRoom())[part];
  const original = await Bun.file(join(PUBLIC, path)).text();
  const sizes: number[] = [];
  for (const [accepted, encoding] of [
    [ACCEPTED, "br"],
    ["br", "br"],
    ["gzip, deflate", "gzip"],
    ["identity", null],
    [undefined, null],
  ] as const) {
    const answer = await ask(path, accepted);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-encoding")).toBe(encoding);
    expect(answer.headers.get("content-type")).toBe(type);
    expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(answer.headers.get("vary")).toContain("Accept-Encoding");
    expect(textIn(answer)).toBe(original);
    sizes.push(answer.body.length);
  }
  expect(sizes[0]).toBeLessThan(sizes[2] ?? 0);
  expect(sizes[2]).toBeLessThan((sizes[3] ?? 0) / 2);
});

test("an encoding with the weight 0 is not accepted", async () => {
  const { script } = await partsOfRoom();
  expect((await ask(script, "br;q=0, gzip")).headers.get("content-encoding")).toBe("gzip");
  expect((await ask(script, "br;q=0, gzip;q=0.0")).headers.get("content-encoding")).toBeNull();
  expect((await ask("/rooms/lobby", "gzip;q=0, identity")).headers.get("content-encoding")).toBeNull();
});

test("what has no hash in its name is asked for again before long", async () => {
  const answer = await ask("/icon.svg", ACCEPTED);
  expect(answer.headers.get("content-type")).toBe("image/svg+xml");
  const [, seconds] = /max-age=(\d+)/.exec(answer.headers.get("cache-control") ?? "") ?? [];
  expect(Number(seconds ?? 0)).toBeLessThanOrEqual(86_400);
});

test.each([
  ["the room", "/rooms/lobby", []],
  ["a page of history", "/rooms/lobby/messages?before=55", []],
  ["a fragment of history", "/rooms/lobby/messages?before=55", ["HX-Request: true"]],
  ["the landing page", "/", []],
] as [string, string, string[]][])(
  "%s leaves compressed when gzip is accepted, and as it is otherwise",
  async (_, path, more) => {
    const [packed, plain] = await Promise.all([ask(path, ACCEPTED, ...more), ask(path, "identity", ...more)]);
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect([packed, plain].map(({ headers }) => headers.get("vary"))).toEqual(
      Array(2).fill("HX-Request, Accept-Encoding"),
    );
    const alike = (answer: RawAnswer) => textIn(answer).replace(/name="key" value="[^"]*"/, ""); // each page has its own
    expect(alike(packed)).toBe(alike(plain));
  },
);

test("the first visit to the room takes less than 45,000 bytes of the wire, heads included", async () => {
  const parts = await partsOfRoom();
  const answers = await Promise.all(["/rooms/lobby", ...Object.values(parts)].map((path) => ask(path, ACCEPTED)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(rowsIn(textIn(answers[0] as RawAnswer))).toHaveLength(50);
  expect(answers.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(45_000);
});

test.each([
  "/build/../../package.json",
  "/../package.json",
  "/..%2fpackage.json",
  "/build/%2e%2e/%2e%2e/package.json",
  "/build/..%2f..%2fpackage.json",
  "/build/..%5c..%5cpackage.json",
  "/build/....//....//package.json",
  "//package.json",
  "/build/%252e%252e/%252e%252e/package.json",
  "/build/../../db/secret",
  "/package.json",
  "/src/main.ts",
  "/build/",
  "/build",
  "/icon.svg%00.js",
  "/icon.svg/",
])("nothing outside of the public files is served: %s", async (path) => {
  const answer = await ask(path);
  expect(answer.status).toBe(404);
  expect(textIn(answer)).toContain("There is no page at this address.");
});
