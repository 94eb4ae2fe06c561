/** What is stored of people when they come, when they may not, and when they are gone. */
import type { Database } from "bun:sqlite";
import { expect, test } from "bun:test";

import { addPerson, addRoom, NOON, openMemory, say } from "../../test/support/memory.ts";
import { openWriteQueue } from "../database/write-queue.ts";
import type { Write } from "../database/writes.ts";
import { changes, findMessage } from "../messages/store.ts";
import { fillSkeletons } from "../users/lookalikes.store.ts";
import { skeletonsOf } from "../users/lookalikes.ts";
import { foldName } from "../users/names.ts";
import { changedUsers, findUser, findUserByName } from "../users/store.ts";
import { createAccount, findPasswordHash, registerAccount } from "./accounts.store.ts";
import { hashCode } from "./codes.ts";
import {
  claimAdministration,
  hasAdministrator,
  logOut,
  NotAdministrator,
  readmitUser,
  removeUser,
  setAdmin,
  suspendUser,
} from "./lifecycle.ts";
import { changePassword, findByPasswordLink, makePasswordLink } from "./passwords.store.ts";
import {
  createInvite,
  listInvites,
  type RegistrationMode,
  revokeInvite,
  setRegistrationMode,
} from "./registration.store.ts";
import { beginSession, listSessions } from "./sessions.store.ts";

const HOUR = 3_600_000;

const accountOf = (name: string, at = NOON) => {
  const folded = foldName(name);
  return { name, folded, skeletons: skeletonsOf(name, folded), passwordHash: "", at };
};

function open() {
  const db = openMemory();
  const ada = addPerson(db, "Ada");
  let count = 0;
  const session = (userId: number, passwordHash?: string) => {
    const id = `session ${++count}`;
    const begun = { id, userId, at: NOON, expiresAt: NOON + HOUR, address: "", device: "", passwordHash };
    return beginSession(db, begun) ? id : undefined;
  };
  const sessionsOf = (userId: number) => listSessions(db, userId, NOON).map(({ id }) => id);
  const join = (name: string, admission: Parameters<typeof registerAccount>[1]["admission"], at = NOON) =>
    registerAccount(db, {
      account: accountOf(name, at),
      session: { id: `session of ${name}`, at, expiresAt: at + HOUR, address: "", device: "" },
      admission,
    });
  return { db, ada, session, sessionsOf, join };
}

test("whose account is removed leaves the messages under a name that nobody can have, and the own name free", () => {
  const { db, ada, session, sessionsOf } = open();
  const garden = addRoom(db, "garden");
  const first = say(db, { author: ada, body: "still here" });
  say(db, { author: ada, room: garden.id });
  const [one, two] = [session(ada), session(ada)];
  expect(sessionsOf(ada).sort()).toEqual([String(one), String(two)]);
  expect(removeUser(db, { userId: ada, at: NOON, by: "operator" })).toBeTrue();
  expect(sessionsOf(ada)).toEqual([]);
  expect(findUserByName(db, "ada")).toBeUndefined();
  expect(findUserByName(db, `a former guest ${ada}`)).toBeUndefined();
  expect(changes(db, 0).map(({ authorName }) => authorName)).toEqual(["a former guest", "a former guest"]);
  expect(changedUsers(db, 2)).toEqual([{ id: ada, name: "a former guest", hue: null, picture: null }]);
  expect(findMessage(db, first.key)?.body).toBe("still here");
  const another = createAccount(db, accountOf("Ada"));
  expect(another).toBeGreaterThan(ada);
  expect(session(ada)).toBeUndefined();
  expect(removeUser(db, { userId: ada, at: NOON, by: "operator" })).toBeFalse();
});

test("a name that looks like somebody's is not given, until that one is gone", () => {
  const { db, ada } = open();
  addPerson(db, "cesar");
  const [cyrillic, accented] = [accountOf("сеѕаг"), accountOf("Adá")];
  expect(createAccount(db, accountOf("ADA"))).toBe("taken");
  expect(createAccount(db, cyrillic)).toBe("alike");
  expect(createAccount(db, accented)).toBeNumber();
  removeUser(db, { userId: ada, at: NOON, by: "operator" });
  expect(createAccount(db, accountOf("аԁа"))).toBeNumber();
});

test("what names look like that were there before is noted at the start, once, and two that look alike both stay", () => {
  const { db } = open();
  addPerson(db, "Grace");
  const insert = db.query(
    "INSERT INTO users (username, username_folded, password_hash, created_at) VALUES (?, ?, '', 0) RETURNING id",
  );
  for (const name of ["cesar", "сеѕаг"]) insert.get(name, name);
  const count = () => db.query("SELECT count(DISTINCT user_id) AS people, count(*) AS rows FROM lookalikes").get();
  expect(createAccount(db, accountOf("ϲesar"))).toBeNumber();
  db.run("DELETE FROM lookalikes");
  fillSkeletons(db, null);
  const filled = count();
  fillSkeletons(db, null);
  expect([filled, count()]).toEqual([count(), { people: 5, rows: 10 }]);
  expect(findUserByName(db, "сеѕаг")).toBeDefined();
  expect(createAccount(db, accountOf("ceѕar"))).toBe("alike");
});

test("nobody suspended comes in, until readmitted", () => {
  const { db, ada, session, sessionsOf } = open();
  const open1 = session(ada);
  expect(sessionsOf(ada)).toEqual([String(open1)]);
  expect(suspendUser(db, { userId: ada, at: NOON, by: "operator" })).toBeTrue();
  expect(findUser(db, ada)?.suspended).toBeTrue();
  expect([session(ada), sessionsOf(ada)]).toEqual([undefined, []]);
  expect([
    readmitUser(db, { userId: ada, by: "operator", at: NOON }),
    readmitUser(db, { userId: ada, by: "operator", at: NOON }),
  ]).toEqual([true, false]);
  expect(session(ada)).toBeDefined();
  expect(suspendUser(db, { userId: 999, at: NOON, by: "operator" })).toBeFalse();
});

test("a new password ends all sessions but the one to keep, and what was checked against the old one", () => {
  const { db, ada, session, sessionsOf } = open();
  const [keep, other] = [session(ada), session(ada, "")];
  expect(changePassword(db, { userId: ada, passwordHash: "new", keep })).toBeTrue();
  expect(other).toBeDefined();
  expect(sessionsOf(ada)).toEqual([String(keep)]);
  expect([session(ada, ""), session(ada, "new") !== undefined]).toEqual([undefined, true]);
});

test("a session that has ended, or is somebody else's, changes no password", () => {
  const { db, ada, session } = open();
  const [ended, foreign] = [session(ada), session(addPerson(db, "Grace"))];
  logOut(db, { userId: ada, only: ended, at: NOON, by: ada });
  for (const keep of [ended, foreign]) {
    expect(changePassword(db, { userId: ada, passwordHash: "stolen", keep })).toBeFalse();
  }
  expect(findPasswordHash(db, ada)).toBe("");
});

test("there is no link to a new password for an account that is gone", () => {
  const { db, ada } = open();
  const link = { codeHash: "x", at: NOON, expiresAt: NOON + HOUR, by: "operator" } as const;
  removeUser(db, { userId: ada, at: NOON, by: "operator" });
  expect([ada, 999].map((userId) => makePasswordLink(db, { userId, ...link }))).toEqual([false, false]);
  expect(db.query("SELECT 1 FROM password_links").all()).toEqual([]);
});

test("a link to a new password works once, until it expires, and only the latest", () => {
  const { db, ada } = open();
  const link = (code: string) => {
    makePasswordLink(db, { userId: ada, codeHash: hashCode(code), at: NOON, expiresAt: NOON + HOUR, by: "operator" });
    return hashCode(code);
  };
  const [first, second] = [link("first"), link("second")];
  expect(findByPasswordLink(db, first, NOON)).toBeUndefined();
  expect(findByPasswordLink(db, second, NOON + HOUR)).toBeUndefined();
  expect(findByPasswordLink(db, second, NOON)?.id).toBe(ada);
  expect(changePassword(db, { userId: ada, passwordHash: "stolen", link: first })).toBeFalse();
  expect(changePassword(db, { userId: ada, passwordHash: "new", link: second })).toBeTrue();
  expect(changePassword(db, { userId: ada, passwordHash: "again", link: second })).toBeFalse();
  expect(findPasswordHash(db, ada)).toBe("new");
  link("third");
  changePassword(db, { userId: ada, passwordHash: "changed inside" });
  expect(findByPasswordLink(db, hashCode("third"), NOON)).toBeUndefined();
});

test("of two who come with the link for the first administrator at once, the second is not let in", () => {
  const { db, join } = open();
  expect(join("Grace", "first administrator")).toEqual({ userId: expect.any(Number) });
  expect([join("Joan", "first administrator"), findUserByName(db, "joan")]).toEqual(["spent", undefined]);
});

test("the first administrator is the first who claims it; others are made by hand", () => {
  const { db, ada, join } = open();
  const grace = addPerson(db, "Grace");
  expect(hasAdministrator(db)).toBeFalse();
  expect([
    claimAdministration(db, { userId: ada, at: NOON }),
    claimAdministration(db, { userId: grace, at: NOON }),
  ]).toEqual([true, false]);
  expect([
    setAdmin(db, { userId: grace, admin: true, by: "operator", at: NOON }),
    setAdmin(db, { userId: grace, admin: true, by: "operator", at: NOON }),
  ]).toEqual([true, false]);
  suspendUser(db, { userId: ada, at: NOON, by: "operator" });
  removeUser(db, { userId: grace, at: NOON, by: "operator" });
  expect(hasAdministrator(db)).toBeFalse();
  setRegistrationMode(db, { mode: "closed", at: NOON, by: "operator" });
  const joined = join("Joan", "first administrator");
  expect(joined).toEqual({ userId: expect.any(Number) });
  expect(findUserByName(db, "joan")?.admin).toBeTrue();
});

test("of two administrators who demote, suspend or remove each other at once, one remains", async () => {
  const take = { admin: false, at: NOON };
  const writes: Write<typeof take & { userId: number; by: number }, unknown>[] = [setAdmin, suspendUser, removeUser];
  for (const write of writes) {
    const { db, ada } = open();
    const grace = addPerson(db, "Grace");
    for (const userId of [ada, grace]) setAdmin(db, { userId, admin: true, by: "operator", at: NOON });
    const { commit } = openWriteQueue(db, { flushInterval: 0 });
    const both = await Promise.allSettled([
      commit(write, { ...take, userId: grace, by: ada }), // both are queued, and run in one transaction
      commit(write, { ...take, userId: ada, by: grace }),
    ]);
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(both[1]).toHaveProperty("reason", expect.any(NotAdministrator));
    expect([hasAdministrator(db), findUser(db, ada)?.admin]).toEqual([true, true]);
  }
});

test("nobody takes the rights of an administrator from themselves", () => {
  const { db, ada } = open();
  setAdmin(db, { userId: ada, admin: true, by: "operator", at: NOON });
  expect([setAdmin(db, { userId: ada, admin: false, by: ada, at: NOON }), hasAdministrator(db)]).toEqual([false, true]);
});

test.each<[string, (db: Database, by: number, userId: number) => unknown]>([
  ["promotes", (db, by, userId) => setAdmin(db, { userId, admin: true, by, at: NOON })],
  ["readmits", (db, by, userId) => readmitUser(db, { userId, by, at: NOON })],
  ["logs out", (db, by, userId) => logOut(db, { userId, by, at: NOON })],
  ["gives links", (db, by, userId) => makePasswordLink(db, { userId, codeHash: "", at: NOON, expiresAt: NOON, by })],
  ["opens registration", (db, by) => setRegistrationMode(db, { mode: "open", at: NOON, by })],
  ["invites", (db, by) => createInvite(db, { code: "come", at: NOON, uses: null, expiresAt: null, by })],
  ["revokes", (db, by) => revokeInvite(db, { id: 1, at: NOON, by })],
])("whoever is no administrator any more %s no more", (_, write) => {
  const { db, ada } = open();
  const grace = addPerson(db, "Grace");
  expect(() => write(db, ada, grace)).toThrow(NotAdministrator);
  setAdmin(db, { userId: ada, admin: true, by: "operator", at: NOON });
  write(db, ada, grace);
  suspendUser(db, { userId: ada, at: NOON, by: "operator" });
  expect(() => write(db, ada, grace)).toThrow(NotAdministrator);
});

test.each<[RegistrationMode, string, string]>([
  ["open", "in", "in"],
  ["invite", "uninvited", "in"],
  ["closed", "closed", "closed"],
])("while registration is %s, one without an invite is %s, and one with it is %s", (mode, without, invited) => {
  const { db, join } = open();
  const outcome = (joined: ReturnType<typeof join>) => (typeof joined === "string" ? joined : "in");
  setRegistrationMode(db, { mode, at: NOON, by: "operator" });
  createInvite(db, { code: "come", at: NOON, uses: null, expiresAt: null, by: "operator" });
  expect(outcome(join("Grace", {}))).toBe(without);
  expect(outcome(join("Joan", { invite: "come" }))).toBe(invited);
  expect(findUserByName(db, "joan") !== undefined).toBe(invited === "in");
});

test("an invite lets in as many as it says, until it expires, and a taken name costs nothing", () => {
  const { db, join } = open();
  setRegistrationMode(db, { mode: "invite", at: NOON, by: "operator" });
  createInvite(db, { code: "two", at: NOON, uses: 2, expiresAt: NOON + HOUR, by: "operator" });
  expect(join("Ada", { invite: "two" })).toBe("taken");
  expect(join("Late", { invite: "two" }, NOON + HOUR)).toBe("uninvited");
  expect(["One", "Two", "Three"].map((name) => typeof join(name, { invite: "two" }))).toEqual([
    "object",
    "object",
    "string",
  ]);
  expect(listInvites(db, 10)).toMatchObject([{ used: 2, uses: 2 }]);
});
