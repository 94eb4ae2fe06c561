/** A session lets in the person it was made for, until it ends. */
import { afterEach, expect, setSystemTime, test } from "bun:test";

import { decodeJwt, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";

import { addPerson, openMemory } from "../../test/support/memory.ts";
import { type Commit, openWriteQueue, StorageUnavailable } from "../database/write-queue.ts";
import { setAdmin, suspendUser } from "./lifecycle.ts";
import { endSessions, listSessions, SESSIONS, sessionsEnded } from "./sessions.store.ts";
import { openSessions, type Session } from "./sessions.ts";

afterEach(() => void setSystemTime());

const SECRET = "the key that signs the sessions of these tests";
const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 22);

const sign = (claims: JWTPayload, algorithm = "HS256", secret = SECRET) =>
  new SignJWT(claims).setProtectedHeader({ alg: algorithm }).sign(new TextEncoder().encode(secret));

const inAnHour = () => Math.floor(Date.now() / 1000) + 3_600;

async function open() {
  const db = openMemory();
  const queue = openWriteQueue(db, { flushInterval: 0 });
  const { commit } = queue;
  const ended: string[][] = [];
  queue.on(sessionsEnded, ({ ids }) => ended.push(ids));
  const ada = addPerson(db, "Ada");
  const start = (secret = SECRET, write: Commit = commit) =>
    openSessions(db, { ...queue, commit: write }, { secret, days: 30, remembered: 1_000 });
  const sessions = start();
  const { token } = (await sessions.begin(ada))!;
  const { jti = "", sub = "" } = decodeJwt(token);
  return { db, ada, sessions, token, jti, sub, start, commit, on: queue.on, ended };
}

test("a token lets in the person it was made for, also after a restart", async () => {
  const { ada, sessions, token, start } = await open();
  expect(await sessions.find(token)).toMatchObject({ member: { id: ada, name: "Ada" } });
  expect(await start().find(token)).toMatchObject({ member: { id: ada, name: "Ada" } });
});

test("a token made by hand is taken when everything about it is right", async () => {
  const { sessions, jti, sub } = await open();
  expect(await sessions.find(await sign({ jti, sub, exp: inAnHour() }))).toBeDefined();
});

test("a session says whether its person is an administrator", async () => {
  const { db, sessions, token } = await open();
  const grace = addPerson(db, "Grace");
  db.query("UPDATE users SET admin = 1 WHERE id = ?").run(grace);
  expect((await sessions.find(token))?.member.admin).toBeFalse();
  expect((await sessions.find((await sessions.begin(grace))!.token))?.member.admin).toBeTrue();
});

test.each<[string, (claims: JWTPayload, token: string) => string | undefined | Promise<string>]>([
  ["no token", () => undefined],
  ["garbage", () => "garbage"],
  ["one signed with another key", (claims) => sign(claims, "HS256", "another key of thirty-two characters")],
  ["one signed with the same key in another way", (claims) => sign(claims, "HS512")],
  ["one that is not signed", (claims) => new UnsecuredJWT(claims).encode()],
  ["one without its signature", (_, token) => token.slice(0, token.lastIndexOf(".") + 1)],
  ["one with other claims under an old signature", tamper],
  ["one that never expires", ({ exp: _, ...claims }) => sign(claims)],
  ["one that names no session", ({ jti: _, ...claims }) => sign(claims)],
  ["one that names nobody", ({ sub: _, ...claims }) => sign(claims)],
  ["one that has expired", (claims) => sign({ ...claims, exp: inAnHour() - 3_601 })],
  ["one for somebody else", (claims) => sign({ ...claims, sub: "2" })],
  ["one of a session that never was", (claims) => sign({ ...claims, jti: "never" })],
])("%s lets nobody in", async (_, forge) => {
  const { db, sessions, token, jti, sub } = await open();
  addPerson(db, "Grace");
  const forged = await forge({ jti, sub, exp: inAnHour() }, token);
  expect(await sessions.find(forged)).toBeUndefined();
  expect(await sessions.find(token)).toBeDefined();
  expect(await sessions.find(forged)).toBeUndefined(); // also with the real session in memory
});

test.each<[string, (token: string) => string]>([
  ["padding", (token) => `${token}=`],
  ["white space at its end", (token) => `${token} `],
  ["white space in its signature", (token) => `${token.slice(0, -5)} ${token.slice(-5)}`],
  ["white space in its claims", (token) => token.replace(".", ". ")],
  ["a line break", (token) => `${token}\n`],
  ["another alphabet", (token) => token.replaceAll("-", "+").replaceAll("_", "/").replace(/[\w]$/, "$&=")],
  ["one of the spare bits", (token) => spare(token, 1)],
  ["both of the spare bits", (token) => spare(token, 3)],
])("a good token with %s is refused, before and after the good one was seen", async (_, vary) => {
  const { sessions, token } = await open();
  expect(vary(token)).not.toBe(token);
  expect(await sessions.find(vary(token))).toBeUndefined();
  expect(await sessions.find(token)).toBeDefined();
  expect(await sessions.find(vary(token))).toBeUndefined();
});

/** The same signature, with something in the bits that its last character does not need. */
function spare(token: string, bits: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return token.slice(0, -1) + (alphabet[alphabet.indexOf(token.at(-1) ?? "") | bits] ?? "");
}

test("every good token of a session lets in, in any order", async () => {
  const { sessions, token, jti, sub } = await open();
  const another = await sign({ jti, sub, exp: inAnHour() });
  for (const good of [token, another, token, another]) expect(await sessions.find(good)).toBeDefined();
});

function tamper(claims: JWTPayload, token: string): string {
  const [head, , signature] = token.split(".");
  return [head, Buffer.from(JSON.stringify({ ...claims, sub: "2" })).toString("base64url"), signature].join(".");
}

test("a key that was changed ends every session", async () => {
  const { token, start } = await open();
  expect(await start("a new key of more than thirty-two characters").find(token)).toBeUndefined();
});

test("a session that was ended lets nobody in, even with a token seen a moment ago", async () => {
  const { sessions, token, jti, start, on } = await open();
  const session = (await sessions.find(token))!;
  const ended: [string, Session | undefined][] = [];
  on(sessionsEnded, async ({ ids: [id = ""] }) => ended.push([id, await sessions.find(token)]));
  await sessions.end(session);
  expect(await sessions.find(token)).toBeUndefined();
  expect(await start().find(token)).toBeUndefined();
  expect(ended).toEqual([[jti, undefined]]);
  expect(session.expiresAt).toBe(0);
});

test("a person has a hundred sessions; the one not visited for longest ends for another", async () => {
  setSystemTime(START);
  const { db, ada, sessions, token, jti, ended } = await open();
  const grace = (await sessions.begin(addPerson(db, "Grace")))!;
  const session = (await sessions.find(token))!;
  setSystemTime(START + 1_000);
  const second = (await sessions.begin(ada))!;
  for (let more = 2; more < SESSIONS; more++) await sessions.begin(ada);
  expect([await sessions.find(token), ended]).toEqual([session, []]);
  const last = (await sessions.begin(ada))!;
  expect([await sessions.find(token), session.expiresAt, ended]).toEqual([undefined, 0, [[jti]]]);
  for (const left of [second, last, grace]) expect(await sessions.find(left.token)).toBeDefined();
  expect(listSessions(db, ada, START)).toHaveLength(SESSIONS);
});

test("sessions that end together are told together, and where none ends nothing is told", async () => {
  const { ada, sessions, jti, commit, ended } = await open();
  await sessions.begin(ada);
  await commit(endSessions, { userId: ada });
  await commit(endSessions, { userId: ada });
  expect(ended).toEqual([[expect.any(String), expect.any(String)]]);
  expect(ended[0]).toContain(jti);
});

test("no more sessions are kept in memory than may be, and those beyond are found all the same", async () => {
  const { db, sessions, commit, start } = await open();
  const few = openSessions(db, { commit, on() {} }, { secret: SECRET, days: 30, remembered: 10 });
  const tokens: string[] = [];
  for (let index = 0; index < 50; index++) tokens.push((await sessions.begin(addPerson(db, `one-${index}`)))!.token);
  for (const token of tokens) expect(await few.find(token)).toBeDefined();
  const inMemory = await Promise.all(tokens.map(async (token) => (await few.find(token))?.id ?? ""));
  db.run("DELETE FROM sessions");
  const found = await Promise.all(tokens.map((token) => few.find(token)));
  expect(found.filter(Boolean).length).toBeWithin(1, 11);
  expect(inMemory.filter((id) => few.seenAt(id) !== undefined).length).toBeLessThan(11);
  expect(await start().find(tokens[0])).toBeUndefined();
});

test("ending one session leaves a person's others in force", async () => {
  const { ada, sessions, token } = await open();
  const other = (await sessions.begin(ada))!;
  await sessions.end((await sessions.find(token))!);
  expect(await sessions.find(other.token)).toBeDefined();
});

test("a session ends thirty days after the last visit", async () => {
  setSystemTime(START);
  const { sessions, token } = await open();
  setSystemTime(START + 30 * DAY - 1_000);
  expect(await sessions.find(token)).toBeDefined();
  setSystemTime(START + 30 * DAY);
  expect(await sessions.find(token)).toBeUndefined();
});

test("a session is extended only when that was not done within a day", async () => {
  setSystemTime(START);
  const { sessions, token, start } = await open();
  const session = (await sessions.find(token))!;
  setSystemTime(START + DAY - 1);
  expect(await sessions.renew(session)).toBeUndefined();
  setSystemTime(START + DAY + 1);
  const renewed = (await sessions.renew(session))!;
  expect(renewed.expiresAt).toBe(START + 31 * DAY + 1);
  expect(await sessions.renew(session)).toBeUndefined();
  setSystemTime(START + 31 * DAY - 1_000);
  expect(await sessions.find(token)).toBeUndefined();
  expect(await sessions.find(renewed.token)).toBeDefined();
  expect(await start().find(renewed.token)).toBeDefined();
});

test("an extension that could not be stored is tried again at the next visit", async () => {
  setSystemTime(START);
  const { token, start, commit } = await open();
  let locked = true;
  const write: Commit = (...asked) => (locked ? Promise.reject(new StorageUnavailable("locked")) : commit(...asked));
  const sessions = start(SECRET, write);
  const session = (await sessions.find(token))!;
  setSystemTime(START + 2 * DAY);
  await expect(sessions.renew(session)).rejects.toThrow("locked");
  locked = false;
  expect(await sessions.renew(session)).toMatchObject({ expiresAt: START + 32 * DAY });
});

test("nobody comes in who is suspended, or whose password has changed since it was checked", async () => {
  const { db, ada, sessions } = await open();
  expect(await sessions.begin(ada, undefined, "the hash of another password")).toBeUndefined();
  suspendUser(db, { userId: ada, at: START, by: "operator" });
  expect(await sessions.begin(ada)).toBeUndefined();
  expect(db.query("SELECT count(*) AS count FROM sessions").get()).toEqual({ count: 0 });
});

test("who is made administrator, or is no longer one, need not log in again", async () => {
  const { ada, sessions, token, commit } = await open();
  const session = (await sessions.find(token))!;
  await commit(setAdmin, { userId: ada, admin: true, by: "operator", at: START });
  expect(session.member).toEqual({ id: ada, name: "Ada", admin: true });
  await commit(setAdmin, { userId: ada, admin: false, by: "operator", at: START });
  expect((await sessions.find(token))!.member.admin).toBeFalse();
});

test("a visit is noted at once, and stored with where it came from when an hour has passed", async () => {
  setSystemTime(START);
  const { db, ada, sessions, token, jti } = await open();
  const session = (await sessions.find(token))!;
  const visit = (minutes: number, address: string) => {
    setSystemTime(START + minutes * 60_000);
    sessions.visit(session, () => ({ address, device: "Lynx" }));
    return new Promise((resolve) => setTimeout(resolve));
  };
  const stored = () => listSessions(db, ada, START).map(({ seenAt, address }) => [seenAt - START, address]);
  await visit(59, "192.0.2.1");
  expect([stored(), sessions.seenAt(jti)]).toEqual([[[0, ""]], START + 59 * 60_000]);
  await visit(60, "192.0.2.2");
  await visit(61, "192.0.2.3");
  expect([stored(), sessions.seenAt(jti)]).toEqual([[[3_600_000, "192.0.2.2"]], START + 61 * 60_000]);
});
