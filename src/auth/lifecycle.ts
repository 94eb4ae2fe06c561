/** What becomes of people's accounts: administrator or not, suspended, let in again, logged out, removed. */
import type { Database } from "bun:sqlite";

import { textDeleted } from "../database/write-queue.ts";
import { defineEvent, defineWrite, type RecordEvent } from "../database/writes.ts";
import { HttpError } from "../http/error.tsx";
import { findActor, findUser, markChanged } from "../users/store.ts";
import { type AccountAction, addToAudit } from "./audit.store.ts";
import { type EndSessions, endSessions } from "./sessions.store.ts";

/** Who does something: somebody by id, the operator at the terminal, or whoever has the first administrator's link. */
export type Actor = number | "operator" | "link";

/** Something was done to an account, in the words of the log. */
export const accountChanged = defineEvent<{ what: string; user: number; by: Actor }>("account changed");

/** Somebody was given the rights of an administrator, or lost them. */
export const adminChanged = defineEvent<{ user: number; admin: boolean }>("admin changed");

/** Somebody was suspended. It is recorded before their sessions end, so that their pages can be told why. */
export const userSuspended = defineEvent<{ user: number }>("user suspended");

/** Says what was done to an account; in the audit log, too, unless its owner did it. */
export function noteAccount(
  db: Database,
  record: RecordEvent,
  { at, ...done }: { what: AccountAction; user: number; by: Actor; at: number; detail?: string },
): void {
  const { what, user, by, detail } = done;
  record(accountChanged, { what, user, by });
  const action = by === "link" ? "became the first administrator" : what;
  if (by !== user) addToAudit(db, { at, by, action, user, detail });
}

/** What messages of a removed account stand under. No name has a space, so nobody can take it. */
const FORMER = "a former guest";

/** Who was an administrator when they asked for something is none any more when it would be done. */
export class NotAdministrator extends HttpError {
  constructor() {
    super({ status: 403, sentence: "You are no longer an administrator. Nothing was changed." });
  }
}

/**
 * To be asked inside each write that only administrators and the operator may do.
 * @throws NotAdministrator when whoever does this is no administrator (any more)
 */
export function requireAdministrator(db: Database, by: Actor): void {
  if (typeof by === "number" && !findActor(db, by)?.admin) throw new NotAdministrator();
}

/** The same for what people may do to themselves, too. */
function requireRight(db: Database, by: Actor, userId: number): void {
  if (by !== userId) requireAdministrator(db, by);
}

/** Whether somebody is there who can change who comes in. */
export function hasAdministrator(db: Database): boolean {
  const sql = "SELECT 1 FROM users WHERE admin = 1 AND suspended_at IS NULL AND left_at IS NULL LIMIT 1";
  return db.query(sql).get() !== null;
}

/** Something that is done to an account. `at` is in ms. */
export type ChangeAccount = { userId: number; by: Actor; at: number };

export type SetAdmin = ChangeAccount & { admin: boolean };

/**
 * Gives somebody the rights of an administrator, or takes them. True when that changed anything.
 * Whoever takes them from somebody else has them and keeps them, so one always remains.
 */
export const setAdmin = defineWrite("user.set-admin", 2, (db, { userId, admin, by, at }: SetAdmin, record): boolean => {
  requireAdministrator(db, by);
  if (by === userId) return false;
  const sql = "UPDATE users SET admin = ? WHERE id = ? AND admin <> ? AND left_at IS NULL";
  if (db.query(sql).run(Number(admin), userId, Number(admin)).changes === 0) return false;
  record(adminChanged, { user: userId, admin });
  const what = admin ? "made administrator" : "no administrator any more";
  noteAccount(db, record, { what, user: userId, by, at });
  return true;
});

/** Makes somebody the very first administrator; false when somebody else was faster. */
export const claimAdministration = defineWrite(
  "user.claim-administration",
  2,
  (db, { userId, at }: { userId: number; at: number }, record): boolean =>
    !hasAdministrator(db) && setAdmin(db, { userId, admin: true, by: "link", at }, record),
);

/** Keeps somebody from logging in, and ends their sessions. False when there is no such account. */
export const suspendUser = defineWrite("user.suspend", 2, (db, { userId, by, at }: ChangeAccount, record): boolean => {
  requireRight(db, by, userId);
  const sql = "UPDATE users SET suspended_at = coalesce(suspended_at, ?) WHERE id = ? AND left_at IS NULL";
  if (db.query(sql).run(at, userId).changes === 0) return false;
  record(userSuspended, { user: userId });
  endSessions(db, { userId }, record);
  noteAccount(db, record, { what: "suspended", user: userId, by, at });
  return true;
});

/** Lets somebody who was suspended in again. False when they were not. */
export const readmitUser = defineWrite("user.readmit", 2, (db, { userId, by, at }: ChangeAccount, record): boolean => {
  requireRight(db, by, userId);
  const sql = "UPDATE users SET suspended_at = NULL WHERE id = ? AND suspended_at > 0";
  if (db.query(sql).run(userId).changes === 0) return false;
  noteAccount(db, record, { what: "readmitted", user: userId, by, at });
  return true;
});

export type LogOut = EndSessions & ChangeAccount;

/** Ends sessions of a person: all, only one, or all but one. Returns how many there were. */
export const logOut = defineWrite("session.log-out", 2, (db, { by, at, ...which }: LogOut, record): number => {
  requireRight(db, by, which.userId);
  const { length } = endSessions(db, which, record);
  if (length > 0) noteAccount(db, record, { what: "sessions ended", user: which.userId, by, at });
  return length;
});

/**
 * Takes an account away and ends its sessions; its rooms have to be seen to as well, see `removeAccount`. Its messages stay, under a name that is nobody's; its own name is free.
 * False when there is no such account.
 */
export const removeUser = defineWrite("user.remove", 4, (db, { userId, by, at }: ChangeAccount, record): boolean => {
  requireRight(db, by, userId);
  const name = findUser(db, userId)?.name;
  const { changes } = db
    .query(
      `UPDATE users SET username = ?, username_folded = ?, password_hash = '', admin = 0, suspended_at = NULL, left_at = ?,
         hue = NULL, picture_small = NULL, picture_large = NULL, about = ''
       WHERE id = ? AND left_at IS NULL`,
    )
    .run(FORMER, `${FORMER} ${userId}`, at, userId);
  if (changes === 0) return false;
  for (const table of ["password_links", "lookalikes", "memberships", "for_me"])
    db.query(`DELETE FROM ${table} WHERE user_id = ?`).run(userId);
  markChanged(db, userId, record);
  record(textDeleted, null);
  endSessions(db, { userId }, record);
  noteAccount(db, record, { what: "removed", user: userId, by, at, detail: name });
  return true;
});
