/** Files in SQL: what they are called, where they belong, and who may fetch them. */
import type { Database } from "bun:sqlite";

import { mayEnter } from "../rooms/store.ts";

export type StoredFile = {
  id: string;
  room: number;
  /** Who sent it. */
  user: number;
  /** The message that carries it; null as long as none does. */
  message: number | null;
  name: string;
  /** What it shows, in words, for those who can't see it. */
  description: string;
  /** Bytes that its sender announced. */
  length: number;
  /** Whether a large picture keeps its size. */
  keepSize: boolean;
  /** The SHA-256 of what is served; null until all of it has come. */
  content: string | null;
  /** Bytes of what is served. */
  bytes: number;
  /** Its media type, by its bytes. */
  type: string;
  /** Of a picture, as it is shown. */
  width: number | null;
  height: number | null;
  animated: boolean;
  /** A tiny picture of it, as a data URL. */
  placeholder: string | null;
  /** The SHA-256 of its thumbnails, where it has some. */
  small: string | null;
  large: string | null;
  /** Of a voice message: how loud it is, a digit for each of some equal parts. */
  waveform: string | null;
  /** Whether it may tell where and with what it was made. */
  tellsMore: boolean;
};

type FileRow = Omit<StoredFile, "keepSize" | "animated" | "tellsMore"> &
  Record<"keepSize" | "animated" | "tellsMore", number>;

const SELECT_FILES = `SELECT id, room_id AS room, user_id AS user, message_id AS message, name, description, length,
  keep_size AS keepSize, content, bytes, type, width, height, animated, placeholder, small, large, waveform,
  tells_more AS tellsMore FROM files`;

const toFile = (row: FileRow): StoredFile => ({
  ...row,
  keepSize: row.keepSize === 1,
  animated: row.animated === 1,
  tellsMore: row.tellsMore === 1,
});

export function findFile(db: Database, id: string): StoredFile | undefined {
  const row = db.query<FileRow, [string]>(`${SELECT_FILES} WHERE id = ?`).get(id);
  return row ? toFile(row) : undefined;
}

/**
 * The file of an id, if somebody may fetch it: those who may come into the room of its message; as long as no message
 * carries it, who sent it.
 */
export function findFileFor(db: Database, id: string, user: number): StoredFile | undefined {
  const file = findFile(db, id);
  if (!file) return undefined;
  const may = file.message === null ? file.user === user : mayEnter(db, file.room, user);
  return may ? file : undefined;
}

/** The files that somebody sent to a room and that no message carries yet, by their ids, in the order of those. */
export function findNotSent(db: Database, { room, user, ids }: { room: number; user: number; ids: string[] }) {
  const files = ids.map((id) => findFile(db, id)).filter((file) => file !== undefined);
  return files.filter((file) => file.message === null && file.room === room && file.user === user);
}
