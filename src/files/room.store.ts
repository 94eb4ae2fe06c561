/** The files of a room, in SQL: what its messages carry, the newest first. */
import type { Database } from "bun:sqlite";

import type { ShownFile } from "./sent.store.ts";
import { isAudio, isPicture, isVideo, toMediaType } from "./types/media-types.ts";

/** A file, the message that carries it, and who sent it when. */
export type RoomFile = Omit<ShownFile, "waveform"> & { message: number; author: string; at: number };

/** What is asked for: pictures, what is played, or all else. */
export type Wanted = "pictures" | "media" | "others";

/** Some files, and the message before which there may be more. */
export type RoomFiles = { files: RoomFile[]; before?: number };

/** Files read at a time, and most that are looked through for a page: where few are wanted, it says how far it came. */
const READ = 100;
const LOOKED_THROUGH = 2_000;

type Row = Omit<RoomFile, "animated" | "small" | "large"> & Record<"animated" | "small" | "large", number>;

/**
 * The newest files of a room, before a message if one is given: about `count`, as those of one message stay together.
 * @example listRoomFiles(db, { room: 1, count: 60, wanted: "pictures" })
 */
export function listRoomFiles(
  db: Database,
  { room, before, wanted, count }: { room: number; before?: number; wanted?: Wanted; count: number },
): RoomFiles {
  const files: RoomFile[] = [];
  let last = before ?? Number.MAX_SAFE_INTEGER;
  for (let looked = 0; looked < LOOKED_THROUGH; looked += READ) {
    const { rows, isAll } = readWholeMessages(db, room, last);
    for (const file of rows) {
      if (file.message !== last && files.length >= count) return { files, before: last };
      last = file.message;
      if (wanted === undefined || wantedOf(file) === wanted) files.push(file);
    }
    if (isAll) return { files };
  }
  return { files, before: last };
}

/** Of the files before a message those of some messages, none of them in part; and whether that is all there are. */
function readWholeMessages(db: Database, room: number, before: number): { rows: RoomFile[]; isAll: boolean } {
  const rows = db
    .query<Row, [number, number, number]>(
      `SELECT files.id, name, description, files.bytes, type, width, height, animated, placeholder, small IS NOT NULL AS small,
         large IS NOT NULL AS large, message_id AS message, username AS author, messages.created_at AS at
       FROM files CROSS JOIN messages ON messages.id = message_id JOIN users ON users.id = author_id
       WHERE files.room_id = +? AND message_id IS NOT NULL AND message_id < +?
       ORDER BY message_id DESC, position LIMIT +?`,
    )
    .all(room, before, READ);
  const isAll = rows.length < READ;
  const end = rows.at(-1)?.message;
  const isOne = rows[0]?.message === end; // of more files than are read at a time, which no message has
  return { rows: (isAll || isOne ? rows : rows.filter(({ message }) => message !== end)).map(toRoomFile), isAll };
}

const toRoomFile = (row: Row): RoomFile => ({
  ...row,
  animated: row.animated === 1,
  small: row.small === 1,
  large: row.large === 1,
});

function wantedOf({ type: text, width }: RoomFile): Wanted {
  const type = toMediaType(text);
  if (isPicture(type) && width !== null) return "pictures";
  return isAudio(type) || isVideo(type) ? "media" : "others";
}
