/** How much of what is new is for somebody. */
import { expect, test } from "bun:test";

import { addPerson, addRoom, openMemory, say } from "../../test/support/memory.ts";
import { markUnread, noteRead, setLevel } from "../rooms/people.store.ts";
import { findEntryById, type Room } from "../rooms/store.ts";
import { deleteMessage } from "./changes.store.ts";
import { countForMe, MOST_COUNTED, MOST_LOOKED_AT, roomsForMe } from "./unread.store.ts";

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

test("one look tells the rooms in which to count: by name, by @here, and direct ones", () => {
  const { db, ada, bob, garden, talk } = open();
  const [shed, pond] = [addRoom(db, "shed"), addRoom(db, "pond")];
  const named = say(db, { author: ada, room: garden.id, body: "@Bob" });
  say(db, { author: ada, room: shed.id, body: "@here" });
  say(db, { author: ada, room: pond.id, body: "to nobody" });
  const rooms = [garden, shed, pond, talk].map((room) => ({ room, standing: { readId: 0, muteHere: false } }));
  const found = (user: number) => [...roomsForMe(db, user, rooms)].sort((a, b) => a - b);
  expect(found(bob)).toEqual([garden.id, talk.id, shed.id].sort((a, b) => a - b));
  expect(found(ada)).toEqual([talk.id, shed.id].sort((a, b) => a - b));
  rooms[0]!.standing.readId = named.id;
  expect(found(bob)).toEqual([talk.id, shed.id].sort((a, b) => a - b));
});

function openTalk() {
  const db = openMemory();
  const [ada, bob] = [addPerson(db, "Ada"), addPerson(db, "Bob")];
  const room = addRoom(db, "d1", "direct", [ada, bob]);
  const count = (user: number, readId = 0) => countForMe(db, { user, room, standing: { readId, muteHere: false } });
  const talk = (author: number, times: number) =>
    db.transaction(() => {
      for (let index = 0; index < times; index++) say(db, { author, room: room.id });
    })();
  return { ada, bob, count, talk };
}

test("in a direct room every message of the others counts, up to a hundred", () => {
  const { ada, bob, count, talk } = openTalk();
  talk(ada, 3);
  talk(bob, 2);
  expect([count(ada), count(bob), count(bob, 2)]).toEqual([2, 3, 1]);
  talk(ada, 120);
  expect(count(bob)).toBe(MOST_COUNTED);
});

test("however many of one's own one marks as unread, no more than a thousand are looked through", () => {
  const { ada, bob, count, talk } = openTalk();
  talk(ada, MOST_LOOKED_AT - 1);
  talk(bob, 2);
  expect(count(ada)).toBe(1);
});
