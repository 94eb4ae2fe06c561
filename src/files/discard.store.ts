/** Files that go again before a message carries them, in SQL: taken back, never sent, or of somebody who left. */
import type { Database } from "bun:sqlite";

import { textsFrom } from "../database/values.ts";
import { defineEvent, defineWrite, type RecordEvent } from "../database/writes.ts";
import { releaseContents } from "./contents/contents.store.ts";
import { findFile, type StoredFile } from "./store.ts";
import { countLess } from "./uploads.store.ts";

const DAY = 86_400_000;

/** Files were discarded before a message carried them; what came of them and is not in the store yet is of no use. */
export const uploadsDiscarded = defineEvent<{ ids: string[] }>("uploads discarded");

/** Takes back a file that no message carries yet. */
export const discardFile = defineWrite(
  "file.discard",
  1,
  (db, { id, user }: { id: string; user: number }, record): "discarded" | "missing" => {
    const file = findFile(db, id);
    if (file?.user !== user || file.message !== null) return "missing";
    removeFile(db, file, record);
    record(uploadsDiscarded, { ids: [id] });
    return "discarded";
  },
);

/**
 * Removes what no message carries and was sent before a time, in ms, so many at once, and forgets how much was sent on the
 * days before. Returns the ids of what was removed.
 */
export const discardOld = defineWrite(
  "file.discard-old",
  2,
  (db, { before, most }: { before: number; most: number }, record): string[] => {
    db.query("DELETE FROM files_sent WHERE day < ?").run(Math.floor(before / DAY));
    return removeAll(db, "created_at < +?2", [most, before], record);
  },
);

/** What no message carries of one person, or in one room. */
export type DiscardUnsent = { user?: number; room?: number; most: number };

/** Removes what no message carries of somebody who left, or in a room that is gone, so many at once. Returns their ids. */
export const discardUnsent = defineWrite(
  "file.discard-unsent",
  2,
  (db, { user = 0, room = 0, most }: DiscardUnsent, record): string[] =>
    removeAll(db, "(user_id = +?2 OR room_id = +?3)", [most, user, room], record),
);

/** Removes files that no message carries and for which a condition holds; the first value is how many at most. */
function removeAll(db: Database, condition: string, values: number[], record: RecordEvent): string[] {
  const sql = `SELECT id FROM files WHERE message_id IS NULL AND ${condition} ORDER BY created_at, id LIMIT +?1`;
  const ids = textsFrom(db, sql, ...values);
  for (const id of ids) {
    const file = findFile(db, id);
    if (file) removeFile(db, file, record);
  }
  if (ids.length > 0) record(uploadsDiscarded, { ids });
  return ids;
}

/** Removes a file; its bytes, too, unless something else is made of the same. To be called inside a write. */
export function removeFile(db: Database, { id, content, small, large }: StoredFile, record: RecordEvent): void {
  db.query("DELETE FROM files WHERE id = ?").run(id);
  releaseContents(db, [content, small, large], record);
}

/** The files that were announced before a time, in ms, and of which not all has come. */
export function findUnfinished(db: Database, before: number): string[] {
  const sql =
    "SELECT id FROM files WHERE message_id IS NULL AND content IS NULL AND created_at < ? ORDER BY created_at, id";
  return textsFrom(db, sql, before);
}

/** Forgets a file of which nothing has come, as if it had not been announced. */
export const forgetUpload = defineWrite(
  "upload.forget",
  1,
  (db, { id }: { id: string }, record): "forgotten" | "missing" => {
    const file = findFile(db, id);
    if (!file || file.content !== null) return "missing";
    countLess(db, id, file.length);
    removeFile(db, file, record);
    return "forgotten";
  },
);
