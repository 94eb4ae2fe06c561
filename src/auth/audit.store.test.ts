/** What administrators do is kept, with who did it and to whom; what people do with what is theirs is not. */
import { expect, test } from "bun:test";

import { addPerson, addRoom, NOON, openMemory, say } from "../../test/support/memory.ts";
import { deleteMessage } from "../messages/changes.store.ts";
import { listAudit } from "./audit.store.ts";
import { claimAdministration, logOut, readmitUser, removeUser, setAdmin, suspendUser } from "./lifecycle.ts";
import { makePasswordLink } from "./passwords.store.ts";
import { createInvite, revokeInvite, setRegistrationMode } from "./registration.store.ts";
import { beginSession } from "./sessions.store.ts";

const SESSION = { id: "session", at: NOON, expiresAt: NOON + 60_000, address: "127.0.0.1", device: "Firefox" };

function open() {
  const db = openMemory();
  const [ada = 0, bob = 0] = ["Ada", "Bob"].map((name) => addPerson(db, name));
  db.query("UPDATE users SET admin = 1 WHERE id = ?").run(ada);
  const noted = () =>
    listAudit(db, { count: 100 })
      .reverse()
      .map(({ byName, action, userName, detail }) => [byName, action, userName, detail].filter(Boolean).join(" | "));
  return { db, ada, bob, noted };
}

test("what an administrator does to somebody is kept, in order", () => {
  const { db, ada, bob, noted } = open();
  const change = { userId: bob, by: ada, at: NOON };
  setAdmin(db, { ...change, admin: true });
  setAdmin(db, { ...change, admin: false });
  suspendUser(db, change);
  readmitUser(db, change);
  beginSession(db, { ...SESSION, userId: bob });
  logOut(db, change);
  makePasswordLink(db, { ...change, codeHash: "hash of the code", expiresAt: NOON });
  removeUser(db, change);
  expect(noted()).toEqual([
    "Ada | made administrator | a former guest",
    "Ada | no administrator any more | a former guest",
    "Ada | suspended | a former guest",
    "Ada | readmitted | a former guest",
    "Ada | sessions ended | a former guest",
    "Ada | link to a new password | a former guest",
    "Ada | removed | a former guest | Bob",
  ]);
});

test("what changes nothing is not kept", () => {
  const { db, ada, bob, noted } = open();
  setAdmin(db, { userId: bob, admin: false, by: ada, at: NOON });
  readmitUser(db, { userId: bob, by: ada, at: NOON });
  logOut(db, { userId: bob, by: ada, at: NOON });
  setRegistrationMode(db, { mode: "open", at: NOON, by: ada });
  revokeInvite(db, { id: 7, at: NOON, by: ada });
  expect(noted()).toEqual([]);
});

test("what people do with their own account and messages is nobody's business", () => {
  const { db, ada, bob, noted } = open();
  const own = say(db, { author: bob, body: "my own words" });
  deleteMessage(db, { id: own.id, by: bob, at: NOON });
  beginSession(db, { ...SESSION, userId: ada });
  logOut(db, { userId: ada, by: ada, at: NOON });
  removeUser(db, { userId: bob, by: bob, at: NOON });
  expect(noted()).toEqual([]);
});

test("a message that an administrator deletes is kept by whose it was and where, never by its text", () => {
  const { db, ada, bob, noted } = open();
  const message = say(db, { author: bob, body: "a secret of Bob's" });
  deleteMessage(db, { id: message.id, by: ada, at: NOON });
  expect(noted()).toEqual(["Ada | message deleted | Bob | Lobby"]);
  expect(JSON.stringify(db.query("SELECT * FROM audit").all())).not.toContain("secret");
});

test("where a message was deleted is not said of rooms that other administrators may not know", () => {
  const { db, ada, bob, noted } = open();
  const cellar = addRoom(db, "cellar", "closed", [ada, bob]);
  const message = say(db, { author: bob, room: cellar.id });
  deleteMessage(db, { id: message.id, by: ada, at: NOON });
  expect(noted()).toEqual(["Ada | message deleted | Bob"]);
});

test("who may join, and invitations, without their codes", () => {
  const { db, ada, noted } = open();
  setRegistrationMode(db, { mode: "invite", at: NOON, by: ada });
  createInvite(db, { code: "the code", at: NOON, uses: 2, expiresAt: null, by: ada });
  createInvite(db, { code: "another", at: NOON, uses: null, expiresAt: NOON, by: ada });
  revokeInvite(db, { id: 1, at: NOON, by: ada });
  revokeInvite(db, { id: 2, at: NOON, by: ada }); // which had expired: it is only cleared away
  expect(noted()).toEqual([
    "Ada | registration | invite",
    "Ada | invite made | 2",
    "Ada | invite made",
    "Ada | invite revoked | 0",
  ]);
  expect(JSON.stringify(db.query("SELECT * FROM audit").all())).not.toContain("code");
});

test("the operator and the link for the first administrator are no people, and are kept all the same", () => {
  const { db, ada, bob, noted } = open();
  setAdmin(db, { userId: ada, admin: false, by: "operator", at: NOON });
  claimAdministration(db, { userId: bob, at: NOON });
  expect(noted()).toEqual(["no administrator any more | Ada", "became the first administrator | Bob"]);
  expect(listAudit(db, { count: 1 })).toMatchObject([{ by: null, byName: null, user: bob, at: NOON }]);
});

test("entries are read page by page", () => {
  const { db, ada, bob } = open();
  for (let number = 0; number < 3; number++) {
    suspendUser(db, { userId: bob, by: ada, at: NOON + number });
  }
  const [latest, next] = listAudit(db, { count: 2 });
  expect([latest?.at, next?.at]).toEqual([NOON + 2, NOON + 1]);
  expect(listAudit(db, { before: next?.id, count: 2 }).map(({ at }) => at)).toEqual([NOON]);
});
