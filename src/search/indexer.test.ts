/** Messages come into the index by themselves, while others write, and whatever happens to one batch. */
import { expect, test } from "bun:test";

import { addPerson, NOON, openMemory, say } from "../../test/support/memory.ts";
import { waitFor } from "../../test/support/wait.ts";
import { openWriteQueue } from "../database/write-queue.ts";
import { postMessage } from "../messages/store.ts";
import { indexNewest, openIndexer } from "./indexer.ts";
import { isDue } from "./indexing.ts";

const POST = { key: "0f9d3c1e-5b7a-4c62-9a41-1d2e3f405162", room: 1, author: 1, body: "after", at: NOON };

function open(count: number) {
  const db = openMemory();
  const author = addPerson(db, "Ada");
  for (let index = 0; index < count; index++) say(db, { author, body: `said before ${index}` });
  const queue = openWriteQueue(db, { flushInterval: 0 });
  const errors: unknown[] = [];
  const start = () => openIndexer(db, queue, (error) => errors.push(error));
  const indexed = () => db.query<{ count: number }, []>("SELECT count(*) AS count FROM search_indexed").get()?.count;
  return { db, queue, errors, start, indexed };
}

test("what is not in the index when the server starts comes into it, and others write meanwhile", async () => {
  const { db, queue, errors, start, indexed } = open(3_000);
  await indexNewest(queue.commit);
  const atOnce = indexed() ?? 0;
  expect([atOnce > 1_000, isDue(db)]).toEqual([true, true]);
  const indexer = start();
  await waitFor(() => (indexed() ?? 0) > atOnce, "a batch in the background");
  expect(await queue.commit(postMessage, POST)).toMatchObject({ created: true });
  expect(indexed()).toBeWithin(1_000, 3_000);
  await waitFor(() => indexed() === 3_001, "all of them");
  expect([isDue(db), errors]).toEqual([false, []]);
  indexer.close();
  await queue.close();
});

test("what was posted comes into the index once there is enough of it, and a failure is tried again", async () => {
  const { queue, errors, start, indexed, db } = open(0);
  const indexer = start();
  db.run("ALTER TABLE search_texts RENAME TO search_texts_away");
  for (let index = 0; index < 8; index++) {
    await queue.commit(postMessage, { ...POST, key: `key ${index}`, body: `${"x".repeat(2_000)}\ny` });
  }
  await waitFor(() => errors.length > 0, "a failure");
  expect(indexed()).toBe(0);
  db.run("ALTER TABLE search_texts_away RENAME TO search_texts");
  await waitFor(() => indexed() === 8, "another try");
  indexer.close();
  await queue.close();
});

test("once it is closed it asks for nothing more", async () => {
  const { queue, errors, start, indexed } = open(3_000);
  const indexer = start();
  await waitFor(() => (indexed() ?? 0) > 0, "a first batch");
  indexer.close();
  await queue.close();
  const before = indexed();
  await Bun.sleep(100);
  expect([indexed(), errors]).toEqual([before, []]);
  expect(before).toBeLessThan(3_000);
});
