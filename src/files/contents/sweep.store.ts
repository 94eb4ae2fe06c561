/** What the sweep asks the database: which contents something names, and which nothing does. */
import type { Database } from "bun:sqlite";

import { defineWrite } from "../../database/writes.ts";
import { releaseContents } from "./contents.store.ts";

/** A content that is to be there. `at`: when it was noted, in ms. */
export type NotedContent = { hash: string; bytes: number; at: number };

/** Contents after one of them, in the order of their hashes, so many at most. */
export const contentsAfter = (db: Database, hash: string, most: number): NotedContent[] =>
  db
    .query<NotedContent, [string, number]>(
      "SELECT hash, bytes, created_at AS at FROM contents WHERE hash > ? ORDER BY hash LIMIT +?",
    )
    .all(hash, most);

/** Forgets those of some contents that nothing names, after which their bytes go as well. */
export const forgetUnnamed = defineWrite(
  "contents.forget-unnamed",
  1,
  (db, { hashes }: { hashes: string[] }, record): void => releaseContents(db, hashes, record),
);

/** A file whose bytes are gone or damaged: as its readers know it, and in which room. */
export type LostFile = { id: string; name: string; room: string };

/** The files that are made of some contents. */
export const filesMadeOf = (db: Database, hashes: string[]): LostFile[] =>
  hashes.flatMap((hash) =>
    db
      .query<LostFile, [string]>(
        `SELECT files.id, files.name, slug AS room FROM files JOIN rooms ON rooms.id = room_id
         WHERE content = ?1 OR small = ?1 OR large = ?1`,
      )
      .all(hash),
  );

/** Whether bytes are still on their way for a file. */
export const isExpected = (db: Database, id: string): boolean =>
  db.query("SELECT 1 FROM files WHERE id = ? AND content IS NULL").get(id) !== null;
