/** How people show themselves, in SQL. */
import type { Database } from "bun:sqlite";

import { asOfCommit } from "../database/read-cache.ts";

export type Profile = {
  id: number;
  name: string;
  /** The chosen colour, 1 to 12. */
  hue: number | null;
  about: string;
  /** When the account was made, in ms since 1970. */
  joinedAt: number;
  /** The account was deleted; its messages stay. */
  left: boolean;
};

export function findProfile(db: Database, id: number): Profile | undefined {
  const sql = `SELECT id, username AS name, hue, about, created_at AS joinedAt, left_at IS NOT NULL AS left
    FROM users WHERE id = ?`;
  const row = db.query<Omit<Profile, "left"> & { left: number }, [number]>(sql).get(id);
  return row ? { ...row, left: row.left === 1 } : undefined;
}

export type ChangeProfile = { id: number; hue: number; about: string };

/**
 * Stores colour and words. The version counts on when messages of the person look different from now on. False when the
 * account was deleted: nothing comes back to what it left behind.
 */
export function changeProfile(db: Database, { id, hue, about }: ChangeProfile): boolean {
  const sql = `UPDATE users SET version = version + (hue IS NOT ?1), hue = ?1, about = ?2
    WHERE id = ?3 AND left_at IS NULL`;
  return db.query(sql).run(hue, about, id).changes > 0;
}

/** The colour that somebody chose, 1 to 12. */
export const hueChosenBy = asOfCommit((db, id: number): number | null => findProfile(db, id)?.hue ?? null);
