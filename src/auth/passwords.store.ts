/** New passwords in SQL, and the links with which they are set. */
import type { Database } from "bun:sqlite";

import { textDeleted } from "../database/write-queue.ts";
import { defineWrite } from "../database/writes.ts";
import { type Account, findAccountById } from "./accounts.store.ts";
import { type By, requireAdministrator } from "./lifecycle.store.ts";
import { endSessions } from "./sessions.store.ts";

export type MakePasswordLink = By & { userId: number; codeHash: string; expiresAt: number };

/** Makes a link to a new password, in place of an earlier one. */
export const makePasswordLink = defineWrite(
  "password.make-link",
  1,
  (db, { userId, codeHash, expiresAt, by }: MakePasswordLink): void => {
    requireAdministrator(db, { by });
    const sql = `INSERT INTO password_links (user_id, code_hash, expires_at) VALUES (?, ?, ?)
    ON CONFLICT (user_id) DO UPDATE SET code_hash = excluded.code_hash, expires_at = excluded.expires_at`;
    db.query(sql).run(userId, codeHash, expiresAt);
  },
);

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
export const changePassword = defineWrite(
  "password.change",
  1,
  (db, input: ChangePassword, record): string[] | undefined => {
    const { userId, passwordHash, keep, link } = input;
    const { changes } = db
      .query("DELETE FROM password_links WHERE user_id = ?1 AND code_hash = coalesce(?2, code_hash)")
      .run(userId, link ?? null);
    if (link !== undefined && changes === 0) return undefined;
    db.query("UPDATE users SET password_hash = ? WHERE id = ? AND left_at IS NULL").run(passwordHash, userId);
    record(textDeleted, null); // the old hash, too
    return endSessions(db, { userId, keep });
  },
);
