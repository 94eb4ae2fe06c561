/** What every answer tells the browser, what no page contains, and what errors keep to themselves. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { addMessages, hideTable } from "../support/database.ts";
import { attributeOf, find, textOf } from "../support/html.ts";
import { PASSWORD, type Person, register, submit } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; connect-src 'self'; " +
  "form-action 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; frame-ancestors 'none'";
const HTMX = { "HX-Request": "true" };
const SECRET = "swordfish-and-chips";
const INTERNALS = /SQL|no such table|node_modules|\/src\/|\.tsx?\b|\bat \S+ ?\(?\S*:\d+:\d+|(?<!<title>)Error:|stack/i;

let server: TestServer;
let ada: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", LOG_LEVEL: "debug" });
  ada = await register(server.url, "ada");
  const messages = Array.from({ length: 60 }, (_, index) => ({ room: 1, body: `message ${index}` }));
  await betweenRuns(server, (folder) => addMessages(folder, messages));
});
afterAll(() => server[Symbol.asyncDispose]());

type Ask = () => Promise<Response>;
const get = (path: string, headers: Record<string, string> = {}) => ada.ask(path, { headers });
const stranger = (path: string) => fetch(server.url + path, { redirect: "manual" });
const post = (path: string, fields: Record<string, string>, headers?: Record<string, string>) =>
  submit(server.url, path, fields, headers);

/** One answer of each kind. */
const ANSWERS: [string, number, Ask][] = [
  ["the landing page", 200, () => stranger("/")],
  ["the form to register", 200, () => stranger("/register")],
  ["the form to log in", 200, () => stranger("/login?next=/rooms/lobby/people")],
  ["the room", 200, () => get("/rooms/lobby")],
  ["the people", 200, () => get("/rooms/lobby/people")],
  ["a page of history", 200, () => get("/rooms/lobby/messages?before=55")],
  ["a fragment of history", 200, () => get("/rooms/lobby/messages?before=55", HTMX)],
  ["a stored message", 201, () => ada.post("hello")],
  ["a refused message", 422, () => ada.post("")],
  ["a refused message of a plain form", 422, () => post("/rooms/lobby/messages", { body: "" }, { cookie: ada.cookie })],
  ["a refused form", 422, () => post("/register", { username: "x", password: "y" })],
  ["a refused log-in", 401, () => post("/login", { username: "x", password: "y" })],
  ["a lost session", 401, () => post("/rooms/lobby/messages", { body: "hello" })],
  ["a redirect to log in", 303, () => stranger("/rooms/lobby")],
  ["a redirect after logging in", 303, () => post("/login", { username: "ada", password: PASSWORD })],
  ["a foreign request", 403, () => fetch(`${server.url}/login`, { method: "POST" })],
  ["a large request", 413, () => ada.post("x".repeat(300_000))],
  ["an unknown room", 404, () => get("/rooms/cellar")],
  ["an unknown path", 404, () => stranger("/nothing")],
  [
    "an unreadable form",
    422,
    () =>
      ada.ask("/login", {
        method: "POST",
        body: new URLSearchParams([
          ["username", "a"],
          ["username", SECRET],
        ]),
      }),
  ],
  [
    "JSON, which no route reads",
    415,
    () =>
      ada.ask("/login", {
        method: "POST",
        body: `{"password":"${SECRET}`,
        headers: { "content-type": "application/json" },
      }),
  ],
  [
    "a form of too many fields",
    400,
    () => ada.ask("/login", { method: "POST", body: new URLSearchParams("a&".repeat(60)) }),
  ],
  ["no socket", 426, () => get("/rooms/lobby/live")],
  ["the health check", 200, () => stranger("/healthz")],
  ["the manifest", 200, () => stranger("/manifest.webmanifest")],
  ["the icon", 200, () => stranger("/icon.svg")],
  [
    "the script",
    200,
    async () => stranger(attributeOf(await (await get("/rooms/lobby")).text(), "script", "src") ?? ""),
  ],
  ["a failure", 500, failing(() => get("/rooms/lobby/messages?before=55", HTMX))],
  ["a failure as a page", 500, failing(() => post("/register", { username: "unlucky", password: SECRET }))],
];

/** An answer while a table is missing. */
function failing(ask: Ask): Ask {
  return async () => {
    using _ = hideTable(server.folder, "users");
    return await ask();
  };
}

test.each(ANSWERS)("%s has status %i and the headers of every answer", async (_, status, ask) => {
  const response = await ask();
  expect(response.status).toBe(status);
  expect(response.headers.get("content-security-policy")).toBe(POLICY);
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  expect(response.headers.get("referrer-policy")).toBe("same-origin");
  expect(response.headers.get("content-type")).toBeTruthy();
  expect(response.headers.get("x-powered-by")).toBeNull();
  expect(response.headers.get("strict-transport-security")).toBeNull(); // this was plain http
});

test("no page may use what none has a button for", async () => {
  const { headers } = await get("/rooms/lobby");
  const permissions = new Map(
    headers
      .get("permissions-policy")
      ?.split(", ")
      .map((rule) => rule.split("=") as [string, string]),
  );
  for (const feature of ["camera", "geolocation"]) expect(permissions.get(feature)).toBe("()");
  expect(permissions.get("microphone")).toBe("(self)"); // for voice messages
});

test("what came over https is told to stay there and alone in its window, if a trusted proxy says so", async () => {
  await using own = await startServer({ TRUST_PROXY: "1" });
  const ask = async (url: string, path: string, proto: string, init: RequestInit = {}) =>
    [...(await fetch(url + path, { redirect: "manual", headers: { "X-Forwarded-Proto": proto }, ...init })).headers]
      .filter(([name]) => /^strict-transport|opener/.test(name))
      .map(([, value]) => value);
  for (const path of ["/", "/login", "/rooms/lobby", "/nothing"]) {
    expect(await ask(own.url, path, "https")).toEqual(["same-origin", "max-age=31536000"]);
    expect(await ask(own.url, path, "http")).toEqual([]);
    expect(await ask(server.url, path, "https")).toEqual([]);
  }
});

test.each(ANSWERS)("%s contains nothing that the policy forbids, and no code in attributes", async (_, __, ask) => {
  const response = await ask();
  if (!response.headers.get("content-type")?.startsWith("text/html")) return;
  const html = await response.text();
  expect(find(html, "style")).toEqual([]);
  for (const script of find(html, "script")) {
    expect(script.attributes.src).toMatch(/^\/build\/[\w-]+\.js$/);
    expect(script.text).toBe("");
  }
  const elements = find(html, "*").filter(({ attributes }) => attributes.rel !== "canonical"); // which is absolute, and not followed
  const attributes = elements.flatMap((element) => Object.entries(element.attributes));
  expect(attributes.filter(([name]) => /^(style|on|hx-on)/.test(name))).toEqual([]);
  expect(attributes.filter(([, value]) => /^\s*(javascript|js|data|vbscript):/i.test(value))).toEqual([]);
  expect(attributes.filter(([name, value]) => name === "hx-trigger" && value.includes("["))).toEqual([]);
  expect(attributes.filter(([name, value]) => /^(src|href)$/.test(name) && !/^[/#]/.test(value))).toEqual([]);
});

test.each(ANSWERS)("%s reveals nothing of the inside and no password", async (_, status, ask) => {
  if (status < 400) return;
  const text = await (await ask()).text();
  expect(text).not.toMatch(INTERNALS);
  expect(text).not.toContain(SECRET);
  expect(text).not.toContain(server.folder);
});

test("a failure has a number to quote, which the log explains without the password", async () => {
  const ask = failing(() => post("/register", { username: "unlucky", password: SECRET }));
  const page = await (await ask()).text();
  const id = textOf(page, "main code") ?? "";
  expect(id).toMatch(/^[0-9a-f]{12}$/);
  await waitFor(() => server.output().includes(id), "the failure is in the log");
  const line =
    server
      .output()
      .split("\n")
      .find((line) => line.includes(id)) ?? "";
  expect(JSON.parse(line)).toMatchObject({ level: "error", requestId: id, path: "/register" });
  expect(line).toContain("no such table");
  expect(server.output()).not.toContain(SECRET);
});

test("htmx is told of a failure in a sentence, with its number", async () => {
  const text = await (await failing(() => get("/rooms/lobby/messages?before=55", HTMX))()).text();
  expect(textOf(text, "p.problem")).toMatch(/^Something went wrong on our side\. Try again\. \([0-9a-f]{12}\)$/);
});
