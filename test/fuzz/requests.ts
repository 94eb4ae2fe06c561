/** Requests that are almost right: of every route of the app, each wrong in another way. */
import type { Random } from "../faults/random.ts";
import { addressOf, type Route } from "../support/routes.ts";
import { randomBody } from "./bodies.ts";
import { mutate, noise } from "./mutate.ts";

/** Who seems to ask. */
export type Asker = { host: string; cookie: string };

const METHODS = [
  "GET",
  "GET",
  "HEAD",
  "OPTIONS",
  "POST",
  "PUT",
  "DELETE",
  "PATCH",
  "TRACE",
  "CONNECT",
  "BREW",
  "get",
  "",
  "X".repeat(300),
];
const PATHS = [
  "/",
  "*",
  "",
  "http://evil.example/",
  "//",
  "/../../etc/passwd",
  "/%",
  "/%zz",
  "/rooms/%ff%fe",
  "/rooms/lobby/../..",
  "/?",
  "/#",
  "/rooms/lobby?x=%",
  "/build/",
  "/.git/config",
  `/${"a/".repeat(3_000)}`,
  "/rooms/lobby/messages?before=-1&before=2&after=NaN",
  "/rooms/lobby/live?after=zzz.99999999999999999999",
];
const VERSIONS = ["HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9.9", "HTTP/1.1 ", "", "http/1.1"];
const TYPES = [
  "application/x-www-form-urlencoded",
  "application/x-www-form-urlencoded, text/plain",
  "APPLICATION/X-WWW-Form-URLEncoded ;charset=utf-8",
  'multipart/form-data; boundary="x"',
  "multipart/form-data; xboundary=y; boundary=x",
  "multipart/form-data; boundary=; boundary=x",
  "multipart/mixed; boundary=x",
  "application/json; charset=utf-16",
  "application/vnd.api+json",
  "application/xml",
  "",
  "application/json",
  "multipart/form-data; boundary=x",
  "multipart/form-data",
  "text/plain",
  "application/octet-stream",
  "text/html; charset=utf-7",
  "application/x-www-form-urlencoded; charset=klingon",
  ",,,",
  "/",
];
const ENDS = ["\r\n", "\r\n", "\r\n", "\n", "\r", "\r\n ", "\n\n"];

const STRANGE_HEADERS: ((random: Random) => string)[] = [
  () => "Transfer-Encoding: chunked",
  () => "Transfer-Encoding: chunked, identity",
  () => "Transfer-Encoding : chunked",
  (random) =>
    `Content-Length: ${random.pick(["-1", "0", "5, 5", "abc", "99999999999999999999", "1e3", "0x10", " 7", "+7"])}`,
  () => "Expect: 100-continue",
  () => "Connection: upgrade, close, keep-alive",
  () => "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
  (random) => `Content-Encoding: ${random.pick(["gzip", "br", "zstd", "identity", "identity, gzip", "", "x"])}`,
  (random) => `Content-Type: ${random.pick(TYPES)}`,
  () => "Accept-Encoding: gzip;q=2, br;q=-1, *;q=0.0001",
  () => "HX-Request: true\r\nHX-Current-URL: http://[::1",
  (random) => `Range: bytes=${random.pick(["0-", "-1", "5-1", "0-0,1-1,2-2", "a-b"])}`,
  () => "Cookie: parlor_session=a.b.c; parlor_session=; =; ;;; __proto__=1",
  (random) => `Cookie: parlor_device=${"A".repeat(22)}${`.${"B".repeat(22)}`.repeat(random.between(0, 20))}`,
  (random) => `Cookie: ${"x".repeat(random.between(1, 20_000))}`,
  () => 'If-None-Match: "\u0000"',
  () => "X-Forwarded-For: ,,,, ::::, [::1]:99999, \r\nX-Forwarded-Proto: javascript",
  () => "Host: a\r\nHost: b",
  () => "Sec-Fetch-Site: same-origin, cross-site",
  () => ": no name",
  () => "no colon at all",
  (random) => Array.from({ length: random.between(50, 400) }, (_, index) => `X-${index}: y`).join("\r\n"),
  (random) =>
    `X: ${noise(random, 30)
      .toString("latin1")
      .replace(/[\r\n]/g, " ")}`,
  () => " folded: yes",
];

const NOTHING = { type: "", body: "" };

/** The bytes of one request, or of a few in a row. */
export function randomRequest(random: Random, routes: Route[], asker: Asker): Buffer {
  if (random.chance(0.02)) return noise(random, random.between(1, 2_000));
  const route = random.pick(routes);
  const method = random.chance(0.85) ? route.method : random.pick(METHODS);
  const path = random.chance(0.85) ? addressOf(route) : random.pick(PATHS);
  const end = random.chance(0.9) ? "\r\n" : random.pick(ENDS);
  const { type, body } = method === "GET" && random.chance(0.8) ? NOTHING : randomBody(random);
  const length = random.chance(0.85) ? Buffer.byteLength(body, "latin1") : random.between(0, 10_000_000);
  const lines = [`${method} ${path} ${random.chance(0.9) ? "HTTP/1.1" : random.pick(VERSIONS)}`];
  if (random.chance(0.97))
    lines.push(
      `Host: ${random.chance(0.97) ? asker.host : random.pick(["", "\u0000", "a b", "[::1", "x".repeat(5_000), "evil.example"])}`,
    );
  if (random.chance(0.9)) lines.push(`Origin: http://${asker.host}`);
  if (random.chance(0.7)) lines.push(`Cookie: ${asker.cookie}`);
  if (path.includes("/live") && random.chance(0.8)) lines.push(...upgrade(random));
  if (body || random.chance(0.1))
    lines.push(`Content-Type: ${random.chance(0.7) ? type : random.pick(TYPES)}`, `Content-Length: ${length}`);
  while (random.chance(0.35)) lines.splice(random.between(1, lines.length), 0, random.pick(STRANGE_HEADERS)(random));
  const whole = Buffer.from(`${lines.join(end)}${end}${end}${body}`, "latin1");
  const damaged = random.chance(0.5) ? whole : mutate(random, whole, random.between(1, 4));
  return random.chance(0.05) ? Buffer.concat([damaged, damaged]) : damaged;
}

const upgrade = (random: Random): string[] => [
  `Connection: ${random.pick(["Upgrade", "upgrade", "keep-alive, Upgrade", "close"])}`,
  `Upgrade: ${random.pick(["websocket", "WebSocket", "websocket, h2c", "h2c"])}`,
  `Sec-WebSocket-Version: ${random.pick(["13", "13", "12", "-1"])}`,
  `Sec-WebSocket-Key: ${random.pick(["dGhlIHNhbXBsZSBub25jZQ==", "", "x".repeat(1_000)])}`,
  `Sec-WebSocket-Extensions: ${random.pick(["permessage-deflate", "permessage-deflate; client_max_window_bits=99", ",;=", "x"])}`,
];
