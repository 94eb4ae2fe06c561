/** How much of what is new is for somebody. */
import { expect, test } from "bun:test";

import { addPerson, addRoom, openMemory, say } from "../../test/support/memory.ts";
import { markUnread, noteRead, setLevel } from "../rooms/people.store.ts";
import { findEntryById, type Room } from "../rooms/store.ts";
import { deleteMessage } from "./changes.store.ts";
import { countForMe } from "./unread.store.ts";

function open() {
  const db = openMemory();
  const [ada = 0, bob = 0] = ["Ada", "Bob"].map((name) => addPerson(db, name));
  const [garden, talk] = [addRoom(db, "garden"), addRoom(db, "talk", "direct", [ada, bob])];
  const count = (user: number, room: Room) => {
    const entry = findEntryById(db, room.id, user);
    return entry && countForMe(db, { user, ...entry });
  };
  return { db, ada, bob, garden, talk, count };
}

test("what mentions somebody and is not read counts, once, and no more when it is deleted", () => {
  const { db, ada, bob, garden, count } = open();
  const first = say(db, { author: ada, room: garden.id, body: "@Bob and @here" });
  const second = say(db, { author: ada, room: garden.id, body: "@here" });
  say(db, { author: ada, room: garden.id, body: "to nobody" });
  expect(count(bob, garden)).toBe(2);
  deleteMessage(db, { id: second.id, by: ada, at: 0 });
  expect(count(bob, garden)).toBe(1);
  noteRead(db, { positions: [[bob, garden.id, first.id]] });
  expect(count(bob, garden)).toBe(0);
});

test("what one wrote oneself is not for oneself, also where all of it is marked as unread", () => {
  const { db, ada, bob, garden, talk, count } = open();
  for (const room of [garden, talk]) {
    const { id } = say(db, { author: ada, room: room.id, body: "@here" });
    say(db, { author: bob, room: room.id, body: "@here, too" });
    markUnread(db, { room: room.id, user: ada, id });
    expect([count(ada, room), count(bob, room)]).toEqual([1, 1]);
  }
});

test("whoever has muted @here is counted what is for them by name", () => {
  const { db, ada, bob, garden, count } = open();
  setLevel(db, { room: garden.id, user: bob, level: null, until: null, muteHere: true });
  say(db, { author: ada, room: garden.id, body: "@here" });
  say(db, { author: ada, room: garden.id, body: "@here and @Bob" });
  expect(count(bob, garden)).toBe(1);
});
