/**
 * Reads that are cached until the next write that may change what they read: not for messages, which are posted all the
 * time. For a page, to take and release the locks of a read takes longer than everything else it does; and between two
 * writes there is nothing new to read. A write may read so what earlier ones did, also of its own transaction, but not what
 * it does itself.
 */
import type { Database } from "bun:sqlite";

import { type BoundedMap, boundedMap, type BoundedMapOptions } from "../lib/bounded-map.ts";

/** Most values that are cached of each read, unless it says otherwise. */
const KEPT = 10_000;

const caches = new WeakMap<Database, Set<() => void>>();

/**
 * The same read, carried out once for each key until something is written. What writes with `keepsReads` change may not be read so.
 * @param options how many values are kept, or what they weigh together; see `boundedMap`
 * @example const hueOf = cachedUntilCommit((db, id: number) => findUser(db, id)?.hue); // hueOf(db, 7)
 */
export function cachedUntilCommit<Key, Value>(
  read: (db: Database, key: Key) => Value,
  { most = KEPT, weigh = () => 1 }: Partial<BoundedMapOptions<Value>> = {},
): (db: Database, key: Key) => Value {
  const byDatabase = new WeakMap<Database, BoundedMap<Key, { value: Value }>>();

  function open(db: Database) {
    const values = boundedMap<Key, { value: Value }>({ most, weigh: ({ value }) => weigh(value) });
    byDatabase.set(db, values);
    caches.set(db, (caches.get(db) ?? new Set()).add(values.clear));
    return values;
  }

  return (db, key) => {
    const values = byDatabase.get(db) ?? open(db);
    const known = values.get(key);
    if (known) return known.value;
    const value = read(db, key);
    values.set(key, { value });
    return value;
  };
}

/** Forgets every cached read. To be called after a write, and when one is undone, before anybody reads. */
export const clearReadCache = (db: Database): void => caches.get(db)?.forEach((clear) => clear());
