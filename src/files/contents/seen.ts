/** Remembers which contents were seen, and how large each is: in a database of its own in memory, for there may be millions. */
import { Database } from "bun:sqlite";

import type { Content } from "./backend.ts";

export type Seen = {
  add: (content: Content) => void;
  /** The size that was seen of a content; nothing when it was not seen. */
  sizeOf: (hash: string) => number | undefined;
};

export function openSeen(): Seen {
  const db = new Database(":memory:"); // a temporary file needs a place, which a container that is read-only has not
  db.run("CREATE TABLE seen (hash TEXT PRIMARY KEY, bytes INTEGER) WITHOUT ROWID");
  const add = db.query<unknown, [string, number]>("INSERT OR REPLACE INTO seen VALUES (?, ?)");
  const find = db.query<{ bytes: number }, [string]>("SELECT bytes FROM seen WHERE hash = ?");
  return {
    add: ({ hash, bytes }) => void add.run(hash, bytes),
    sizeOf: (hash) => find.get(hash)?.bytes,
  };
}
