/** What happens to a message after it was sent, in SQL. Every visible change takes the next rev. */
import type { Database } from "bun:sqlite";

import { latestRev } from "../rooms/store.ts";

export type EditMessage = { id: number; body: string; at: number };

/** Gives a message another text. A tombstone stays one, and the same text again is no change. */
export function editMessage(db: Database, { id, body, at }: EditMessage): void {
  db.query<void, [string, number, number, number, string]>(
    "UPDATE messages SET body = ?, edited_at = ?, rev = ? WHERE id = ? AND deleted_by IS NULL AND body <> ?",
  ).run(body, at, latestRev(db) + 1, id, body);
}

export type DeleteMessage = { id: number; by: number; at: number };

/** Leaves nothing of a message but its author and its place: a tombstone. */
export function deleteMessage(db: Database, { id, by, at }: DeleteMessage): void {
  db.query<void, [number, number, number, number]>(
    `UPDATE messages SET body = '', edited_at = NULL, reply_to = NULL, reactions = NULL,
     deleted_at = ?, deleted_by = ?, rev = ? WHERE id = ? AND deleted_by IS NULL`,
  ).run(at, by, latestRev(db) + 1, id);
  db.query<void, [number]>("DELETE FROM reactions WHERE message_id = ?").run(id);
}
