/**
 * What was read since the last commit. For a page, to take and release the locks of a read takes longer than everything
 * else it does; and between two commits there is nothing new to read.
 */
import type { Database } from "bun:sqlite";

const remembered = new WeakMap<Database, Set<() => void>>();

/**
 * The same read, carried out once for each key and commit.
 * @example const hueOf = cachedUntilCommit((db, id: number) => findUser(db, id)?.hue); // hueOf(db, 7)
 */
export function cachedUntilCommit<Key, Value>(
  read: (db: Database, key: Key) => Value,
): (db: Database, key: Key) => Value {
  const known = new WeakMap<Database, Map<Key, { value: Value }>>();

  function open(db: Database) {
    const values = new Map<Key, { value: Value }>();
    known.set(db, values);
    remembered.set(
      db,
      (remembered.get(db) ?? new Set()).add(() => values.clear()),
    );
    return values;
  }

  return (db, key) => {
    const values = known.get(db) ?? open(db);
    const found = values.get(key) ?? { value: read(db, key) };
    values.set(key, found);
    return found.value;
  };
}

/** To be called after a commit, before anybody reads. */
export const clearReadCache = (db: Database): void => remembered.get(db)?.forEach((forget) => forget());
