/** What was read is remembered until the next commit, and no longer. */
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";

import { cachedUntilCommit, clearReadCache } from "./read-cache.ts";

function open() {
  const db = new Database(":memory:");
  db.run("CREATE TABLE words (word TEXT)");
  const count = cachedUntilCommit(
    (db, word: string) =>
      db.query<{ count: number }, [string]>("SELECT count(*) AS count FROM words WHERE word = ?").get(word)?.count,
  );
  return { db, count, write: (word: string) => db.run("INSERT INTO words VALUES (?)", [word]) };
}

test("nothing is read twice between two commits", () => {
  const { db, count, write } = open();
  expect([count(db, "a"), count(db, "b")]).toEqual([0, 0]);
  write("a");
  expect([count(db, "a"), count(db, "b")]).toEqual([0, 0]);
});

test("after a commit everything is read again", () => {
  const { db, count, write } = open();
  count(db, "a");
  write("a");
  clearReadCache(db);
  expect([count(db, "a"), count(db, "b")]).toEqual([1, 0]);
});

test("two databases are kept apart", () => {
  const { db, count, write } = open();
  const other = open();
  write("a");
  expect([count(db, "a"), count(other.db, "a")]).toEqual([1, 0]);
});
