/** Requests that change something, and sockets, come from Parlor's own pages only. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { query } from "../support/database.ts";
import { textOf } from "../support/html.ts";
import { PASSWORD, type Person, register } from "../support/person.ts";
import { askRaw, handshake } from "../support/raw.ts";
import { addressOf, isUnsafe, listRoutes } from "../support/routes.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

type Headers = Record<string, string>;

/** Every route that may change something, and some that are not there. */
const ROUTES = [
  ...(await listRoutes()).filter(isUnsafe).map((route): [string, string] => [route.method, addressOf(route)]),
  ["PUT", "/rooms/lobby"],
  ["PATCH", "/nowhere"],
  ["DELETE", "/rooms/lobby/messages"],
] as const;

/** What a request of another site may look like. */
const FOREIGN: [string, (port: number) => Headers][] = [
  ["no Origin", () => ({})],
  ["an empty Origin", () => ({ origin: "" })],
  ["the Origin null", () => ({ origin: "null" })],
  ["another host", () => ({ origin: "http://evil.example" })],
  ["another host with our port", (port) => ({ origin: `http://evil.example:${port}` })],
  ["a sibling subdomain", (port) => ({ origin: `http://evil.localhost:${port}` })],
  ["our host as a part of another", (port) => ({ origin: `http://localhost:${port}.evil.example` })],
  ["our host as the user of another", (port) => ({ origin: `http://localhost:${port}@evil.example` })],
  ["another port", (port) => ({ origin: `http://localhost:${port === 65_535 ? 1 : port + 1}` })],
  ["no port", () => ({ origin: "http://localhost" })],
  ["an Origin that is none", () => ({ origin: "localhost" })],
  ["Sec-Fetch-Site: cross-site", (port) => ({ origin: `http://localhost:${port}`, "sec-fetch-site": "cross-site" })],
  ["Sec-Fetch-Site: same-site", (port) => ({ origin: `http://localhost:${port}`, "sec-fetch-site": "same-site" })],
  ["Sec-Fetch-Site: none", (port) => ({ origin: `http://localhost:${port}`, "sec-fetch-site": "none" })],
  [
    "a host forwarded by nobody we trust",
    () => ({ origin: "http://evil.example", "x-forwarded-host": "evil.example" }),
  ],
];

let server: TestServer;
let behindProxy: TestServer;
let ada: Person;

beforeAll(async () => {
  [server, behindProxy] = await Promise.all([startServer(), startServer({ TRUST_PROXY: "1" })]);
  ada = await register(server.url, "ada");
});
afterAll(() => Promise.all([server[Symbol.asyncDispose](), behindProxy[Symbol.asyncDispose]()]));

/** A request with Ada's cookie and exactly these headers. */
const send = (method: string, path: string, headers: Headers, url = server.url) => {
  const body = new URLSearchParams({ username: "ada", password: PASSWORD, body: "from elsewhere" });
  return fetch(url + path, { method, body, redirect: "manual", headers: { cookie: ada.cookie, ...headers } });
};
const upgrade = (headers: Headers, { port }: TestServer = server) => {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return askRaw(port, ...handshake("/rooms/lobby/live", `localhost:${port}`, `Cookie: ${ada.cookie}`, ...lines));
};

test.each(FOREIGN)("a request with %s changes nothing, on any route", async (_, headersFor) => {
  for (const [method, path] of ROUTES) {
    const response = await send(method, path, headersFor(server.port));
    expect([method, path, response.status]).toEqual([method, path, 403]);
    expect(textOf(await response.text(), "main p")).toContain("came from another site");
    expect(response.headers.get("set-cookie")).toBeNull();
  }
  expect(query(server.folder, "SELECT 1 FROM messages")).toEqual([]);
  expect((await ada.ask("/rooms/lobby")).status).toBe(200);
});

test.each(FOREIGN)("a socket with %s is refused", async (_, headersFor) => {
  expect((await upgrade(headersFor(server.port))).status).toBe(403);
});

test("htmx is told in a sentence", async () => {
  const response = await send("POST", "/rooms/lobby/messages", { "HX-Request": "true" });
  expect(response.status).toBe(403);
  expect(await response.text()).toMatch(/^<p class="problem" role="alert">This request came from another site/);
});

test("the pages' own requests go through, over https as well, where TLS ends at a proxy", async () => {
  for (const scheme of ["http", "https"]) {
    const origin = `${scheme}://localhost:${server.port}`;
    expect((await send("POST", "/login", { origin })).status).toBe(303);
    expect((await send("POST", "/login", { origin, "sec-fetch-site": "same-origin" })).status).toBe(303);
    expect((await upgrade({ origin })).status).toBe(101);
  }
});

test("the host is compared as browsers send it, whatever its case", async () => {
  const host = `ADA.localhost:${server.port}`;
  expect((await send("POST", "/login", { origin: `http://ada.localhost:${server.port}`, host })).status).toBe(303);
});

test.each([
  ["https://parlor.example", "parlor.example:443", 303],
  ["http://parlor.example", "parlor.example:80", 303],
  ["https://parlor.example", "parlor.example:80", 403],
  ["http://parlor.example", "parlor.example:443", 403],
  ["https://parlor.example:8443", "parlor.example:8443", 303],
  ["https://parlor.example:8443", "parlor.example:443", 403],
  ["https://parlor.example", "parlor.example:8443", 403],
])("from %s to the host %s: the scheme's own port is no port", async (origin, host, status) => {
  expect((await send("POST", "/logout", { origin, host }, behindProxy.url)).status).toBe(status);
  expect((await send("POST", "/logout", { origin, "x-forwarded-host": host }, behindProxy.url)).status).toBe(status);
});

test("reading and following a link from elsewhere is nobody's harm", async () => {
  const headers = { origin: "http://evil.example", "sec-fetch-site": "cross-site", cookie: ada.cookie };
  expect((await fetch(`${server.url}/rooms/lobby`, { headers })).status).toBe(200);
});

test("behind a trusted proxy the host is the one that it names last", async () => {
  const headers = { origin: "https://parlor.example", "x-forwarded-host": "evil.example, parlor.example" };
  const { status } = await send("POST", "/logout", headers, behindProxy.url);
  expect(status).toBe(303);
  expect((await upgrade(headers, behindProxy)).status).toBe(101);
});

test.each(["https://evil.example", "http://localhost"])("behind a trusted proxy %s is another site", async (start) => {
  const origin = start === "http://localhost" ? behindProxy.url : start;
  const headers = { origin, "x-forwarded-host": "evil.example, parlor.example" };
  expect((await send("POST", "/logout", headers, behindProxy.url)).status).toBe(403);
  expect((await upgrade(headers, behindProxy)).status).toBe(403);
});
