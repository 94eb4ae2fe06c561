/** The texts and files of deleted rooms, in SQL: removed a part at a time. */
import type { Database } from "bun:sqlite";

import { numbersFrom } from "../database/values.ts";
import { textDeleted } from "../database/write-queue.ts";
import { defineWrite } from "../database/writes.ts";
import { removeFilesOf } from "../files/sent.store.ts";

/** Rooms that are deleted and still have texts. */
export const roomsToEmpty = (db: Database): number[] =>
  numbersFrom(
    db,
    `SELECT id FROM rooms WHERE deleted_at IS NOT NULL
     AND EXISTS (SELECT 1 FROM messages WHERE room_id = rooms.id AND deleted_at IS NULL)`,
  );

/** How much is emptied at most in one write: so many messages, and, from the second on, so many characters. */
export type EmptyRoom = {
  room: number;
  /** The last message that was emptied; 0 at first. */
  after: number;
  messages: number;
  characters: number;
};

/** Removes texts of a deleted room, the oldest first. Returns the last message that was emptied; null when no more are there. */
export const emptyRoom = defineWrite("room.empty", 2, (db, input: EmptyRoom, record): number | null => {
  const ids = nextToEmpty(db, input);
  const empty =
    db.query(`UPDATE messages SET body = '', edited_at = NULL, reply_to = NULL, reactions = NULL, files = NULL, file_words = NULL,
    deleted_at = (SELECT deleted_at FROM rooms WHERE id = room_id), deleted_by = author_id WHERE id = ?`);
  for (const id of ids) {
    empty.run(id);
    db.query("DELETE FROM reactions WHERE message_id = ?").run(id);
    removeFilesOf(db, id, record);
    db.query("DELETE FROM for_me WHERE message_id = ?").run(id); // until then nobody is shown it: the room is gone
  }
  if (ids.length > 0) record(textDeleted, null);
  return ids.at(-1) ?? null;
});

/** To take a text out of the index costs ten times what it takes to put it in; a file is about as much as five characters. */
function nextToEmpty(db: Database, { room, after, messages, characters }: EmptyRoom): number[] {
  const sql = `SELECT messages.id, length(searched) + 5 * coalesce(json_array_length(files), 0) AS length
    FROM messages JOIN rooms ON rooms.id = room_id AND rooms.deleted_at > 0
    WHERE room_id = +? AND messages.id > +? AND messages.deleted_at IS NULL ORDER BY messages.id LIMIT +?`;
  const rows = db.query<{ id: number; length: number }, [number, number, number]>(sql).all(room, after, messages);
  let taken = 0;
  return rows.filter(({ length }, index) => (taken += length) <= characters || index === 0).map(({ id }) => id);
}
