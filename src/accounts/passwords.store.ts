/** New passwords in SQL, and the links with which they are set. */
import type { Database } from "bun:sqlite";

import { type By, requireAdministrator } from "./people.store.ts";
import { endSessions } from "./sessions.store.ts";
import { type Account, findAccountById } from "./store.ts";

export type MakePasswordLink = By & { userId: number; codeHash: string; expiresAt: number };

/** Makes a link to a new password, in place of an earlier one. */
export function makePasswordLink(db: Database, { userId, codeHash, expiresAt, by }: MakePasswordLink): void {
  requireAdministrator(db, { by });
  const sql = `INSERT INTO password_links (user_id, code_hash, expires_at) VALUES (?, ?, ?)
    ON CONFLICT (user_id) DO UPDATE SET code_hash = excluded.code_hash, expires_at = excluded.expires_at`;
  db.query(sql).run(userId, codeHash, expiresAt);
}

/** Who may set a new password with a link, while it is good. */
export function findByPasswordLink(db: Database, codeHash: string, at: number): Account | undefined {
  const sql = "SELECT user_id AS id FROM password_links WHERE code_hash = ? AND expires_at > ?";
  const row = db.query<{ id: number }, [string, number]>(sql).get(codeHash, at);
  return row ? findAccountById(db, row.id) : undefined;
}

export type ChangePassword = {
  userId: number;
  passwordHash: string;
  /** The session that stays; all others end. */
  keep?: string;
  /** The hash of the link's code with which it is done. */
  link?: string;
};

/** Sets a new password. Returns the sessions that ended with it; nothing when the link has been used already. */
export function changePassword(db: Database, input: ChangePassword): string[] | undefined {
  const { userId, passwordHash, keep, link } = input;
  const { changes } = db
    .query("DELETE FROM password_links WHERE user_id = ?1 AND code_hash = coalesce(?2, code_hash)")
    .run(userId, link ?? null);
  if (link !== undefined && changes === 0) return undefined;
  db.query("UPDATE users SET password_hash = ? WHERE id = ? AND left_at IS NULL").run(passwordHash, userId);
  return endSessions(db, { userId, keep });
}
