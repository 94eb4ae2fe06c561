/** What names look like, in SQL. */
import type { Database } from "bun:sqlite";

import { defineWrite } from "../database/writes.ts";
import { skeletonsOf } from "./lookalikes.ts";

/** Whether somebody has a name that looks like this one. */
export function isLookalike(db: Database, skeletons: string[]): boolean {
  const query = db.query("SELECT 1 FROM lookalikes WHERE skeleton = ? LIMIT 1");
  return skeletons.some((skeleton) => query.get(skeleton) !== null);
}

export function addSkeletons(db: Database, { userId, skeletons }: { userId: number; skeletons: string[] }): void {
  const insert = db.query("INSERT OR IGNORE INTO lookalikes (skeleton, user_id) VALUES (?, ?)");
  for (const skeleton of skeletons) insert.run(skeleton, userId);
}

/** Notes what the names look like of those who were there before that was kept. */
export const fillSkeletons = defineWrite("user.fill-skeletons", 1, (db, _: null): void => {
  const sql = `SELECT id, username AS name, username_folded AS folded FROM users
    WHERE left_at IS NULL AND id NOT IN (SELECT user_id FROM lookalikes)`;
  for (const { id, name, folded } of db.query<{ id: number; name: string; folded: string }, []>(sql).all())
    addSkeletons(db, { userId: id, skeletons: skeletonsOf(name, folded) });
});
