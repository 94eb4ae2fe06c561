/** What is not kept goes in the background: when its time comes, after a restart, and whatever fails in between. */
import { expect, test } from "bun:test";

import { addPerson, addRoom, LOBBY, NOON, openMemory, say } from "../../test/support/memory.ts";
import { waitFor } from "../../test/support/wait.ts";
import { openWriteQueue, StorageUnavailable } from "../database/write-queue.ts";
import { planEmptying } from "../rooms/retention-plan.store.ts";
import { changePlaceRetention } from "../rooms/retention.store.ts";
import { DAY } from "../rooms/retention.ts";
import { openRetention } from "./retention.ts";

function open(messages: number, at = NOON) {
  const db = openMemory();
  const ada = addPerson(db, "Ada");
  db.run("UPDATE users SET admin = 1");
  for (let index = 0; index < messages; index++) say(db, { author: ada, at });
  const queue = openWriteQueue(db, { flushInterval: 0 });
  const left = (room: number = LOBBY.id) =>
    db.query<{ count: number }, [number]>("SELECT count(*) AS count FROM messages WHERE room_id = ?").get(room)?.count;
  return { db, ada, queue, left };
}

const failed = (error: unknown) => {
  throw error;
};

test("what is old goes when the server starts, however much it is, while others write", async () => {
  const { db, ada, queue, left } = open(450);
  changePlaceRetention(db, { kept: "messages", days: 7, at: NOON - DAY, by: ada });
  const retention = openRetention({ db, queue, onError: failed, now: () => NOON + 8 * DAY });
  await waitFor(() => left() === 0, "all to be gone");
  retention.close();
  await queue.close();
});

test("nothing goes in the day after it was switched on, and nothing when it was switched off in that day", async () => {
  const { db, ada, queue, left } = open(3);
  let now = NOON + 30 * DAY;
  const change = { kept: "messages", by: ada } as const;
  changePlaceRetention(db, { ...change, days: 7, at: now });
  now += DAY - 1;
  openRetention({ db, queue, onError: failed, now: () => now }).close();
  await queue.commit(changePlaceRetention, { ...change, days: null, at: now });
  now += 30 * DAY;
  const retention = openRetention({ db, queue, onError: failed, now: () => now });
  await queue.commit(planEmptying, { room: null, emptyAt: null, at: now, by: ada }); // a run has begun, and ended
  expect(left()).toBe(3);
  retention.close();
  await queue.close();
});

test("a room is emptied at its hour, and nobody has to be there", async () => {
  const { db, ada, queue, left } = open(5, Date.now() - 1_000);
  const retention = openRetention({ db, queue, onError: failed });
  const now = Date.now();
  await queue.commit(planEmptying, { room: LOBBY.id, emptyAt: now + 50, at: now, by: ada });
  expect(left()).toBe(5);
  await waitFor(() => left() === 0, "the room to be empty");
  expect(Date.now()).toBeGreaterThanOrEqual(now + 50);
  retention.close();
  await queue.close();
});

test("an hour that passed while the server was down is made up for", async () => {
  const { db, ada, queue, left } = open(5);
  planEmptying(db, { room: null, emptyAt: NOON + 10, at: NOON, by: ada });
  const retention = openRetention({ db, queue, onError: failed, now: () => NOON + DAY });
  await waitFor(() => left() === 0, "the room to be empty");
  retention.close();
  await queue.close();
});

test("keys of removed messages that nobody repeats any more are forgotten", async () => {
  const { db, queue } = open(0);
  const add = db.query("INSERT INTO removed_keys (key, removed_at) VALUES (randomblob(16), ?)");
  for (let index = 0; index < 1_500; index++) add.run(NOON);
  add.run(NOON + 60 * DAY);
  const keys = () => db.query("SELECT removed_at AS at FROM removed_keys").all();
  const retention = openRetention({ db, queue, onError: failed, now: () => NOON + 100 * DAY });
  await waitFor(() => keys().length === 1, "the old ones to be forgotten");
  expect(keys()).toEqual([{ at: NOON + 60 * DAY }]);
  retention.close();
  await queue.close();
});

test("a room in which something fails holds up no other, and is reported", async () => {
  const { db, ada, queue, left } = open(3);
  const garden = addRoom(db, "garden");
  say(db, { author: ada, room: garden.id });
  changePlaceRetention(db, { kept: "messages", days: 7, at: NOON - DAY, by: ada });
  const commit: typeof queue.commit = (write, input) =>
    (input as { room?: number }).room === LOBBY.id ? Promise.reject(new Error("broken")) : queue.commit(write, input);
  const reported: unknown[] = [];
  const retention = openRetention({
    db,
    queue: { commit, on: queue.on },
    onError: (error) => reported.push(error),
    now: () => NOON + 8 * DAY,
  });
  await waitFor(() => left(garden.id) === 0, "the other room to be empty");
  expect([left(), String(reported[0])]).toEqual([3, "Error: broken"]);
  retention.close();
  await queue.close();
});

test("a storage that takes nothing now is no fault to report", async () => {
  const { db, ada, queue } = open(3);
  changePlaceRetention(db, { kept: "messages", days: 7, at: NOON - DAY, by: ada });
  let tries = 0;
  const commit: typeof queue.commit = () => {
    tries++;
    return Promise.reject(new StorageUnavailable("full"));
  };
  const retention = openRetention({ db, queue: { commit, on: queue.on }, onError: failed, now: () => NOON + 8 * DAY });
  await waitFor(() => tries > 0, "a try");
  retention.close();
  await queue.close();
});
