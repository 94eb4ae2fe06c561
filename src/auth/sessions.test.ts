/** A session lets in the person it was made for, until it ends. */
import { afterEach, expect, setSystemTime, test } from "bun:test";

import { decodeJwt, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";

import { addPerson, openMemory } from "../../test/support/memory.ts";
import { type Commit, openWriteQueue, StorageUnavailable } from "../database/write-queue.ts";
import { suspendAccount } from "./lifecycle.store.ts";
import { listSessions, SESSIONS } from "./sessions.store.ts";
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
  const { commit } = openWriteQueue(db, { flushInterval: 0 });
  const ada = addPerson(db, "Ada");
  const start = (secret = SECRET, write: Commit = commit) => openSessions(db, write, { secret, days: 30 });
  const sessions = start();
  const { token } = (await sessions.begin(ada))!;
  const { jti = "", sub = "" } = decodeJwt(token);
  return { db, ada, sessions, token, jti, sub, start, commit };
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
  const { sessions, token, jti, start } = await open();
  const session = (await sessions.find(token))!;
  const ended: [string, Session | undefined][] = [];
  sessions.onEnd(async ([id = ""]) => ended.push([id, await sessions.find(token)]));
  await sessions.end(session);
  expect(await sessions.find(token)).toBeUndefined();
  expect(await start().find(token)).toBeUndefined();
  expect(ended).toEqual([[jti, undefined]]);
  expect(session.expiresAt).toBe(0);
});

test("a person has a hundred sessions; the one not visited for longest ends for another", async () => {
  setSystemTime(START);
  const { db, ada, sessions, token, jti } = await open();
  const grace = (await sessions.begin(addPerson(db, "Grace")))!;
  const session = (await sessions.find(token))!;
  const ended: string[][] = [];
  sessions.onEnd((ids) => ended.push([...ids]));
  setSystemTime(START + 1_000);
  const second = (await sessions.begin(ada))!;
  for (let more = 2; more < SESSIONS; more++) await sessions.begin(ada);
  expect([await sessions.find(token), ended]).toEqual([session, []]);
  const last = (await sessions.begin(ada))!;
  expect([await sessions.find(token), session.expiresAt, ended]).toEqual([undefined, 0, [[jti]]]);
  for (const left of [second, last, grace]) expect(await sessions.find(left.token)).toBeDefined();
  expect(listSessions(db, ada, START)).toHaveLength(SESSIONS);
});

test("sessions that end together are told together", async () => {
  const { sessions } = await open();
  const told: string[][] = [];
  sessions.onEnd((ids) => told.push([...ids]));
  sessions.ended(["one", "two"]);
  sessions.ended([]);
  expect(told).toEqual([["one", "two"]]);
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
  suspendAccount(db, { userId: ada, at: START });
  expect(await sessions.begin(ada)).toBeUndefined();
  expect(db.query("SELECT count(*) AS count FROM sessions").get()).toEqual({ count: 0 });
});

test("who is made administrator, or is no longer one, need not log in again", async () => {
  const { ada, sessions, token } = await open();
  const session = (await sessions.find(token))!;
  sessions.setAdmin(ada, true);
  expect(session.member).toEqual({ id: ada, name: "Ada", admin: true });
  sessions.setAdmin(ada, false);
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
