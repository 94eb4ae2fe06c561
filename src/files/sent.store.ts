/** The files of messages, in SQL: what a message carries, and what its row shows of that. */
import type { Database } from "bun:sqlite";

import { textsFrom } from "../database/values.ts";
import type { RecordEvent } from "../database/writes.ts";
import { removeFile } from "./discard.store.ts";
import { findFile, findNotSent, type StoredFile } from "./store.ts";

/** What the row of a message shows of a file. */
export type ShownFile = Pick<
  StoredFile,
  "id" | "name" | "description" | "bytes" | "type" | "width" | "height" | "animated" | "placeholder" | "waveform"
> & {
  /** Whether it has thumbnails. */
  small: boolean;
  large: boolean;
};

/** What a message keeps of its files: what its row shows, as JSON, and what is searched; nulls where it has none. */
export type KeptFiles = { files: string | null; words: string | null };

/**
 * What a message is to keep of files that its author sent to its room and that no other message carries; nothing when that
 * is not so, or one of them has not come yet.
 */
export function keepFiles(
  db: Database,
  { room, author, ids }: { room: number; author: number; ids: string[] },
): KeptFiles | undefined {
  if (ids.length === 0) return { files: null, words: null };
  const files = findNotSent(db, { room, user: author, ids });
  const isWhole = files.length === ids.length && new Set(ids).size === ids.length;
  if (!isWhole || files.some(({ content }) => content === null)) return undefined;
  return { files: JSON.stringify(files.map(toShown)), words: files.map(wordsOf).join("\n") };
}

/** Gives files to the message that carries them. */
export function claimFiles(db: Database, message: number, ids: string[]): void {
  const claim = db.query("UPDATE files SET message_id = ?, position = ? WHERE id = ?");
  ids.forEach((id, position) => claim.run(message, position, id));
}

/** What a message keeps of files that are not kept as long as it is. */
export const FILES_GONE = "[]";

/** Removes the files of a message. To be called inside the write that empties it. */
export function removeFilesOf(db: Database, message: number, record: RecordEvent): void {
  for (const id of textsFrom(db, "SELECT id FROM files WHERE message_id = ? ORDER BY position", message)) {
    const file = findFile(db, id);
    if (file) removeFile(db, file, record);
  }
}

/** @param kept what a message keeps of its files */
export const readFiles = (kept: string | null): ShownFile[] => (kept === null ? [] : (JSON.parse(kept) as ShownFile[]));

function toShown(file: StoredFile): ShownFile {
  const { id, name, description, bytes, type, width, height, animated, placeholder, waveform, small, large } = file;
  const shown = { id, name, description, bytes, type, width, height, animated, placeholder, waveform };
  return { ...shown, small: small !== null, large: large !== null };
}

/** What is found of a file: its name, without what separates the words in it, and its description. */
const wordsOf = ({ name, description }: StoredFile): string => [name, description].filter(Boolean).join("\n");
