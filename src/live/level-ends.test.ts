/** Whoever hears less of a room for a while is told when that ends. */
import { afterEach, beforeEach, expect, jest, test } from "bun:test";

import { addPerson, addRoom, openMemory } from "../../test/support/memory.ts";
import { openWriteQueue } from "../database/write-queue.ts";
import { removeFromRoom, setLevel } from "../rooms/people.store.ts";
import type { Level } from "../rooms/store.ts";
import { openLevelEnds } from "./level-ends.ts";

const HOUR = 3_600_000;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function open() {
  const db = openMemory();
  const [ada, bob] = [addPerson(db, "Ada"), addPerson(db, "Bob")];
  const [garden, cellar] = [addRoom(db, "garden").id, addRoom(db, "cellar", "closed", [ada, bob]).id];
  const queue = openWriteQueue(db, { flushInterval: 0 });
  const over: number[] = [];
  const began = Date.now();
  const start = () => openLevelEnds({ queue, db, ended: (user) => over.push(user) });
  /** Somebody chooses what to hear of a room, for so many ms from the beginning on, or for good. */
  async function choose(user: number, room: number, level: Level, length?: number) {
    const until = length === undefined ? null : began + length;
    const chosen = queue.commit(setLevel, { room, user, level, until, muteHere: false });
    jest.advanceTimersByTime(1);
    await chosen;
  }
  const after = (length: number) => {
    for (let passed = 0; passed < length; passed += 30_000) jest.advanceTimersByTime(30_000);
    return over.splice(0);
  };
  return { ...{ db, queue, ada, bob, garden, cellar }, start, choose, after };
}

test("who mutes a room for an hour is told when it is over, once, and nobody else is", async () => {
  const { ada, bob, garden, cellar, start, choose, after } = open();
  start();
  await choose(ada, garden, "nothing", HOUR);
  await choose(ada, cellar, "nothing", HOUR);
  await choose(bob, garden, "nothing");
  expect(after(HOUR - 60_000)).toEqual([]);
  expect(after(120_000)).toEqual([ada]);
  expect(after(2 * HOUR)).toEqual([]);
});

test("the next end is waited for, whichever was chosen first", async () => {
  const { ada, bob, garden, start, choose, after } = open();
  start();
  await choose(ada, garden, "nothing", 2 * HOUR);
  await choose(bob, garden, "hidden", HOUR);
  expect(after(HOUR + 60_000)).toEqual([bob]);
  expect(after(HOUR)).toEqual([ada]);
});

test("what was chosen for good since, or for longer, does not end then", async () => {
  const { ada, bob, garden, start, choose, after } = open();
  start();
  for (const user of [ada, bob]) await choose(user, garden, "nothing", HOUR);
  await choose(ada, garden, "all");
  await choose(bob, garden, "nothing", 3 * HOUR);
  expect(after(2 * HOUR)).toEqual([]);
  expect(after(2 * HOUR)).toEqual([bob]);
});

test("what was chosen before the server started ends as well, but where somebody is no more", async () => {
  const { db, ada, bob, garden, cellar, start, choose, after } = open();
  await choose(ada, garden, "nothing", HOUR);
  await choose(bob, cellar, "nothing", HOUR);
  removeFromRoom(db, { room: cellar, user: bob, by: bob, at: Date.now() });
  start();
  expect(after(2 * HOUR)).toEqual([ada]);
});
