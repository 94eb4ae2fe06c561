/** Coming back and leaving: log in, log out, and where each leads. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { change } from "../support/database.ts";
import { attributeOf, find, textOf } from "../support/html.ts";
import { cookieOf, PASSWORD, type Person, personOf, register, sessionCookie, submit } from "../support/person.ts";
import { AS_RELEASED, betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

/** The headers of a plain form, and those of htmx. */
const BY_FORM_AND_BY_HTMX: Record<string, string>[] = [{}, { "HX-Request": "true" }];

const LOCAL_PATHS = ["/rooms/lobby", "/rooms/lobby/people", "/rooms/attic?from=here", "/"];
const OTHER_PLACES = [
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "evil.example",
].concat([
  "javascript:alert(1)",
  "/\t/evil.example",
  "/x/..//evil.example",
  " //evil.example",
  "/rooms/lobby\r\nx: y",
  "",
]);

let server: TestServer;
let ada: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0" });
  ada = await register(server.url, "Ada");
});
afterAll(() => server[Symbol.asyncDispose]());

const logIn = (username: string, password = PASSWORD, more: Record<string, string> = {}) =>
  submit(server.url, "/login", { username, password, ...more });
const isIn = async (cookie: string) => (await personOf(server.url, "", cookie).ask("/rooms/lobby")).status === 200;

test.each(BY_FORM_AND_BY_HTMX)("logging in leads to the room, with headers %o", async (headers) => {
  const response = await submit(server.url, "/login", { username: "aDA", password: PASSWORD }, headers);
  expect(response.status).toBe(303);
  expect(response.headers.get("location")).toBe("/rooms/lobby");
  expect(await isIn(cookieOf(response))).toBe(true);
});

test.each(LOCAL_PATHS)("logging in goes on to %s", async (next) => {
  expect((await logIn("Ada", PASSWORD, { next })).headers.get("location")).toBe(next);
});

test.each(OTHER_PLACES)("logging in never leads to another place: %p", async (next) => {
  const response = await logIn("Ada", PASSWORD, { next });
  expect(response.status).toBe(303);
  const { origin, pathname } = new URL(response.headers.get("location") ?? "", server.url);
  expect(origin).toBe(server.url);
  expect(pathname).toBe("/rooms/lobby");
  const page = await (await fetch(`${server.url}/login?next=${encodeURIComponent(next)}`)).text();
  expect(attributeOf(page, "input[name=next]", "value")).toBe("/rooms/lobby");
});

test("an unknown name and a wrong password get the same answer", async () => {
  const [unknown, wrong] = await Promise.all([logIn("nobody"), logIn("Ada", "not the password")]);
  const [unknownPage, wrongPage] = await Promise.all([unknown.text(), wrong.text()]);
  expect([unknown.status, wrong.status]).toEqual([401, 401]);
  expect(unknownPage.replace("nobody", "Ada")).toBe(wrongPage);
  expect(textOf(wrongPage, "#password-problem")).toBe("Wrong name or password.");
  expect([unknown, wrong].map(cookieOf)).toEqual(["", ""]);
});

test("an unknown name takes as long as a wrong password", async () => {
  await using own = await startServer({}, AS_RELEASED);
  await register(own.url, "Ada");
  const time = async (username: string) => {
    const start = performance.now();
    await (await submit(own.url, "/login", { username, password: "not the password" })).text();
    return performance.now() - start;
  };
  const least = async (name: string) => Math.min(await time(name), await time(name), await time(name));
  expect(await least("nobody-at-all")).toBeGreaterThan((await least("Ada")) / 3);
});

test("a refused log-in keeps the name and where one was going, not the password", async () => {
  const page = await (await logIn("Ada", "not the password", { next: "/rooms/attic" })).text();
  expect(attributeOf(page, "#username", "value")).toBe("Ada");
  expect(attributeOf(page, "input[name=next]", "value")).toBe("/rooms/attic");
  expect(page).not.toContain("not the password");
});

test("who is logged in is led from the forms to log in and to register into the room", async () => {
  const answers = await Promise.all([ada.ask("/login"), ada.ask("/register"), ada.ask("/login?next=/rooms/attic")]);
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
  expect(answers.map(({ headers }) => headers.get("location"))).toEqual([
    "/rooms/lobby",
    "/rooms/lobby",
    "/rooms/attic",
  ]);
});

test.each(BY_FORM_AND_BY_HTMX)(
  "logging out leads to the landing page, and the session is dead, with headers %o",
  async (headers) => {
    const cookie = cookieOf(await logIn("Ada"));
    const response = await personOf(server.url, "Ada", cookie).ask("/logout", { method: "POST", headers });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/");
    expect(cookieOf(response)).toBe(sessionCookie(server.url, ""));
    expect(await isIn(cookie)).toBe(false);
  },
);

test("whoever has a name that nobody would be given today still logs in, and is mentioned", async () => {
  const old = await register(server.url, "Admiral");
  const rename = "UPDATE users SET username = 'аdmin', username_folded = 'аdmin' WHERE username = ?";
  await betweenRuns(server, (folder) => change(folder, rename, old.name));
  expect((await logIn("Аdmin")).status).toBe(303);
  await ada.say("Good evening, @аdmin");
  const page = await (await ada.ask("/rooms/lobby")).text();
  expect(find(page, "bdi.mention").map(({ text }) => text)).toEqual(["@аdmin"]);
});

test("logging out without a session leads to the landing page too", async () => {
  const response = await submit(server.url, "/logout", {});
  expect([response.status, response.headers.get("location")]).toEqual([303, "/"]);
});
