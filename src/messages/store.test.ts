/** Messages are stored once, in one order, and can be read back whole. */
import type { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { randomUUID } from "node:crypto";

import { addPerson, addRoom, edit, LOBBY, NOON, openMemory, say } from "../../test/support/memory.ts";
import { findRoom } from "../rooms/store.ts";
import {
  changes,
  changesInRoom,
  countChanges,
  findMessage,
  latestRev,
  type Message,
  messagesAfter,
  messagesBefore,
  postMessage,
  readEpoch,
  UNTOUCHED,
} from "./store.ts";

const MINUTE = 60_000;

function open() {
  const db = openMemory();
  return { db, ada: addPerson(db, "Ada"), grace: addPerson(db, "Grace"), garden: addRoom(db, "garden").id };
}

/** Two rooms with messages in turn; returns the lobby's. */
function fill(db: Database, author: number, garden: number, count: number): Message[] {
  return Array.from({ length: count }, (_, index) => {
    say(db, { author, room: garden });
    return say(db, { author, body: `message ${index}` });
  });
}

const ids = (messages: Message[]) => messages.map(({ id }) => id);

test("a message posted twice with one key appears once, as it was first", () => {
  const { db, ada } = open();
  const first = { key: randomUUID(), room: LOBBY.id, author: ada, body: "Hello", at: NOON };
  const message = {
    id: 1,
    rev: 1,
    authorName: "Ada",
    authorHue: null,
    authorPicture: null,
    authorRev: 0,
    continues: false,
    ...UNTOUCHED,
    ...first,
  };
  expect(postMessage(db, first)).toEqual({ message, created: true, notHere: [] });
  expect(postMessage(db, { ...first, body: "Hello?", at: NOON + 1 })).toEqual({ message, created: false, notHere: [] });
  expect(messagesBefore(db, LOBBY.id, undefined, 50).messages).toEqual([message]);
  expect(latestRev(db)).toBe(1);
});

test("a key is taken for everybody else and for every other room", () => {
  const { db, ada, grace, garden } = open();
  const { key } = say(db, { author: ada });
  const again = { key, room: LOBBY.id, author: ada, body: "Mine now", at: NOON };
  expect(postMessage(db, { ...again, author: grace })).toBe("taken");
  expect(postMessage(db, { ...again, room: garden })).toBe("taken");
  expect(findMessage(db, key)).toMatchObject({ author: ada, room: LOBBY.id, body: "Hello" });
});

test("every change has the next number, whichever room it is in", () => {
  const { db, ada, garden } = open();
  const [first, second] = [say(db, { author: ada }), say(db, { author: ada, room: garden })];
  edit(db, first, "changed");
  const third = say(db, { author: ada });
  expect([first.rev, second.rev, findMessage(db, first.key)?.rev, third.rev]).toEqual([1, 2, 3, 4]);
  expect(third.id).toBeGreaterThan(second.id);
  expect(latestRev(db)).toBe(4);
});

test.each([
  ["right after", true, 0],
  ["five minutes later", true, 5 * MINUTE],
  ["more than five minutes later", false, 5 * MINUTE + 1],
  ["when the clock was set back a little", true, -MINUTE],
  ["when the clock was set back far", false, -6 * MINUTE],
])("an author's message %s goes on with the one before: %p", (_, expected, later) => {
  const { db, ada } = open();
  expect(say(db, { author: ada }).continues).toBeFalse();
  expect(say(db, { author: ada, at: NOON + later }).continues).toBe(expected);
});

test("a message continues neither another person's nor one in another room", () => {
  const { db, ada, grace, garden } = open();
  say(db, { author: ada });
  expect(say(db, { author: ada, room: garden }).continues).toBeFalse();
  expect(say(db, { author: ada }).continues).toBeTrue(); // what is said elsewhere does not come between
  expect(say(db, { author: grace }).continues).toBeFalse();
  expect(say(db, { author: ada }).continues).toBeFalse();
});

test.each([0, 1, 49, 50, 51, 100, 123])("paging through %p messages shows each once, both ways", (count) => {
  const { db, ada, garden } = open();
  const all = ids(fill(db, ada, garden, count));
  const back: number[] = [];
  for (let more = true; more;) {
    const page = messagesBefore(db, LOBBY.id, back[0], 50);
    back.unshift(...ids(page.messages));
    ({ more } = page);
  }
  const forth: number[] = [];
  for (let more = true; more;) {
    const page = messagesAfter(db, LOBBY.id, forth.at(-1) ?? 0, 50);
    forth.push(...ids(page.messages));
    ({ more } = page);
  }
  expect(back).toEqual(all);
  expect(forth).toEqual(all);
});

test("a page that is just full says whether there is more", () => {
  const { db, ada, garden } = open();
  const all = fill(db, ada, garden, 5);
  expect(messagesBefore(db, LOBBY.id, undefined, 5)).toEqual({ messages: all, more: false });
  expect(messagesBefore(db, LOBBY.id, undefined, 4)).toEqual({ messages: all.slice(1), more: true });
  expect(messagesAfter(db, LOBBY.id, all[0]!.id, 4)).toEqual({ messages: all.slice(1), more: false });
  expect(messagesAfter(db, LOBBY.id, 0, 4)).toEqual({ messages: all.slice(0, 4), more: true });
});

test("changes come in the order they were made, an edited old message after newer ones", () => {
  const { db, ada, garden } = open();
  const [first, second, third] = fill(db, ada, garden, 3) as [Message, Message, Message];
  edit(db, first, "changed");
  const inLobby = changesInRoom(db, LOBBY.id, 0, 50);
  expect(ids(inLobby)).toEqual(ids([second, third, first]));
  expect(inLobby.at(-1)).toMatchObject({ id: first.id, rev: 7, body: "changed" });
  expect(ids(changesInRoom(db, LOBBY.id, second.rev, 1))).toEqual([third.id]);
  expect(changesInRoom(db, LOBBY.id, 7, 50)).toEqual([]);
  const everywhere = changes(db, 1);
  expect(everywhere.map(({ rev }) => rev)).toEqual([3, 4, 5, 6, 7]);
  expect(new Set(everywhere.map(({ room }) => room))).toEqual(new Set([LOBBY.id, garden]));
});

test("changes are counted in their room, and no further than asked", () => {
  const { db, ada, garden } = open();
  fill(db, ada, garden, 5);
  const counts = [countChanges(db, LOBBY.id, 0, 10), countChanges(db, LOBBY.id, 0, 3), countChanges(db, garden, 9, 10)];
  expect(counts).toEqual([5, 3, 0]);
});

test("a room is found by its slug alone, and every database has a name of its own", () => {
  const { db } = open();
  expect([findRoom(db, "lobby"), findRoom(db, "Lobby"), findRoom(db, "cellar")]).toEqual([LOBBY, undefined, undefined]);
  expect(readEpoch(db)).toMatch(/^[0-9a-f]{12}$/);
  expect(readEpoch(db)).not.toBe(readEpoch(open().db));
});
