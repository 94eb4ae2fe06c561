/** Files on their way into the place, in SQL: announced, complete, described, taken back. */
import type { Database } from "bun:sqlite";

import { numberFrom } from "../database/values.ts";
import { defineWrite } from "../database/writes.ts";
import { type MayNotWrite, whyNotWrite } from "../rooms/writing.store.ts";
import { findActor } from "../users/store.ts";
import type { Content } from "./contents/backend.ts";
import { bytesStored, useContent } from "./contents/contents.store.ts";
import { findFile, type StoredFile } from "./store.ts";

const DAY = 86_400_000;

export type BeginUpload = Pick<StoredFile, "id" | "room" | "user" | "name" | "length" | "keepSize"> & {
  at: number;
  /** Most bytes that a person may send on a day. */
  mostInDay: number;
  /** Most bytes that may be stored in all; 0: any. */
  most: number;
  /** Most files of a person that no message carries yet. */
  mostAtOnce: number;
};

export type Begun = "begun" | "not allowed" | "too many" | "day full" | "place full" | MayNotWrite;

/** Notes a file that is to come. Whoever may write in the room may send one, also while the room is slow. */
export const beginUpload = defineWrite("upload.begin", 1, (db, input: BeginUpload): Begun => {
  const { id, room, user, name, length, keepSize, at } = input;
  if (!findActor(db, user)) return "not allowed";
  const refused = whyNotWrite(db, { room, user });
  if (refused) return refused;
  if (notSentBy(db, user) >= input.mostAtOnce) return "too many";
  if (input.most > 0 && bytesStored(db) + bytesToCome(db) + length > input.most) return "place full";
  if (sentOn(db, user, at) + length > input.mostInDay) return "day full";
  db.query(
    `INSERT INTO files_sent (user_id, day, bytes) VALUES (?1, ?2, ?3)
     ON CONFLICT (user_id, day) DO UPDATE SET bytes = bytes + ?3`,
  ).run(user, Math.floor(at / DAY), length);
  const sql =
    "INSERT INTO files (id, room_id, user_id, name, length, keep_size, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
  db.query(sql).run(id, room, user, name, length, keepSize, at);
  return "begun";
});

/** How many files of somebody are on their way or wait for their message. */
const notSentBy = (db: Database, user: number): number =>
  numberFrom(db, "SELECT count(*) FROM files WHERE user_id = ? AND message_id IS NULL", user);

/** Bytes that are announced and have not come. */
export const bytesToCome = (db: Database): number =>
  numberFrom(db, "SELECT sum(length) FROM files WHERE message_id IS NULL AND content IS NULL");

/** Bytes that somebody sent on the day of a time. */
export const sentOn = (db: Database, user: number, at: number): number =>
  numberFrom(db, "SELECT bytes FROM files_sent WHERE user_id = ? AND day = ?", user, Math.floor(at / DAY));

/** Notes that a file is shorter than was announced. What does not come was not sent. */
export const shortenUpload = defineWrite(
  "upload.shorten",
  1,
  (db, { id, length }: { id: string; length: number }): "shortened" | "missing" => {
    const file = findFile(db, id);
    if (!file || file.content !== null || file.length < length) return "missing";
    countLess(db, id, file.length - length);
    db.query("UPDATE files SET length = ? WHERE id = ?").run(length, id);
    return "shortened";
  },
);

/** Takes bytes of a file off what its sender has sent on that day. */
export function countLess(db: Database, id: string, bytes: number): void {
  const sql = `UPDATE files_sent SET bytes = bytes - ?
    WHERE (user_id, day) = (SELECT user_id, created_at / ${DAY} FROM files WHERE id = ?)`;
  db.query(sql).run(bytes, id);
}

/** What a file is, once all of it has come. */
export type FinishUpload = Pick<
  StoredFile,
  "id" | "type" | "width" | "height" | "animated" | "placeholder" | "tellsMore"
> & { content: Content; small: Content | null; large: Content | null; at: number };

/** Notes that all of a file has come. `missing` when it was taken back meanwhile: its bytes are not used then. */
export const finishUpload = defineWrite("upload.finish", 1, (db, input: FinishUpload): "finished" | "missing" => {
  const { id, content, small, large, at } = input;
  const file = findFile(db, id);
  if (!file || file.content !== null) return "missing";
  for (const stored of [content, small, large]) if (stored) useContent(db, stored, at);
  const { type, width, height, animated, placeholder, tellsMore } = input;
  const shown = { type, width, height, animated, placeholder, tellsMore };
  db.query(
    `UPDATE files SET content = $hash, bytes = $bytes, type = $type, width = $width, height = $height, animated = $animated,
       placeholder = $placeholder, small = $small, large = $large, tells_more = $tellsMore WHERE id = $id`,
  ).run({ id, ...content, ...shown, small: small?.hash ?? null, large: large?.hash ?? null });
  return "finished";
});

/** What its sender says about a file; what is left out stays as it is. */
export type DescribeFile = { id: string; user: number; description?: string; waveform?: string };

/** Describes a file that no message carries yet. */
export const describeFile = defineWrite(
  "file.describe",
  1,
  (db, { id, user, description, waveform }: DescribeFile): "described" | "missing" => {
    const file = findFile(db, id);
    if (file?.user !== user || file.message !== null) return "missing";
    const sql =
      "UPDATE files SET description = coalesce(?, description), waveform = coalesce(?, waveform) WHERE id = ?";
    db.query(sql).run(description ?? null, waveform ?? null, id);
    return "described";
  },
);
