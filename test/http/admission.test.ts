/** Who may come in: by the mode of registration, by invite, and by the link that makes the first administrator. */
import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from "bun:test";

import type { RegistrationMode } from "../../src/auth/registration.store.ts";
import { query } from "../support/database.ts";
import { attributeOf, find, textOf } from "../support/html.ts";
import { addInvite, setMode, welcomeLink } from "../support/operator.ts";
import { cookieOf, PASSWORD, personOf, register, submit } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const HOUR = 3_600_000;

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", TRUST_PROXY: "1" });
});
beforeEach(() => choose("open"));
afterAll(() => server[Symbol.asyncDispose]());

const choose = (mode: RegistrationMode) => betweenRuns(server, (folder) => setMode(folder, mode));
const invite = (limits: Parameters<typeof addInvite>[1] = {}) =>
  betweenRuns(server, (folder) => addInvite(folder, limits));
const get = async (path: string) => {
  const response = await fetch(server.url + path);
  return { status: response.status, page: await response.text() };
};
const join = (username: string, more: Record<string, string> = {}, url = server.url) =>
  submit(url, "/register", { username, password: PASSWORD, ...more });
const links = (page: string) => find(page, "a.button").map(({ attributes }) => attributes.href);
const isAdmin = (folder: string, name: string) =>
  query<{ admin: number }>(folder, "SELECT admin FROM users WHERE username = ?", name)[0]?.admin === 1;

test("while the place is open, everybody is offered to join", async () => {
  expect(links((await get("/")).page)).toEqual(["/register", "/login"]);
  expect((await get("/login")).page).toContain(`href="/register"`);
  expect((await join("Open")).status).toBe(303);
});

test("while it is closed nobody can join, and nobody is offered to, from one moment to the next", async () => {
  const code = await invite();
  await choose("closed");
  expect(links((await get("/")).page)).toEqual(["/login"]);
  expect((await get("/login")).page).not.toContain("/register");
  for (const path of ["/register", `/register?invite=${code}`]) {
    const { status, page } = await get(path);
    expect([status, textOf(page, "h1")]).toEqual([403, "Registration is closed"]);
  }
  for (const more of [{}, { invite: code }] as Record<string, string>[])
    expect((await join("Shut", more)).status).toBe(403);
  await choose("open");
  expect((await join("Shut")).status).toBe(303);
});

test("while it is by invitation, the link lets in, and nothing else does", async () => {
  await choose("invite");
  const code = await invite();
  expect(links((await get("/")).page)).toEqual(["/login"]);
  const without = await get("/register");
  expect([without.status, textOf(without.page, "h1")]).toEqual([403, "By invitation"]);
  expect((await get("/register?invite=guessed")).page).toContain("no longer valid");
  for (const more of [{}, { invite: "" }, { invite: "guessed" }] as Record<string, string>[])
    expect((await join("Uninvited", more)).status).toBe(403);
  const { page } = await get(`/register?invite=${code}`);
  expect(attributeOf(page, "input[name=invite]", "value")).toBe(code);
  expect((await join("Invited", { invite: code })).status).toBe(303);
});

test("the invite is kept when something else is wrong with the form, and costs nothing then", async () => {
  await choose("invite");
  const code = await invite({ uses: 1 });
  for (const wrong of ["x", "Open"]) {
    const response = await join(wrong, { invite: code });
    expect(response.status).toBe(422);
    expect(attributeOf(await response.text(), "input[name=invite]", "value")).toBe(code);
  }
  expect((await join("Right", { invite: code })).status).toBe(303);
  expect((await join("Late", { invite: code })).status).toBe(403);
});

test("an invite for one lets in one of many who use it at once; an expired one lets in nobody", async () => {
  await choose("invite");
  const [one, old] = [await invite({ uses: 1 }), await invite({ expiresAt: Date.now() - HOUR })];
  const answers = await Promise.all([1, 2, 3, 4].map((number) => join(`crowd-${number}`, { invite: one })));
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 403, 403, 403]);
  expect((await join("Old", { invite: old })).status).toBe(403);
});

test("the link that the start prints makes whoever joins through it administrator, once, in every mode", async () => {
  await using own = await startServer({ FLUSH_INTERVAL_MS: "0" });
  await betweenRuns(own, (folder) => setMode(folder, "closed"));
  const link = await welcomeLink(own);
  const page = await (await fetch(own.url + link)).text();
  const welcome = attributeOf(page, "input[name=welcome]", "value") ?? "";
  expect(link).toEndWith(welcome);
  const refused = await join("x", { welcome }, own.url);
  expect(attributeOf(await refused.text(), "input[name=welcome]", "value")).toBe(welcome);
  const joined = await join("Host", { welcome }, own.url);
  expect([joined.status, joined.headers.get("location")]).toEqual([303, "/admin/welcome"]);
  const host = personOf(own.url, "Host", cookieOf(joined));
  const steps = await (await host.ask("/admin/welcome")).text();
  expect([textOf(steps, "h1"), attributeOf(steps, "#name", "value")]).toEqual(["You're the administrator", "Parlor"]);
  expect(find(steps, "ul a").map(({ attributes }) => attributes.href)).toEqual(["/invite", "/admin"]);
  expect((await host.ask("/welcome")).headers.get("location")).toBe("/admin/welcome");
  expect(isAdmin(own.folder, "Host")).toBeTrue();
  expect((await fetch(own.url + link)).status).toBe(404);
  expect((await join("Second", { welcome }, own.url)).status).toBe(404);
  expect(own.output().split(welcome)).toHaveLength(2); // in the greeting, and in no line of the log
  await own.stop();
  await own.restart();
  expect(own.output()).not.toContain("/welcome");
});

test("of many who join through that link at once, one is administrator, and the others are told", async () => {
  await using own = await startServer({ FLUSH_INTERVAL_MS: "0" });
  const welcome = new URL(await welcomeLink(own), own.url).searchParams.get("code") ?? "";
  const answers = await Promise.all([1, 2, 3].map((number) => join(`host-${number}`, { welcome }, own.url)));
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 404, 404]);
  const late = answers.find(({ status }) => status === 404);
  expect(textOf((await late?.text()) ?? "", "h1")).toBe("This link was already used");
  expect(query(own.folder, "SELECT admin FROM users")).toEqual([{ admin: 1 }]);
});

test("the link works for somebody who has an account, and is one with the log-in", async () => {
  await using own = await startServer({ FLUSH_INTERVAL_MS: "0" });
  const link = await welcomeLink(own);
  await register(own.url, "Ada");
  const grace = await register(own.url, "Grace");
  const welcome = await (await fetch(own.url + link)).text();
  const toLogin = find(welcome, "p a")[0]?.attributes.href ?? "";
  const next = new URL(toLogin, own.url).searchParams.get("next") ?? "";
  const login = await submit(own.url, "/login", { username: "Ada", password: PASSWORD, next });
  expect(login.headers.get("location")).toBe(link);
  const ada = personOf(own.url, "Ada", cookieOf(login));
  const page = await (await ada.ask(link)).text();
  expect([textOf(page, "bdi"), isAdmin(own.folder, "Ada")]).toEqual(["Ada", false]); // looking alone changes nothing
  const claim = (person: typeof ada, code: string) =>
    person.ask("/welcome", { method: "POST", body: new URLSearchParams({ code }) });
  expect((await claim(grace, "guessed")).status).toBe(404);
  const code = attributeOf(page, "input[name=code]", "value") ?? "";
  const claimed = await claim(ada, code);
  expect([claimed.status, claimed.headers.get("location")]).toEqual([303, "/admin/welcome"]);
  expect([isAdmin(own.folder, "Ada"), (await claim(grace, code)).status]).toEqual([true, 404]);
});
