/** Which bytes are stored, in SQL. The bytes themselves lie elsewhere: see blob-store.ts. */
import type { Database } from "bun:sqlite";

import { numberFrom } from "../../database/values.ts";
import { defineEvent, type RecordEvent } from "../../database/writes.ts";
import type { Content } from "./backend.ts";

/** Nothing uses these bytes any more, by their SHA-256. */
export const contentsUnused = defineEvent<{ hashes: string[] }>("contents unused");

/** Notes that bytes are used. To be called inside the write that makes something of them. */
export function useContent(db: Database, { hash, bytes }: Content, at: number): void {
  const sql = "INSERT INTO contents (hash, bytes, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
  db.query(sql).run(hash, bytes, at);
}

/** Every place where bytes may be named; each has an index. */
const USES = [
  ["files", "content"],
  ["files", "small"],
  ["files", "large"],
  ["users", "picture_small"],
  ["users", "picture_large"],
  ["place_files", "content"],
] as const;

const IS_USED = USES.map(([table, column]) => `EXISTS (SELECT 1 FROM ${table} WHERE ${column} = ?1)`).join(" OR ");

/** Whether anything names these bytes. */
export const isUsed = (db: Database, hash: string): boolean =>
  db.query<{ used: number }, [string]>(`SELECT ${IS_USED} AS used`).get(hash)?.used === 1;

/** Forgets those of some bytes that nothing names any more. To be called inside the write that no longer names them. */
export function releaseContents(db: Database, hashes: (string | null)[], record: RecordEvent): void {
  const named = new Set(hashes.filter((hash) => hash !== null));
  const unused = [...named].filter((hash) => !isUsed(db, hash));
  for (const hash of unused) db.query("DELETE FROM contents WHERE hash = ?").run(hash);
  if (unused.length > 0) record(contentsUnused, { hashes: unused });
}

/** Whether bytes belong to anything. */
export const isContent = (db: Database, hash: string): boolean =>
  db.query("SELECT 1 FROM contents WHERE hash = ?").get(hash) !== null;

/** Bytes of all that is stored. */
export const bytesStored = (db: Database): number => numberFrom(db, "SELECT bytes FROM contents_size");

/** How many bytes a content has; 0 if there is none. */
export const bytesOf = (db: Database, hash: string): number =>
  numberFrom(db, "SELECT bytes FROM contents WHERE hash = ?", hash);
