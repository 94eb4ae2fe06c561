/** Users in SQL. */
import type { Database } from "bun:sqlite";

import { defineEvent, type RecordEvent } from "../database/writes.ts";

/** What messages show of a person is different now: the name, or the colour. */
export const userChanged = defineEvent<{ id: number }>("user changed");

/** What the rows of a person's messages show of them. */
export type ShownUser = { id: number; name: string; hue: number | null };

/** Gives a person the next rev: what messages show of them has changed. To be called inside the write that changes it. */
export function markChanged(db: Database, id: number, record: RecordEvent): void {
  db.query("UPDATE users SET shown_rev = (SELECT rev + 1 FROM log) WHERE id = ?").run(id);
  record(userChanged, { id });
}

/** Most changed people that are read at once. */
const CHANGED = 200;

/** The people whose name or colour changed after a rev, in the order of the changes; the latest, where they are very many. */
export function changedUsers(db: Database, after: number): ShownUser[] {
  return db
    .query<ShownUser, [number, number]>(
      "SELECT id, username AS name, hue FROM users WHERE shown_rev > +? AND shown_rev > 0 ORDER BY shown_rev DESC LIMIT +?",
    )
    .all(after, CHANGED)
    .reverse();
}

/** What an act depends on: who may act at all, and whether as an administrator. */
export type Actor = { admin: boolean };

/** Somebody who may act; nothing when they are suspended, or have left. To be asked inside the write that depends on it. */
export function findActor(db: Database, id: number): Actor | undefined {
  const sql = "SELECT admin FROM users WHERE id = ? AND suspended_at IS NULL AND left_at IS NULL";
  const row = db.query<{ admin: number }, [number]>(sql).get(id);
  return row ? { admin: row.admin === 1 } : undefined;
}
