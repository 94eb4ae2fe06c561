/** Removing files that are kept for less long than the messages that carry them, in SQL. */
import type { Database } from "bun:sqlite";

import { textDeleted } from "../database/write-queue.ts";
import { defineWrite } from "../database/writes.ts";
import { FILES_GONE, removeFilesOf } from "../files/sent.store.ts";
import { daysKept } from "../rooms/retention.store.ts";
import { DAY } from "../rooms/retention.ts";
import { renewReplies } from "./changes.store.ts";
import { latestRev } from "./store.ts";

/** `at`: now, in ms since 1970; `messages`: how many lose their files at most. */
export type RemoveOldFiles = { room: number; at: number; messages: number };

/** Removes the oldest files of a room that it does not keep any longer; their messages stay. */
export const removeOldFiles = defineWrite("file.remove-old", 1, (db, input: RemoveOldFiles, record): void => {
  const due = messagesWithOld(db, input);
  const forget = db.query("UPDATE messages SET files = ?, file_words = NULL, rev = ? WHERE id = ?");
  for (const id of due) {
    removeFilesOf(db, id, record);
    forget.run(FILES_GONE, latestRev(db) + 1, id);
    renewReplies(db, id);
  }
  if (due.length > 0) record(textDeleted, null); // their names and descriptions
});

/** Whether `removeOldFiles` would find something. */
export const hasOldFiles = (db: Database, input: RemoveOldFiles): boolean => messagesWithOld(db, input).length > 0;

/** Messages with files that are looked at: those from a time when the clock was ahead are passed over. */
const LOOKED_AT = 50;

function messagesWithOld(db: Database, { room, at, messages }: RemoveOldFiles): number[] {
  const kept = daysKept(db, room, at);
  if (kept.files === Infinity || kept.files === kept.messages) return [];
  const oldest = db.query<{ id: number; at: number }, [number, number]>(
    `SELECT messages.id, messages.created_at AS at FROM (SELECT DISTINCT message_id AS id FROM files
       WHERE room_id = +? AND message_id IS NOT NULL ORDER BY message_id LIMIT +?) JOIN messages USING (id)`,
  );
  const due = oldest.all(room, LOOKED_AT).filter((message) => message.at < at - kept.files * DAY);
  return due.slice(0, messages).map(({ id }) => id);
}
