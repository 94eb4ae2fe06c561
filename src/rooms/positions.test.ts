/** Read positions: they count at once, only move forward, and are stored many in one write. */
import { expect, test } from "bun:test";

import { addPerson, addRoom, LOBBY, openMemory, say } from "../../test/support/memory.ts";
import { clearReadCache } from "../database/read-cache.ts";
import { type Commit, StorageUnavailable } from "../database/write-queue.ts";
import { openPositions } from "./positions.ts";
import { findEntry, findEntryById } from "./store.ts";

function open() {
  const db = openMemory();
  const [ada = 0, bob = 0] = ["Ada", "Bob"].map((name) => addPerson(db, name));
  let works = true;
  let writes = 0;
  const commit: Commit = async (write, input) => {
    if (!works) throw new StorageUnavailable("the disk is full");
    writes++;
    return write(db, input);
  };
  const stored = (user: number, room = LOBBY.id) => findEntryById(db, room, user)?.standing.readId;
  return {
    db,
    ada,
    bob,
    positions: openPositions({ commit, clearReads: () => clearReadCache(db), most: 1 }),
    stored,
    fail: (fails: boolean) => (works = !fails),
    count: () => writes,
  };
}

test("what was read counts at once, and is stored in one write for everybody", async () => {
  const { db, ada, bob, positions, stored, count } = open();
  const { id } = say(db, { author: ada });
  positions.read(ada, LOBBY.id, id);
  positions.read(bob, LOBBY.id, id);
  expect(positions.of(bob, LOBBY.id, 0)).toBe(id);
  expect(stored(bob)).toBe(0);
  await positions.close();
  expect([stored(ada), stored(bob), count()]).toEqual([id, id, 1]);
});

test("what is cached of a room is not read again for a position, which is right all the same", async () => {
  const { db, ada, bob, positions } = open();
  const cached = (user: number) => findEntry(db, LOBBY.slug, user);
  const before = cached(ada);
  const { id } = say(db, { author: ada });
  positions.read(ada, LOBBY.id, id);
  await positions.close();
  expect(cached(ada)).toBe(before);
  expect(positions.of(ada, LOBBY.id, before?.standing.readId ?? 0)).toBe(id);
  positions.read(bob, LOBBY.id, id);
  await positions.close(); // more than are kept: from now on the database is asked
  expect(positions.of(ada, LOBBY.id, 0)).toBe(0);
  expect(cached(ada)?.standing.readId).toBe(id);
});

test("a position only moves forward, waiting or stored", async () => {
  const { db, ada, positions, stored } = open();
  const [first, second] = [say(db, { author: ada }), say(db, { author: ada })];
  positions.read(ada, LOBBY.id, second.id);
  positions.read(ada, LOBBY.id, first.id);
  expect(positions.of(ada, LOBBY.id, 0)).toBe(second.id);
  await positions.close();
  positions.read(ada, LOBBY.id, first.id);
  await positions.close();
  expect(stored(ada)).toBe(second.id);
});

test("what could not be stored is stored the next time, and what was forgotten is not", async () => {
  const { db, ada, bob, positions, stored, fail } = open();
  const { id } = say(db, { author: ada });
  positions.read(ada, LOBBY.id, id);
  positions.read(bob, LOBBY.id, id);
  fail(true);
  await positions.close();
  positions.forget(bob, LOBBY.id);
  fail(false);
  await positions.close();
  expect([stored(ada), stored(bob)]).toEqual([id, 0]);
});

test("somebody who is not in a closed room leaves no position there", async () => {
  const { db, ada, bob, positions } = open();
  const cellar = addRoom(db, "cellar", "closed", [ada]);
  positions.read(bob, cellar.id, 7);
  await positions.close();
  expect(findEntry(db, "cellar", bob)).toBeUndefined();
  expect(db.query("SELECT 1 FROM memberships WHERE user_id = ?").get(bob)).toBeNull();
});
