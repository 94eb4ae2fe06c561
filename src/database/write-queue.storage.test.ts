/** The write queue when the disk is full, the database is locked, or the process is gone. */
import { Database } from "bun:sqlite";
import { afterEach, expect, jest, test } from "bun:test";
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "../../test/support/folder.ts";
import { openDatabase } from "./open.ts";
import { cachedUntilCommit } from "./read-cache.ts";
import { openWriteQueue, StorageUnavailable, textDeleted } from "./write-queue.ts";
import { defineWrite } from "./writes.ts";

afterEach(() => void jest.useRealTimers());

const note = defineWrite("test.store-note", 1, (db, text: string): unknown =>
  db.query("INSERT INTO notes (text) VALUES (?)").run(text),
);
const regret = defineWrite("test.regret-note", 1, (db, text: string, record): unknown => {
  record(textDeleted, null);
  return db.query("DELETE FROM notes WHERE text = ?").run(text);
});
const count = cachedUntilCommit((db, _: undefined) => db.query("SELECT count(*) AS count FROM notes").get());
const readCount = defineWrite("test.count-notes", 1, (db, _: null): unknown => count(db, undefined), {
  keepsReads: true,
});
const run = defineWrite("test.run", 1, (db, sql: string): unknown => db.run(sql));

function open(lockTimeout?: number) {
  const folder = temporaryFolder();
  const db = openDatabase(folder.path);
  db.run("CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT UNIQUE)");
  const queue = openWriteQueue(db, { flushInterval: 0, lockTimeout });
  const other = new Database(join(folder.path, "parlor.sqlite"));
  const notes = (from: Database) => from.query<{ text: string }, []>("SELECT text FROM notes ORDER BY id").all();
  return {
    folder,
    db,
    ...queue,
    write: (text: string) => queue.commit(note, text),
    /** As another process sees them. */
    texts: () => notes(other).map(({ text }) => text),
    lock: () => other.run("BEGIN IMMEDIATE"),
    release: () => other.run("ROLLBACK"),
    async [Symbol.asyncDispose]() {
      await queue.close();
      other.close();
      db.close();
      folder[Symbol.dispose]();
    },
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const outcomes = async (writes: Promise<unknown>[]) =>
  (await Promise.allSettled(writes)).map((result) => (result.status === "rejected" ? result.reason : "stored"));
const refused = expect.any(StorageUnavailable);

test("a write that has come back is there for every other process", async () => {
  await using store = open();
  await store.write("a");
  expect(store.texts()).toEqual(["a"]);
});

test("when the disk is full, the whole batch is refused and none of it is kept", async () => {
  await using store = open();
  let heard = 0;
  store.onCommit(() => heard++);
  const pages = store.db.query<{ page_count: number }, []>("PRAGMA page_count").get()!.page_count;
  store.db.run(`PRAGMA max_page_count = ${pages + 2}`);
  const batch = ["a", "x".repeat(1_000_000), "c"].map(store.write);
  expect(await outcomes(batch)).toEqual([refused, refused, refused]);
  expect(await outcomes([store.write("x".repeat(1_000_000))])).toEqual([refused]);
  expect([store.texts(), heard, store.db.inTransaction]).toEqual([[], 0, false]);
  store.db.run("PRAGMA max_page_count = 1000000");
  await store.write("there is room again");
  expect(store.texts()).toEqual(["there is room again"]);
});

test("when SQLite rolls the transaction back by itself, nobody is told that a write was kept", async () => {
  await using store = open();
  await store.write("a");
  const again = "INSERT OR ROLLBACK INTO notes (text) VALUES ('a')";
  expect(await outcomes([store.write("b"), store.commit(run, again), store.write("c")])).toEqual(
    Array(3).fill(refused),
  );
  expect(store.texts()).toEqual(["a"]);
});

test("when a transaction can't be committed, the whole batch is refused and none of it is kept", async () => {
  await using store = open();
  store.db.run("CREATE TABLE answers (note INTEGER REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)");
  const dangling = store.commit(run, "INSERT INTO answers VALUES (7)");
  expect(await outcomes([store.write("a"), dangling, store.commit(readCount, null)])).toEqual(Array(3).fill(refused));
  expect(count(store.db, undefined)).toEqual({ count: 0 });
  await store.write("b");
  expect(store.texts()).toEqual(["b"]);
});

test("a write waits for a database that another process has locked, while everything else goes on", async () => {
  await using store = open(10_000);
  store.lock();
  const batch = outcomes(["a", "b"].map(store.write));
  const turns: number[] = [];
  for (const start = performance.now(); performance.now() < start + 150; await turn()) turns.push(performance.now());
  expect(Math.max(...turns.slice(1).map((at, index) => at - turns[index]!))).toBeLessThan(100);
  expect(store.texts()).toEqual([]);
  store.release();
  expect(await batch).toEqual(["stored", "stored"]);
  expect(store.texts()).toEqual(["a", "b"]);
});

test("a write is refused once it has waited two seconds for a lock; a later one still waits", async () => {
  jest.useFakeTimers();
  await using store = open();
  store.lock();
  const early = store.write("early").catch((error: unknown) => error);
  await turn();
  jest.advanceTimersByTime(1_500);
  const late = store.write("late");
  jest.advanceTimersByTime(400);
  expect(Bun.peek.status(early)).toBe("pending");
  jest.advanceTimersByTime(200);
  expect(await early).toBeInstanceOf(StorageUnavailable);
  store.release();
  jest.advanceTimersByTime(50);
  await late;
  expect(store.texts()).toEqual(["late"]);
});

test("closing waits for a locked database as long as a write does", async () => {
  await using store = open(100);
  store.lock();
  const write = outcomes([store.write("a")]);
  await store.close();
  expect(await write).toEqual([refused]);
  store.release();
});

test("what was written reaches the database file itself within seconds", async () => {
  jest.useFakeTimers();
  await using store = open();
  await store.write("a");
  jest.advanceTimersByTime(5_000);
  using copies = temporaryFolder();
  const copy = join(copies.path, "copy.sqlite");
  copyFileSync(join(store.folder.path, "parlor.sqlite"), copy); // without the write-ahead log
  using db = new Database(copy);
  expect(db.query("SELECT text FROM notes").all()).toEqual([{ text: "a" }]);
});

test("a text that was deleted is gone from all files within seconds", async () => {
  jest.useFakeTimers();
  await using store = open();
  const bytes = () =>
    readdirSync(store.folder.path).map((name) => readFileSync(join(store.folder.path, name), "latin1")).join(); // prettier-ignore
  await store.write("a text to regret");
  await store.commit(regret, "a text to regret");
  expect(bytes()).toContain("a text to regret");
  jest.advanceTimersByTime(5_000);
  expect(bytes()).not.toContain("a text to regret");
  expect(store.texts()).toEqual([]);
});
