/** What becomes of people, in SQL: administrator or not, suspended, let in again, removed. */
import type { Database } from "bun:sqlite";

import { textDeleted } from "../database/write-queue.ts";
import { defineWrite } from "../database/writes.ts";
import { HttpError } from "../http/error.tsx";
import { markChanged } from "../users/store.ts";
import { type EndSessions, endSessions } from "./sessions.store.ts";

/** What messages of a removed account stand under. No name has a space, so nobody can take it. */
const FORMER = "a former guest";

/** Who was an administrator when they asked for something is none any more when it would be done. */
export class NotAdministrator extends HttpError {
  constructor() {
    super({ status: 403, sentence: "You are no administrator any more: somebody was faster. Nothing was changed." });
  }
}

/** The administrator who does something, by id; left out for the operator, and for people who do it to themselves. */
export type By = { by?: number };

/** @throws NotAdministrator when whoever does this to others is no administrator (any more) */
export function requireAdministrator(db: Database, { by }: By): void {
  if (by === undefined) return;
  const sql = "SELECT 1 FROM users WHERE id = ? AND admin = 1 AND suspended_at IS NULL AND left_at IS NULL";
  if (db.query(sql).get(by) === null) throw new NotAdministrator();
}

/** Whether somebody is there who can change who comes in. */
export function hasAdministrator(db: Database): boolean {
  const sql = "SELECT 1 FROM users WHERE admin = 1 AND suspended_at IS NULL AND left_at IS NULL LIMIT 1";
  return db.query(sql).get() !== null;
}

export type SetAdmin = By & { userId: number; admin: boolean };

/**
 * Gives somebody the rights of an administrator, or takes them. True when that changed anything.
 * Whoever takes them from somebody else has them and keeps them, so one always remains.
 */
export const setAdmin = defineWrite("user.set-admin", 1, (db, { userId, admin, by }: SetAdmin): boolean => {
  requireAdministrator(db, { by });
  if (by === userId) return false;
  const sql = "UPDATE users SET admin = ? WHERE id = ? AND admin <> ? AND left_at IS NULL";
  return db.query(sql).run(Number(admin), userId, Number(admin)).changes > 0;
});

/** The same for the very first; false when somebody else was faster. */
export const claimAdministration = defineWrite(
  "user.claim-administration",
  1,
  (db, { userId }: { userId: number }): boolean => {
    return !hasAdministrator(db) && setAdmin(db, { userId, admin: true });
  },
);

export type Suspend = By & { userId: number; at: number };

/** Nobody suspended can log in. Returns the sessions that ended with it; nothing when there is no such account. */
export const suspendAccount = defineWrite(
  "user.suspend",
  1,
  (db, { userId, at, by }: Suspend): string[] | undefined => {
    requireAdministrator(db, { by });
    const sql = "UPDATE users SET suspended_at = coalesce(suspended_at, ?) WHERE id = ? AND left_at IS NULL";
    if (db.query(sql).run(at, userId).changes === 0) return undefined;
    return endSessions(db, { userId });
  },
);

export const readmitAccount = defineWrite("user.readmit", 1, (db, { userId, by }: By & { userId: number }): boolean => {
  requireAdministrator(db, { by });
  return db.query("UPDATE users SET suspended_at = NULL WHERE id = ? AND suspended_at > 0").run(userId).changes > 0;
});

/** Ends sessions of a person and returns their ids. */
export const logOut = defineWrite("session.log-out", 1, (db, { by, ...which }: By & EndSessions): string[] => {
  requireAdministrator(db, { by });
  return endSessions(db, which);
});

export type Remove = By & { userId: number; at: number };

/**
 * Takes an account away. Its messages stay, under a name that is nobody's; its own name is free.
 * Returns the sessions that ended with it; nothing when there is no such account.
 */
export const removeAccount = defineWrite(
  "user.remove",
  1,
  (db, { userId, at, by }: Remove, record): string[] | undefined => {
    requireAdministrator(db, { by });
    const { changes } = db
      .query(
        `UPDATE users SET username = ?, username_folded = ?, password_hash = '', admin = 0, suspended_at = NULL, left_at = ?,
         hue = NULL, about = ''
       WHERE id = ? AND left_at IS NULL`,
      )
      .run(FORMER, `${FORMER} ${userId}`, at, userId);
    if (changes === 0) return undefined;
    for (const table of ["password_links", "lookalikes"])
      db.query(`DELETE FROM ${table} WHERE user_id = ?`).run(userId);
    markChanged(db, userId, record);
    record(textDeleted, null);
    return endSessions(db, { userId });
  },
);
