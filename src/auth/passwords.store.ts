/** New passwords in SQL, and the links with which they are set. */
import type { Database } from "bun:sqlite";

import { type Commit, textDeleted } from "../database/write-queue.ts";
import { defineWrite } from "../database/writes.ts";
import { findUser, type User } from "../users/store.ts";
import { hashCode, newCode } from "./codes.ts";
import { accountChanged, type Actor, noteAccount, requireAdministrator } from "./lifecycle.ts";
import { endSessions, findSession } from "./sessions.store.ts";

export type MakePasswordLink = { by: Actor; userId: number; codeHash: string; at: number; expiresAt: number };

/** Makes a link to a new password, in place of an earlier one. False when there is no such account. */
export const makePasswordLink = defineWrite(
  "password.make-link",
  3,
  (db, { userId, codeHash, at, expiresAt, by }: MakePasswordLink, record): boolean => {
    requireAdministrator(db, by);
    if (findUser(db, userId)?.left !== false) return false;
    const sql = `INSERT INTO password_links (user_id, code_hash, expires_at) VALUES (?, ?, ?)
    ON CONFLICT (user_id) DO UPDATE SET code_hash = excluded.code_hash, expires_at = excluded.expires_at`;
    db.query(sql).run(userId, codeHash, expiresAt);
    noteAccount(db, record, { what: "link to a new password", user: userId, by, at });
    return true;
  },
);

/** Who may set a new password with a link, while it is good. */
export function findByPasswordLink(db: Database, codeHash: string, at: number): User | undefined {
  const sql = "SELECT user_id AS id FROM password_links WHERE code_hash = ? AND expires_at > ?";
  const row = db.query<{ id: number }, [string, number]>(sql).get(codeHash, at);
  return row ? findUser(db, row.id) : undefined;
}

export type ChangePassword = {
  userId: number;
  passwordHash: string;
  /** The session that stays; all others end. */
  keep?: string;
  /** The hash of the link's code with which it is done. */
  link?: string;
};

/**
 * Sets a new password and ends the other sessions. False when the link has been used already, the session that stays has
 * ended, or the account is gone.
 */
export const changePassword = defineWrite("password.change", 2, (db, input: ChangePassword, record): boolean => {
  const { userId, passwordHash, keep, link } = input;
  if (keep !== undefined && findSession(db, keep)?.userId !== userId) return false;
  const { changes } = db
    .query("DELETE FROM password_links WHERE user_id = ?1 AND code_hash = coalesce(?2, code_hash)")
    .run(userId, link ?? null);
  if (link !== undefined && changes === 0) return false;
  const sql = "UPDATE users SET password_hash = ? WHERE id = ? AND left_at IS NULL";
  if (db.query(sql).run(passwordHash, userId).changes === 0) return false;
  record(textDeleted, null); // the old hash
  endSessions(db, { userId, keep }, record);
  record(accountChanged, { what: "password changed", user: userId, by: userId });
  return true;
});

/** How long a link to a new password is good, in ms. */
const LINK_LIFETIME = 3_600_000;

/**
 * Makes a link with which a person may set a new password within an hour, and returns its path; nothing when there is no such
 * account. An earlier link is dead.
 */
export async function linkToPassword(commit: Commit, userId: number, by: Actor): Promise<string | undefined> {
  const code = newCode();
  const at = Date.now();
  const made = await commit(makePasswordLink, {
    userId,
    codeHash: hashCode(code),
    at,
    expiresAt: at + LINK_LIFETIME,
    by,
  });
  return made ? `/password?code=${code}` : undefined;
}
