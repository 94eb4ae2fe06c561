/** What is not kept any longer leaves nothing behind, and nothing else goes with it. */
import type { Database } from "bun:sqlite";
import { expect, test } from "bun:test";

import { addPerson, addRoom, indexAll, LOBBY, NOON, openMemory, say } from "../../test/support/memory.ts";
import { planEmptying, settleRetention } from "../rooms/retention-plan.store.ts";
import { changePlaceRetention, changeRoomRetention, daysKept, goneUpTo } from "../rooms/retention.store.ts";
import { DAY } from "../rooms/retention.ts";
import { findMessages } from "../search/find.ts";
import { addReaction } from "./changes.store.ts";
import { listForMe } from "./for-me.store.ts";
import { readAround, readPage } from "./history.ts";
import { forgetKeys, hasOldKeys } from "./removed-keys.store.ts";
import { removeOld } from "./retention.store.ts";
import { findMessageIn, GONE, latestRev, messagesBefore, postMessage } from "./store.ts";

const LIMITS = { messages: 200, characters: 10_000 };

function open() {
  const db = openMemory();
  const [ada, grace] = [addPerson(db, "Ada"), addPerson(db, "Grace")];
  db.query("UPDATE users SET admin = 1 WHERE id = ?").run(ada);
  return { db, ada, grace };
}

/** Keeps messages for so many days from now on, without the day's wait. */
function keepFor(db: Database, days: number, by: number, at = NOON) {
  changePlaceRetention(db, { kept: "messages", days, at: at - DAY, by });
}

function sweep(db: Database, at: number, room = LOBBY.id, limits = LIMITS): number {
  let writes = 1;
  while (removeOld(db, { room, at, ...limits }) === "more") writes++;
  return writes;
}

const texts = (db: Database, room = LOBBY.id) => messagesBefore(db, room, undefined, 1_000).messages.map((m) => m.body);

const count = (db: Database, table: string) =>
  db.query<{ count: number }, []>(`SELECT count(*) AS count FROM ${table}`).get()?.count;

test("messages older than what is kept go, and the others stay", () => {
  const { db, ada } = open();
  for (const days of [9, 8, 7, 6, 1]) say(db, { author: ada, body: `${days} days old`, at: NOON - days * DAY });
  keepFor(db, 7, ada);
  sweep(db, NOON);
  expect(texts(db)).toEqual(["7 days old", "6 days old", "1 days old"]);
  sweep(db, NOON + DAY);
  expect(texts(db)).toEqual(["6 days old", "1 days old"]);
});

test("nothing is left of a removed message: no row, reaction, mention, nor trace in the search", () => {
  const { db, ada, grace } = open();
  const old = say(db, { author: ada, body: "@Grace the marmalade", at: NOON });
  addReaction(db, { message: old.id, user: grace, emoji: "🎉", most: 20 });
  indexAll(db);
  const found = () => findMessages(db, { terms: ["marmalade"], rooms: undefined }).hits.length;
  expect([found(), listForMe(db, grace, undefined, 9).length]).toEqual([1, 1]);
  keepFor(db, 7, ada);
  sweep(db, NOON + 9 * DAY);
  expect([found(), listForMe(db, grace, undefined, 9).length]).toEqual([0, 0]);
  for (const table of ["messages", "reactions", "for_me", "search_texts", "search_pending"]) {
    expect([table, count(db, table)]).toEqual([table, 0]);
  }
  expect(db.query("SELECT rowid FROM search WHERE search MATCH 'mar'").all()).toEqual([]);
});

test("an answer to a removed message says so, and is shown anew", () => {
  const { db, ada, grace } = open();
  const old = say(db, { author: ada, body: "Tea?", at: NOON - 9 * DAY });
  const answer = { key: crypto.randomUUID(), room: LOBBY.id, author: grace, body: "Please", at: NOON, reply: old.id };
  postMessage(db, answer);
  const before = latestRev(db);
  keepFor(db, 7, ada);
  sweep(db, NOON);
  const [message] = messagesBefore(db, LOBBY.id, undefined, 9).messages;
  expect(message).toMatchObject({ body: "Please", quote: GONE });
  expect(message?.rev).toBeGreaterThan(before);
});

test("a message with very many answers takes several writes, and all of them lose it", () => {
  const { db, ada } = open();
  const old = say(db, { author: ada, body: "Who comes?", at: NOON - 9 * DAY });
  for (let index = 0; index < 250; index++) {
    postMessage(db, { key: crypto.randomUUID(), room: 1, author: ada, body: "I", at: NOON, reply: old.id });
  }
  keepFor(db, 7, ada);
  expect(sweep(db, NOON)).toBeGreaterThan(2);
  expect(findMessageIn(db, 1, old.id)).toBeUndefined();
  expect(messagesBefore(db, 1, undefined, 300).messages.every(({ quote }) => quote === GONE)).toBe(true);
});

test("a message that is sent again after it was removed is not stored anew, until its key is forgotten", () => {
  const { db, ada, grace } = open();
  const old = say(db, { author: ada, body: "burn after reading", at: NOON - 9 * DAY });
  keepFor(db, 7, ada);
  sweep(db, NOON);
  const again = (author: number) =>
    postMessage(db, { ...old, room: 1, author, reply: old.id, files: ["gone"], at: NOON });
  expect([again(ada), again(grace)]).toEqual(["removed", "removed"]);
  forgetKeys(db, { at: NOON + 89 * DAY, most: 1_000 });
  expect([again(ada), hasOldKeys(db, NOON + 89 * DAY)]).toEqual(["removed", false]);
  expect(texts(db)).toEqual([]);
  expect(hasOldKeys(db, NOON + 91 * DAY)).toBe(true);
  forgetKeys(db, { at: NOON + 91 * DAY, most: 1_000 });
  expect([count(db, "removed_keys"), hasOldKeys(db, NOON + 91 * DAY)]).toEqual([0, false]);
});

test("what is the first now has its author above it", () => {
  const { db, ada } = open();
  say(db, { author: ada, at: NOON - 7 * DAY - 60_000 });
  const second = say(db, { author: ada, at: NOON - 7 * DAY + 60_000 });
  expect(second.continues).toBe(true);
  keepFor(db, 7, ada);
  sweep(db, NOON);
  expect(findMessageIn(db, 1, second.id)?.continues).toBe(false);
});

test("the revs of changes go on, and how far is gone takes one", () => {
  const { db, ada } = open();
  const old = say(db, { author: ada, at: NOON - 9 * DAY });
  keepFor(db, 7, ada);
  sweep(db, NOON);
  expect(goneUpTo(db, 1)).toBe(old.id);
  expect(latestRev(db)).toBe(old.rev + 1);
  expect(say(db, { author: ada }).rev).toBe(old.rev + 2);
});

test("a part at a time: so many messages and characters to a write", () => {
  const { db, ada } = open();
  for (let index = 0; index < 20; index++) say(db, { author: ada, body: "x".repeat(100), at: NOON - 9 * DAY });
  keepFor(db, 7, ada);
  removeOld(db, { room: 1, at: NOON, messages: 5, characters: 10_000 });
  expect(count(db, "messages")).toBe(15);
  removeOld(db, { room: 1, at: NOON, messages: 200, characters: 250 });
  expect(count(db, "messages")).toBe(13);
  removeOld(db, { room: 1, at: NOON, messages: 200, characters: 10 });
  expect(count(db, "messages")).toBe(12);
});

test("a clock that was wrong for a while takes nothing that is young, and does not hold up what is old", () => {
  const { db, ada } = open();
  say(db, { author: ada, body: "old", at: NOON - 9 * DAY });
  say(db, { author: ada, body: "from the future", at: NOON + 90 * DAY });
  say(db, { author: ada, body: "old as well", at: NOON - 8 * DAY });
  say(db, { author: ada, body: "young", at: NOON - DAY });
  say(db, { author: ada, body: "from the past", at: 0 });
  say(db, { author: ada, body: "a moment ahead", at: NOON + 500 });
  keepFor(db, 7, ada);
  sweep(db, NOON);
  expect(texts(db)).toEqual(["young", "from the past", "a moment ahead"]);
});

test("a shorter time waits a day, in which it can be taken back; a longer one holds at once", () => {
  const { db, ada } = open();
  const set = (days: number | null, at: number) => changePlaceRetention(db, { kept: "messages", days, at, by: ada });
  const kept = (at: number) => daysKept(db, 1, at).messages;
  set(30, NOON);
  expect([kept(NOON), kept(NOON + DAY - 1), kept(NOON + DAY)]).toEqual([Infinity, Infinity, 30]);
  set(7, NOON + 2 * DAY);
  expect([kept(NOON + 2 * DAY), kept(NOON + 3 * DAY)]).toEqual([30, 7]);
  set(30, NOON + 2.5 * DAY);
  expect([kept(NOON + 2.5 * DAY), kept(NOON + 9 * DAY)]).toEqual([30, 30]);
  set(90, NOON + 9 * DAY);
  expect(kept(NOON + 9 * DAY)).toBe(90);
  set(7, NOON + 10 * DAY);
  set(null, NOON + 10 * DAY + 1);
  expect([kept(NOON + 10 * DAY + 1), kept(NOON + 20 * DAY)]).toEqual([Infinity, Infinity]);
});

test("to save the same again does not put off what waits", () => {
  const { db, ada } = open();
  const set = (at: number) => changePlaceRetention(db, { kept: "messages", days: 7, at, by: ada });
  expect([set(NOON), set(NOON + DAY / 2)]).toEqual([true, false]);
  expect(daysKept(db, 1, NOON + DAY).messages).toBe(7);
});

test("a room has a time of its own, shorter or longer, or goes as the place", () => {
  const { db, ada } = open();
  const room = addRoom(db, "garden");
  const set = (days: number | null, at: number) => changeRoomRetention(db, { room: room.id, days, at, by: ada });
  const kept = (at: number) => daysKept(db, room.id, at).messages;
  keepFor(db, 30, ada);
  expect(kept(NOON)).toBe(30);
  set(90, NOON);
  expect([kept(NOON), daysKept(db, 1, NOON).messages]).toEqual([90, 30]);
  set(7, NOON);
  expect([kept(NOON), kept(NOON + DAY)]).toEqual([90, 7]);
  set(null, NOON + 2 * DAY);
  expect(kept(NOON + 2 * DAY)).toBe(30);
});

test("only its keepers and administrators set what a room keeps, and nobody that of a direct one", () => {
  const { db, ada, grace } = open();
  const direct = addRoom(db, "direct", "direct", [ada, grace]);
  const set = (room: number, by: number) => changeRoomRetention(db, { room, days: 7, at: NOON, by });
  expect([set(1, grace), set(direct.id, ada)]).toEqual(["not allowed", "direct"]);
  const plan = (room: number, by: number) => planEmptying(db, { room, emptyAt: NOON + 1, at: NOON, by });
  expect([plan(1, grace), plan(direct.id, ada)]).toEqual(["not allowed", "direct"]);
  expect(() => planEmptying(db, { room: null, emptyAt: NOON + 1, at: NOON, by: grace })).toThrow();
});

test("at its hour a room loses what was said until then, and nothing else does", () => {
  const { db, ada } = open();
  const room = addRoom(db, "garden");
  for (const where of [1, room.id]) say(db, { author: ada, room: where, body: "before", at: NOON });
  planEmptying(db, { room: room.id, emptyAt: NOON + 10, at: NOON, by: ada });
  settleRetention(db, { at: NOON + 9 });
  sweep(db, NOON + 9, room.id);
  expect(texts(db, room.id)).toEqual(["before"]);
  say(db, { author: ada, room: room.id, body: "after", at: NOON + 11 });
  settleRetention(db, { at: NOON + 12 });
  for (const where of [1, room.id]) sweep(db, NOON + 12, where);
  expect([texts(db, room.id), texts(db)]).toEqual([["after"], ["before"]]);
});

test("at the hour of the place every room loses everything, direct ones as well; called off, none does", () => {
  const { db, ada, grace } = open();
  const direct = addRoom(db, "direct", "direct", [ada, grace]);
  for (const room of [1, direct.id]) say(db, { author: ada, room });
  const plan = (emptyAt: number | null) => planEmptying(db, { room: null, emptyAt, at: NOON, by: ada });
  const pass = (at: number) => {
    settleRetention(db, { at });
    for (const room of [1, direct.id]) sweep(db, at, room);
    return count(db, "messages");
  };
  plan(NOON + 10);
  plan(null);
  expect(pass(NOON + 20)).toBe(2);
  plan(NOON + 30);
  expect(pass(NOON + 30)).toBe(0);
});

test("the beginning of a room says that something was there before", () => {
  const { db, ada } = open();
  const old = say(db, { author: ada, at: NOON - 9 * DAY });
  const young = say(db, { author: ada, at: NOON });
  expect(readPage(db, 1).gone).toBe(false);
  keepFor(db, 7, ada);
  sweep(db, NOON);
  expect(readPage(db, 1).gone).toBe(true);
  expect(readAround(db, 1, young.id)?.gone).toBe(true);
  expect(readAround(db, 1, old.id)).toBeUndefined();
});
