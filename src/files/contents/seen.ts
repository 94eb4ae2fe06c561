/** Remembers which contents were seen, and how large each is: in a temporary database, for there may be millions. */
import { Database } from "bun:sqlite";

import type { Content } from "./backend.ts";

export type Seen = {
  add: (content: Content) => void;
  /** The size that was seen of a content; nothing when it was not seen. */
  sizeOf: (hash: string) => number | undefined;
};

export function openSeen(): Seen {
  const db = new Database(""); // a file of nobody's, which SQLite makes when it no longer fits into its cache
  db.run("PRAGMA journal_mode = OFF"); // nothing of it outlives this process
  db.run("CREATE TABLE seen (hash TEXT PRIMARY KEY, bytes INTEGER) WITHOUT ROWID");
  const add = db.query<unknown, [string, number]>("INSERT OR REPLACE INTO seen VALUES (?, ?)");
  const find = db.query<{ bytes: number }, [string]>("SELECT bytes FROM seen WHERE hash = ?");
  return {
    add: ({ hash, bytes }) => void add.run(hash, bytes),
    sizeOf: (hash) => find.get(hash)?.bytes,
  };
}
