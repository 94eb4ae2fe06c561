/** The write queue: their order, their batches, and who hears of what. Disks and locks: write-queue.storage.test.ts. */
import { Database } from "bun:sqlite";
import { afterEach, expect, jest, test } from "bun:test";

import { cachedUntilCommit } from "./read-cache.ts";
import { openWriteQueue, StorageUnavailable } from "./write-queue.ts";
import { defineEvent, defineWrite } from "./writes.ts";

afterEach(() => void jest.useRealTimers());

const insert = (db: Database, text: string): number =>
  Number(db.query("INSERT INTO notes (text) VALUES (?)").run(text).lastInsertRowid);

const note = defineWrite("test.note", 1, insert);

const noteAndThrow = defineWrite("test.note-and-throw", 1, (db, text: string): never => {
  note(db, text);
  throw new RangeError(`not ${text}`);
});

function open(flushInterval = 0, onSubscriberError?: (error: unknown) => void) {
  const db = new Database(":memory:");
  db.run("CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT)");
  const queue = openWriteQueue(db, { flushInterval, onSubscriberError });
  let transactions = 0;
  queue.onCommit(() => transactions++);
  const notes = () => db.query<{ text: string }, []>("SELECT text FROM notes ORDER BY id").all();
  return {
    db,
    ...queue,
    write: (text: string) => queue.commit(note, text),
    texts: () => notes().map(({ text }) => text),
    transactions: () => transactions,
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("writes happen in the order they were asked for, and each gets its own result", async () => {
  const { write, texts } = open();
  const asked = Array.from({ length: 100 }, (_, index) => `note ${index}`);
  expect(await Promise.all(asked.map(write))).toEqual(asked.map((_, index) => index + 1));
  expect(texts()).toEqual(asked);
});

test("what is asked for together is one transaction", async () => {
  const { write, transactions } = open();
  await Promise.all(["a", "b", "c"].map(write));
  expect(transactions()).toBe(1);
});

test("the first write after a quiet time does not wait", async () => {
  jest.useFakeTimers(); // time stands still: a write that waited for a timer would never come back
  const { write, texts } = open(50);
  await write("first");
  jest.advanceTimersByTime(50);
  await write("after a pause");
  expect(texts()).toEqual(["first", "after a pause"]);
});

test("writes soon after a transaction wait together until the interval has passed", async () => {
  jest.useFakeTimers();
  const { write, texts, transactions } = open(50);
  await write("first");
  const later = [write("second"), write("third")];
  await turn();
  jest.advanceTimersByTime(49);
  expect(texts()).toEqual(["first"]);
  jest.advanceTimersByTime(1);
  expect(await Promise.all(later)).toEqual([2, 3]);
  expect(transactions()).toBe(2);
});

test("there are at most 1000 / interval transactions a second", async () => {
  const { write, onCommit } = open(5);
  const times: number[] = [];
  onCommit(() => times.push(performance.now()));
  while (times.length < 30) await write("again");
  expect(times.at(-1)! - times[0]!).toBeGreaterThan(28 * 5); // 29 intervals, read a moment after each has ended
});

test("a write that throws is undone alone; the others of its batch stay", async () => {
  const { write, commit, texts, transactions } = open();
  const results = await Promise.allSettled([write("a"), commit(noteAndThrow, "b"), write("c")]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(results[1]).toHaveProperty("reason", new RangeError("not b"));
  expect(texts()).toEqual(["a", "c"]);
  expect(transactions()).toBe(1);
});

test("a lone write that throws is undone, and the queue goes on", async () => {
  const { db, write, commit, texts } = open();
  await expect(commit(noteAndThrow, "a")).rejects.toThrow(new RangeError("not a"));
  expect(db.inTransaction).toBeFalse();
  await write("b");
  expect(texts()).toEqual(["b"]);
});

test("listeners hear of a transaction once it is over and before anybody who awaits goes on", async () => {
  const { db, write, onCommit, texts } = open();
  const heard: string[] = [];
  onCommit(() => heard.push(`listener, ${db.inTransaction ? "inside" : "after"}, ${texts()}`));
  await write("a").then(() => heard.push("writer"));
  expect(heard).toEqual(["listener, after, a", "writer"]);
});

test("closing finishes what is queued at its time and refuses what comes later", async () => {
  const { write, close, texts } = open(20);
  await write("a");
  const queued = [write("b"), write("c")];
  const closed = close();
  const late = write("late").catch((error: unknown) => error);
  await closed;
  expect(texts()).toEqual(["a", "b", "c"]);
  expect(await Promise.all(queued)).toEqual([2, 3]);
  expect(await late).toBeInstanceOf(StorageUnavailable);
});

test("closing with nothing queued does not wait", async () => {
  jest.useFakeTimers();
  const { write, close } = open(50);
  await write("a");
  await close();
});

const happened = defineEvent<{ text: string }>("test happened");

const noteAndTell = defineWrite("test.note-and-tell", 1, (db, text: string, record): number => {
  record(happened, { text });
  if (text === "wrong") throw new RangeError("not this one");
  return note(db, text);
});

test("what a write records is told after the commit, in order, before whoever awaits it goes on", async () => {
  const { commit, on, onCommit } = open();
  const heard: string[] = [];
  on(happened, ({ text }) => heard.push(text));
  onCommit(() => heard.push("committed"));
  await Promise.all(["a", "b"].map((text) => commit(noteAndTell, text).then(() => heard.push(`${text} is stored`))));
  expect(heard).toEqual(["a", "b", "committed", "a is stored", "b is stored"]);
});

test("what a write recorded before it was undone is not told", async () => {
  const { commit, on } = open();
  const heard: string[] = [];
  on(happened, ({ text }) => heard.push(text));
  const asked = ["a", "wrong", "b"].map((text) => commit(noteAndTell, text).catch((error: Error) => error.message));
  expect(await Promise.all(asked)).toEqual([1, "not this one", 2]);
  expect(heard).toEqual(["a", "b"]);
});

test("a subscriber that throws keeps neither the others nor the write", async () => {
  const errors: unknown[] = [];
  const { commit, on, onCommit } = open(0, (error) => errors.push(error));
  const heard: string[] = [];
  const broken = () => {
    throw new Error("broken");
  };
  on(happened, broken);
  on(happened, ({ text }) => heard.push(text));
  onCommit(broken);
  onCommit(() => heard.push("committed"));
  expect(await commit(noteAndTell, "a")).toBe(1);
  expect(heard).toEqual(["a", "committed"]);
  expect(errors).toEqual([new Error("broken"), new Error("broken")]);
});

const noteAside = defineWrite("test.note-aside", 1, insert, { keepsReads: true });

const count = cachedUntilCommit((db, _: undefined) =>
  db.query<{ count: number }, []>("SELECT count(*) AS count FROM notes").get(),
);

test("what was read before a commit stays as long as no write in it may have changed that", async () => {
  const { db, write, commit } = open();
  expect(count(db, undefined)).toEqual({ count: 0 });
  await commit(noteAside, "a");
  expect(count(db, undefined)).toEqual({ count: 0 });
  await Promise.all([commit(noteAside, "b"), write("c")]);
  expect(count(db, undefined)).toEqual({ count: 3 });
});

test("what was read before a commit is read again after it, by subscribers too", async () => {
  const { db, write, onCommit } = open();
  const heard: unknown[] = [];
  onCommit(() => heard.push(count(db, undefined)));
  expect(count(db, undefined)).toEqual({ count: 0 });
  await write("a");
  expect([count(db, undefined), ...heard]).toEqual([{ count: 1 }, { count: 1 }]);
});

const noteCount = defineWrite("test.note-count", 1, (db, text: string): number => {
  const before = count(db, undefined)?.count ?? 0;
  insert(db, text);
  return before;
});

test("a write reads what the one before it in the same transaction did", async () => {
  const { commit } = open();
  expect(await Promise.all(["a", "b", "c"].map((text) => commit(noteCount, text)))).toEqual([0, 1, 2]);
});

const readAndThrow = defineWrite(
  "test.read-and-throw",
  1,
  (db, _: null): never => {
    throw new RangeError(`there are ${count(db, undefined)?.count}`);
  },
  { keepsReads: true },
);

test("what was read of writes that were undone is read again", async () => {
  const { db, commit } = open();
  const asked = [commit(noteCount, "a"), commit(readAndThrow, null), commit(noteCount, "b")];
  const [a, wrong, b] = await Promise.allSettled(asked);
  expect([a, b]).toEqual([0, 1].map((value) => ({ status: "fulfilled", value })));
  expect(wrong).toMatchObject({ reason: new RangeError("there are 1") });
  expect(count(db, undefined)).toEqual({ count: 2 });
});
