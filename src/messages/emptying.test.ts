/** What was said in a deleted room goes in the background, also when the server stopped in between. */
import { expect, test } from "bun:test";

import { addPerson, addRoom, NOON, openMemory, say } from "../../test/support/memory.ts";
import { waitFor } from "../../test/support/wait.ts";
import { openWriteQueue, StorageUnavailable } from "../database/write-queue.ts";
import { deleteRoom } from "../rooms/change.store.ts";
import { emptyRoom, roomsToEmpty } from "./emptying.store.ts";
import { openEmptying } from "./emptying.ts";

function open(messages: number) {
  const db = openMemory();
  const ada = addPerson(db, "Ada");
  db.run("UPDATE users SET admin = 1");
  const room = addRoom(db, "attic");
  for (let index = 0; index < messages; index++) say(db, { author: ada, room: room.id });
  return { db, ada, room: room.id, queue: openWriteQueue(db, { flushInterval: 0 }) };
}

const failed = (error: unknown) => {
  throw error;
};

test("a room that is deleted is emptied, however much was said there, while others write", async () => {
  const { db, ada, room, queue } = open(450);
  const emptying = openEmptying(db, queue, failed);
  await queue.commit(deleteRoom, { room, by: ada, folded: "attic", at: NOON });
  expect(roomsToEmpty(db)).toEqual([room]);
  await waitFor(() => roomsToEmpty(db).length === 0, "the room to be empty");
  emptying.close();
  await queue.close();
});

test("what the last run did not finish is finished", async () => {
  const { db, ada, room, queue } = open(10);
  deleteRoom(db, { room, by: ada, folded: "attic", at: NOON });
  emptyRoom(db, { room, after: 0, messages: 3, characters: 100 });
  const emptying = openEmptying(db, queue, failed);
  await waitFor(() => roomsToEmpty(db).length === 0, "the rest to be gone");
  emptying.close();
  await queue.close();
});

test("a room that can't be emptied holds up no other, and is reported", async () => {
  const { db, ada, room, queue } = open(3);
  const cellar = addRoom(db, "cellar");
  say(db, { author: ada, room: cellar.id });
  deleteRoom(db, { room, by: ada, folded: "attic", at: NOON });
  deleteRoom(db, { room: cellar.id, by: ada, folded: "cellar", at: NOON });
  const commit: typeof queue.commit = (write, input) =>
    (input as { room?: number }).room === room ? Promise.reject(new Error("broken")) : queue.commit(write, input);
  const reported: unknown[] = [];
  const emptying = openEmptying(db, { commit, on: queue.on }, (error) => reported.push(error));
  await waitFor(() => roomsToEmpty(db).length === 1, "the other room to be empty");
  expect(roomsToEmpty(db)).toEqual([room]);
  expect(String(reported[0])).toContain("broken");
  emptying.close();
  await queue.close();
});

test("a storage that takes nothing now is tried again", async () => {
  const { db, ada, room, queue } = open(3);
  deleteRoom(db, { room, by: ada, folded: "attic", at: NOON });
  let tries = 0;
  const commit: typeof queue.commit = (write, input) =>
    tries++ === 0 ? Promise.reject(new StorageUnavailable("full")) : queue.commit(write, input);
  const emptying = openEmptying(db, { commit, on: queue.on }, failed);
  await waitFor(() => roomsToEmpty(db).length === 0, "the room to be empty after all");
  emptying.close();
  await queue.close();
});
