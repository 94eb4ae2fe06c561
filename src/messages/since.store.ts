/** Which messages were said since a time: their ids grow with it. In SQL. */
import type { Database } from "bun:sqlite";

import { numberFrom } from "../database/values.ts";

export const lastId = (db: Database): number => numberFrom(db, "SELECT max(id) FROM messages");

/** The first id of a message that was said at a time or later. Times grow with ids, as long as the clock does. */
export function firstSince(db: Database, time: number): number {
  const next = db.query<{ id: number; at: number }, [number]>(
    "SELECT id, created_at AS at FROM messages WHERE id >= +? ORDER BY id LIMIT 1",
  );
  let low = 1;
  let high = lastId(db) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const message = next.get(middle);
    if (message && message.at < time) low = message.id + 1;
    else high = middle;
  }
  return low;
}
