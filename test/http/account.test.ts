/** One's own account: the password, where one is logged in, and leaving for good. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { change, query } from "../support/database.ts";
import { attributeOf, find, textOf } from "../support/html.ts";
import {
  cookieOf,
  PASSWORD,
  type Person,
  personOf,
  register,
  rowsIn,
  sessionCookie,
  submit,
} from "../support/person.ts";
import { openReader } from "../support/reader.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

const NEW = "another horse, another battery";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

let server: TestServer;

beforeAll(async () => {
  const HEARTBEAT_S = "50"; // with which pages of sessions that have ended are closed as well, but later than tests wait
  server = await startServer({ FLUSH_INTERVAL_MS: "0", TRUST_PROXY: "1", HEARTBEAT_S });
});
afterAll(() => server[Symbol.asyncDispose]());

async function logIn(username: string, password = PASSWORD, headers: Record<string, string> = {}) {
  const response = await submit(server.url, "/login", { username, password }, headers);
  return { status: response.status, person: personOf(server.url, username, cookieOf(response)) };
}
const send = (person: Person, path: string, fields: Record<string, string> = {}) =>
  person.ask(path, { method: "POST", body: new URLSearchParams(fields) });
const isIn = async (person: Person) => (await person.ask("/rooms/lobby")).status === 200;
const page = async (person: Person, path = "/account") => (await person.ask(path)).text();

test("a new password needs the old one, and ends every other session and open page", async () => {
  const ada = await register(server.url, "Ada");
  const { person: other } = await logIn("Ada");
  const reader = await openReader(server.url, other);
  const wrong = await send(ada, "/account/password", { current: "not the password", password: NEW });
  expect([wrong.status, textOf(await wrong.text(), "#current-problem")]).toEqual([422, "Wrong password."]);
  const weak = await send(ada, "/account/password", { current: PASSWORD, password: "short" });
  expect([weak.status, textOf(await weak.text(), "#password-problem")]).toEqual([
    422,
    "A password needs at least 8 characters.",
  ]);
  const common = await send(ada, "/account/password", { current: PASSWORD, password: "qwertyui" });
  expect([common.status, textOf(await common.text(), "#password-problem")]).toEqual([
    422,
    expect.stringContaining("anyone would try"),
  ]);
  expect([await isIn(other), (await logIn("Ada")).status]).toEqual([true, 303]);

  const changed = await send(ada, "/account/password", { current: PASSWORD, password: NEW });
  expect([changed.status, changed.headers.get("location")]).toEqual([303, "/account?done=password"]);
  expect(textOf(await page(ada, "/account?done=password"), "[role=status]")).toContain("Your password is changed");
  await reader.until(() => reader.closed() === 4401, "the other page to be closed");
  expect([await isIn(ada), await isIn(other)]).toEqual([true, false]);
  expect([(await logIn("Ada")).status, (await logIn("Ada", NEW)).status]).toEqual([401, 303]);
});

test("a password can't be guessed on the page of somebody who left the room for a moment", async () => {
  await using own = await startServer({ FLUSH_INTERVAL_MS: "0", LOGINS_PER_NAME_10MIN: "3" });
  const bob = await register(own.url, "Bob");
  const guess = (path: string, field: string, value: string) => send(bob, path, { password: NEW, [field]: value });
  const statuses: number[] = [];
  for (const path of ["/account/password", "/account/delete", "/account/password"]) {
    statuses.push((await guess(path, path.endsWith("delete") ? "farewell" : "current", "a guess")).status);
  }
  const limited = await guess("/account/password", "current", PASSWORD);
  expect([...statuses, limited.status]).toEqual([422, 422, 422, 429]);
  expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await submit(own.url, "/login", { username: "Bob", password: PASSWORD })).status).toBe(303);
});

test("the open sessions are listed with device, address and last visit, and each can be ended", async () => {
  const carol = await register(server.url, "Carol");
  const { person: laptop } = await logIn("Carol", PASSWORD, {
    "user-agent": FIREFOX,
    "x-forwarded-for": "203.0.113.7",
  });
  const { person: phone } = await logIn("Carol", PASSWORD, { "user-agent": "<b>phone</b>" });
  const reader = await openReader(server.url, laptop);
  const html = await page(carol);
  const entries = find(html, ".entries li > div").map(({ text }) => text.replace(/\s+/g, " "));
  expect(entries).toHaveLength(3);
  expect(entries[0]).toContain("this browser");
  expect(entries.join()).toContain("Firefox on Linux203.0.113.7 · active now");
  expect(entries.join()).toContain("An unknown device127.0.0.1 · last seen just now");
  expect(html).not.toContain("<b>phone");

  const id = query<{ id: string }>(server.folder, "SELECT id FROM sessions WHERE address = '203.0.113.7'")[0]?.id ?? "";
  expect(html).toContain(`value="${id}"`);
  expect((await send(carol, "/account/sessions/end", { id })).status).toBe(303);
  await reader.until(() => reader.closed() === 4401, "the laptop's page to be closed");
  expect([await isIn(carol), await isIn(laptop), await isIn(phone)]).toEqual([true, false, true]);
  expect((await send(carol, "/account/sessions/end-others")).status).toBe(303);
  expect([await isIn(carol), await isIn(phone)]).toEqual([true, false]);
  expect(find(await page(carol), ".entries li")).toHaveLength(1);
});

test("nobody ends another's session", async () => {
  const [dan, eve] = [await register(server.url, "Dan"), await register(server.url, "Eve")];
  const sql = "SELECT sessions.id FROM sessions JOIN users ON users.id = user_id WHERE username = 'Dan'";
  const id = query<{ id: string }>(server.folder, sql)[0]?.id ?? "";
  await send(eve, "/account/sessions/end", { id });
  await send(eve, "/account/sessions/end", { id: "" });
  await send(eve, "/account/sessions/end-others");
  expect([await isIn(dan), await isIn(eve)]).toEqual([true, true]);
});

test("hundreds of sessions are counted, and the newest listed", async () => {
  const many = await register(server.url, "Many");
  const { id } = query<{ id: number }>(server.folder, "SELECT id FROM users WHERE username = 'Many'")[0]!;
  const sql = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
    INSERT INTO sessions (id, user_id, created_at, expires_at, seen_at) SELECT 'many' || i, ?, i, ?, i FROM n`;
  await betweenRuns(server, (folder) => change(folder, sql, id, Date.now() + 60_000));
  const html = await page(many);
  expect(find(html, ".entries form")).toHaveLength(19);
  expect(html).toContain("and 281 more");
});

test("who deletes the account is gone at once: the name is free, and what was written stays under another", async () => {
  const [fay, guy] = [await register(server.url, "Fay"), await register(server.url, "Guy")];
  await fay.say("remember me");
  const { person: other } = await logIn("Fay");
  const readers = await Promise.all([openReader(server.url, other), openReader(server.url, guy)]);
  const refused = await send(fay, "/account/delete", { farewell: "not the password" });
  expect([refused.status, textOf(await refused.text(), "#farewell-problem")]).toEqual([422, "Wrong password."]);
  expect(attributeOf(await page(fay), "details", "open")).toBeUndefined();

  const left = await send(fay, "/account/delete", { farewell: PASSWORD });
  expect([left.status, left.headers.get("location"), cookieOf(left)]).toEqual([
    303,
    "/",
    sessionCookie(server.url, ""),
  ]);
  expect([await isIn(fay), await isIn(other), (await logIn("Fay")).status]).toEqual([false, false, 401]);
  await readers[0]?.until(() => readers[0]?.closed() === 4401, "the other page to be closed");
  await readers[1]?.until(() => readers[1]?.rows().at(-1)?.text === "remember me", "the row to be there");
  for (const reader of readers) reader.close();
  const room = await page(guy, "/rooms/lobby");
  expect(rowsIn(room).at(-1)?.text).toBe("remember me");
  expect([room.includes("a former guest"), room.includes(">Fay<")]).toEqual([true, false]);
  expect((await submit(server.url, "/register", { username: "FAY", password: PASSWORD })).status).toBe(303);
  expect(query(server.folder, "SELECT password_hash FROM users WHERE left_at > 0")).toEqual([{ password_hash: "" }]);
});

/** Replaces a text on a server of its own; resolves when no file of the database has it any more. */
async function isForgotten(textIn: (folder: string) => string, ...steps: [path: string, Record<string, string>][]) {
  await using own = await startServer({ FLUSH_INTERVAL_MS: "0" });
  const person = await register(own.url, "Porcupine");
  const files = () => readdirSync(own.folder).filter((name) => name.startsWith("parlor.sqlite"));
  const holders = (text: string) => files().filter((name) => readFileSync(join(own.folder, name)).includes(text));
  const text = textIn(own.folder);
  for (const [index, [path, fields]] of steps.entries()) {
    if (index === steps.length - 1) expect(holders(text)).not.toEqual([]);
    expect((await send(person, path, fields)).status).toBe(303);
  }
  await waitFor(() => holders(text).length === 0, `the files to forget ${text}`, 15_000);
}

test("what was said on a card, an old password and the name of whoever left are soon in no file", async () => {
  const hashIn = (folder: string) =>
    query<{ hash: string }>(folder, "SELECT password_hash AS hash FROM users")[0]!.hash;
  const said = "Eats at midnight";
  await Promise.all([
    isForgotten(() => said, ["/profile", { hue: "1", about: said }], ["/profile", { hue: "1", about: "" }]),
    isForgotten(hashIn, ["/account/password", { current: PASSWORD, password: NEW }]),
    isForgotten(() => "Porcupine", ["/account/delete", { farewell: PASSWORD }]),
  ]);
});
