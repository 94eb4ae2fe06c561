/** What becomes of people, in SQL: administrator or not, suspended, let in again, removed. */
import type { Database } from "bun:sqlite";

import { textDeleted } from "../database/write-queue.ts";
import { defineWrite } from "../database/writes.ts";
import { markChanged } from "../users/store.ts";
import { endSessions } from "./sessions.store.ts";

/** What messages of a removed account stand under. No name has a space, so nobody can take it. */
const FORMER = "a former guest";

/** Whether somebody is there who can change who comes in. */
export function hasAdministrator(db: Database): boolean {
  const sql = "SELECT 1 FROM users WHERE admin = 1 AND suspended_at IS NULL AND left_at IS NULL LIMIT 1";
  return db.query(sql).get() !== null;
}

/** Gives somebody the rights of an administrator, or takes them. True when that changed anything. */
export const setAdmin = defineWrite(
  "user.set-admin",
  1,
  (db, { userId, admin }: { userId: number; admin: boolean }): boolean => {
    const sql = "UPDATE users SET admin = ? WHERE id = ? AND admin <> ? AND left_at IS NULL";
    return db.query(sql).run(Number(admin), userId, Number(admin)).changes > 0;
  },
);

/** The same for the very first; false when somebody else was faster. */
export const claimAdministration = defineWrite(
  "user.claim-administration",
  1,
  (db, { userId }: { userId: number }): boolean => {
    return !hasAdministrator(db) && setAdmin(db, { userId, admin: true });
  },
);

export type Suspend = { userId: number; at: number };

/** Nobody suspended can log in. Returns the sessions that ended with it; nothing when there is no such account. */
export const suspendAccount = defineWrite("user.suspend", 1, (db, { userId, at }: Suspend): string[] | undefined => {
  const sql = "UPDATE users SET suspended_at = coalesce(suspended_at, ?) WHERE id = ? AND left_at IS NULL";
  if (db.query(sql).run(at, userId).changes === 0) return undefined;
  return endSessions(db, { userId });
});

export const readmitAccount = defineWrite("user.readmit", 1, (db, { userId }: { userId: number }): boolean => {
  return db.query("UPDATE users SET suspended_at = NULL WHERE id = ? AND suspended_at > 0").run(userId).changes > 0;
});

export type Remove = { userId: number; at: number };

/**
 * Takes an account away. Its messages stay, under a name that is nobody's; its own name is free.
 * Returns the sessions that ended with it; nothing when there is no such account.
 */
export const removeAccount = defineWrite(
  "user.remove",
  1,
  (db, { userId, at }: Remove, record): string[] | undefined => {
    const { changes } = db
      .query(
        `UPDATE users SET username = ?, username_folded = ?, password_hash = '', admin = 0, suspended_at = NULL, left_at = ?,
         hue = NULL, about = ''
       WHERE id = ? AND left_at IS NULL`,
      )
      .run(FORMER, `${FORMER} ${userId}`, at, userId);
    if (changes === 0) return undefined;
    db.query("DELETE FROM password_links WHERE user_id = ?").run(userId);
    markChanged(db, userId, record);
    record(textDeleted, null);
    return endSessions(db, { userId });
  },
);
