/** How people show themselves, in SQL. */
import type { Database } from "bun:sqlite";

import { cachedUntilCommit } from "../database/read-cache.ts";
import { textDeleted } from "../database/write-queue.ts";
import { defineWrite } from "../database/writes.ts";
import { hueOf } from "./avatar.tsx";
import { markChanged } from "./store.ts";

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
 * Stores colour and words. False when the account was deleted: nothing comes back to what it left behind.
 */
export const changeProfile = defineWrite(
  "user.profile",
  1,
  (db, { id, hue, about }: ChangeProfile, record): boolean => {
    const present = findProfile(db, id);
    if (!present || present.left) return false;
    db.query("UPDATE users SET hue = ?, about = ? WHERE id = ?").run(hue, about, id);
    if (present.about !== about) record(textDeleted, null);
    if (hueOf(id, present.hue) !== hue) markChanged(db, id, record);
    return true;
  },
);

/** The colour that somebody chose, 1 to 12. */
export const hueChosenBy = cachedUntilCommit((db, id: number): number | null => findProfile(db, id)?.hue ?? null);
