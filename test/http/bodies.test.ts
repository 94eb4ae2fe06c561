/** What is sent to any route is of its type, small and flat, or is refused before it is read. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { textOf } from "../support/html.ts";
import { type Person, register } from "../support/person.ts";
import { askRaw } from "../support/raw.ts";
import { addressOf, isUnsafe, listRoutes, type Route } from "../support/routes.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const PLAIN = "application/x-www-form-urlencoded";
const PARTS = "multipart/form-data; boundary=x";
const OTHERS = ["text/plain", "application/json", "application/octet-stream", `${PLAIN}, text/plain`];

/** The routes that take forms with parts, and those that take whatever it is. */
const WITH_PARTS = ["POST /rooms/:slug/messages", "POST /profile/picture", "POST /admin/place/:use"];
const RAW = ["POST /rooms/:slug/files", "PATCH /files/:id/:name"];

const routes = (await listRoutes()).filter(isUnsafe);
const forms = routes.filter(({ name }) => !RAW.includes(name));
let server: TestServer;
let ada: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0" });
  ada = await register(server.url, "ada");
});
afterAll(() => server[Symbol.asyncDispose]());

/** Announces a body of so many bytes, and sends none of it. */
async function announce(route: Route, size: number, headers: Record<string, string>) {
  const { status, body } = await askRaw(
    server.port,
    `${route.method} ${addressOf(route)} HTTP/1.1`,
    `Host: localhost:${server.port}`,
    `Origin: ${server.url}`,
    `Content-Length: ${size}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  );
  return { status, sentence: textOf(new TextDecoder().decode(body), "main p") };
}

const UNKNOWN = { status: 415, sentence: "Parlor can't read data of this kind. Send it with the form on the page." };
const TOO_MUCH = { status: 401, sentence: "That is too large to send without logging in. Log in, then try again." };

test.each(forms)("$name refuses what it is not for before it is there, from anybody", async (route) => {
  for (const cookie of ["", ada.cookie]) {
    expect(await announce(route, 5, { cookie })).toEqual(UNKNOWN);
    for (const type of [...OTHERS, ...(WITH_PARTS.includes(route.name) ? [] : [PARTS])]) {
      expect(await announce(route, 60_000, { cookie, "content-type": type })).toEqual(UNKNOWN);
    }
    const packed = { cookie, "content-type": PLAIN, "content-encoding": "gzip" };
    expect(await announce(route, 5, packed)).toEqual(UNKNOWN);
  }
});

test.each(routes)("$name takes little from a stranger", async (route) => {
  for (const type of [PLAIN, ...(WITH_PARTS.includes(route.name) ? [PARTS] : [])]) {
    expect(await announce(route, 8_193, { "content-type": type })).toEqual(TOO_MUCH);
    expect(await announce(route, 8_193, { "content-type": type, cookie: `${ada.cookie}x` })).toEqual(TOO_MUCH);
  }
});

test.each(forms)("$name refuses a form of more fields than any has", async ({ method, ...route }) => {
  const response = await ada.ask(addressOf(route), { method, body: new URLSearchParams("a&".repeat(4_000)) });
  expect([response.status, textOf(await response.text(), "main p")]).toEqual([400, "This request is not valid."]);
});

test("a message whose session was lost waits for the log-in, however long it is", async () => {
  const response = await fetch(`${server.url}/rooms/lobby/messages`, {
    method: "POST",
    body: new URLSearchParams({ body: "😀".repeat(4_000) }),
    headers: { origin: server.url, "HX-Request": "true" },
  });
  expect(response.status).toBe(401); // for anything else the page would give it up
  expect((await ada.post("😀".repeat(4_000))).status).toBe(201);
});

test("what is sent with a question is refused unread", async () => {
  for (const path of ["/healthz", "/rooms/lobby"]) {
    const { status } = await askRaw(
      server.port,
      `GET ${path} HTTP/1.1`,
      `Host: localhost:${server.port}`,
      `Cookie: ${ada.cookie}`,
      "Content-Type: text/plain",
      "Content-Length: 60000",
    );
    expect(status).toBe(400);
  }
});
