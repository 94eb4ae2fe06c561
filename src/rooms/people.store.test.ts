/** Who is in a room, who keeps it, who may write there, and what each wants to hear of it. */
import type { Database } from "bun:sqlite";
import { expect, test } from "bun:test";

import { addPerson, addRoom, LOBBY, NOON, openMemory, say } from "../../test/support/memory.ts";
import { suspendUser } from "../auth/lifecycle.ts";
import { openWriteQueue } from "../database/write-queue.ts";
import { changeRoom, peopleChanged } from "./change.store.ts";
import {
  addToRoom,
  markUnread,
  muteInRoom,
  noteRead,
  openDirect,
  removeFromRoom,
  removeMember,
  setKeeper,
  setLevel,
} from "./people.store.ts";
import { changeRoomSettings } from "./settings.store.ts";
import { findEntryById, levelOf, listPeople, mayEnter } from "./store.ts";

function open() {
  const db = openMemory();
  const [ada = 0, bob = 0, carol = 0, dan = 0] = ["Ada", "Bob", "Carol", "Dan"].map((name) => addPerson(db, name));
  db.query("UPDATE users SET admin = 1 WHERE id = ?").run(carol);
  const den = addRoom(db, "den", "closed", [ada, bob]);
  db.query("UPDATE memberships SET keeper = 1 WHERE user_id = ?").run(ada);
  return { db, ada, bob, carol, dan, den };
}

const peopleIn = (db: Database, room: number) => listPeople(db, room).map(({ id }) => id);
const standingOf = (db: Database, room: number, user: number) => findEntryById(db, room, user)?.standing;

test("keepers add people, who may come in from then on and have nothing unread", () => {
  const { db, ada, bob, carol, dan, den } = open();
  const { id } = say(db, { author: ada, room: den.id });
  expect([bob, carol, dan].map((by) => addToRoom(db, { room: den.id, user: dan, by }))).toEqual([
    "not allowed",
    "missing",
    "missing",
  ]);
  expect(addToRoom(db, { room: den.id, user: dan, by: ada })).toBe("changed");
  expect([mayEnter(db, den.id, dan), standingOf(db, den.id, dan)?.readId]).toEqual([true, id]);
  expect(addToRoom(db, { room: den.id, user: 999, by: ada })).toBe("missing");
  suspendUser(db, { userId: carol, by: "operator", at: NOON });
  expect(addToRoom(db, { room: den.id, user: carol, by: ada })).toBe("missing");
});

test("who is removed, or leaves, may not come in any more; nobody leaves what is open or direct", () => {
  const { db, ada, bob, carol, dan, den } = open();
  addToRoom(db, { room: den.id, user: dan, by: ada });
  const remove = (user: number, by: number, room = den.id) => removeFromRoom(db, { room, user, by, at: NOON });
  expect([remove(dan, bob), remove(dan, carol), remove(carol, ada), remove(999, ada)]).toEqual([
    "not allowed",
    "missing",
    "missing",
    "missing",
  ]);
  expect([remove(dan, ada), remove(bob, bob)]).toEqual(["changed", "changed"]);
  expect([peopleIn(db, den.id), mayEnter(db, den.id, dan), mayEnter(db, den.id, bob)]).toEqual([[ada], false, false]);
  const direct = addRoom(db, "d", "direct", [ada, bob]);
  expect([remove(ada, ada, LOBBY.id), remove(bob, carol, LOBBY.id)]).toEqual(["not allowed", "not allowed"]);
  expect([remove(ada, ada, direct.id), remove(bob, ada, direct.id)]).toEqual(["direct", "direct"]);
});

test("whoever is added again hears nothing of what was muted or chosen before, and is no keeper", () => {
  const { db, ada, bob, den } = open();
  setKeeper(db, { room: den.id, user: bob, by: ada, keeper: true });
  setLevel(db, { room: den.id, user: bob, level: "hidden", until: null, muteHere: true });
  removeFromRoom(db, { room: den.id, user: bob, by: ada, at: NOON });
  addToRoom(db, { room: den.id, user: bob, by: ada });
  expect(standingOf(db, den.id, bob)).toMatchObject({ member: true, keeper: false, level: null, muteHere: false });
});

test("where the last keeper leaves others behind, the one who has been here for longest keeps the room", () => {
  const { db, ada, bob, dan, den } = open();
  addToRoom(db, { room: den.id, user: dan, by: ada });
  const events: unknown[] = [];
  removeFromRoom(db, { room: den.id, user: ada, by: ada, at: NOON }, (kind, details) => events.push([kind, details]));
  expect(listPeople(db, den.id).map(({ id, keeper }) => [id, keeper])).toEqual([
    [bob, true],
    [dan, false],
  ]);
  expect(events).toEqual([
    [peopleChanged, { room: den.id, user: ada, gone: true }],
    [peopleChanged, { room: den.id, user: bob, gone: false }],
  ]);
  removeFromRoom(db, { room: den.id, user: dan, by: dan, at: NOON });
  expect(standingOf(db, den.id, bob)?.keeper).toBe(true);
});

test("a room is not left to somebody who is suspended, as long as anybody else is there", () => {
  const { db, ada, bob, dan, den } = open();
  addToRoom(db, { room: den.id, user: dan, by: ada });
  suspendUser(db, { userId: bob, by: "operator", at: NOON });
  removeFromRoom(db, { room: den.id, user: ada, by: ada, at: NOON });
  expect(listPeople(db, den.id).map(({ id, keeper }) => [id, keeper])).toEqual([
    [bob, false],
    [dan, true],
  ]);
  removeFromRoom(db, { room: den.id, user: dan, by: dan, at: NOON });
  expect(standingOf(db, den.id, bob)?.keeper).toBe(true); // when they are back
});

test("an account that is removed leaves its closed rooms as its person would, and talks between people stay", () => {
  const { db, ada, bob, carol, den } = open();
  const alone = addRoom(db, "alone", "closed", [ada]);
  const talk = addRoom(db, "talk", "direct", [ada, bob]);
  const events: unknown[] = [];
  const remove = (userId: number, by: number | "operator") =>
    removeMember(db, { userId, by, at: NOON }, (kind, details) => events.push([kind, details]));
  expect(remove(ada, carol)).toBe(true);
  expect(listPeople(db, den.id).map(({ id, keeper }) => [id, keeper])).toEqual([[bob, true]]);
  expect(events).toContainEqual([peopleChanged, { room: den.id, user: ada, gone: true }]);
  const archived = db.query("SELECT id FROM rooms WHERE archived_at IS NOT NULL").values();
  expect([archived, peopleIn(db, talk.id), remove(ada, carol)]).toEqual([[[alone.id]], [bob], false]);
  expect(() => remove(carol, bob)).toThrow(); // no administrator
});

test("a closed room keeps its last keeper who can act; an open one has administrators", () => {
  const { db, ada, bob, den } = open();
  const set = (user: number, by: number, keeper: boolean, room = den.id) => setKeeper(db, { room, user, by, keeper });
  expect(set(ada, ada, false)).toBe("last keeper");
  expect([set(bob, ada, true), set(ada, ada, false), set(bob, bob, false)]).toEqual([
    "changed",
    "changed",
    "last keeper",
  ]);
  expect(set(ada, bob, true)).toBe("changed");
  suspendUser(db, { userId: bob, by: "operator", at: NOON });
  expect(set(ada, ada, false)).toBe("last keeper");
  const garden = addRoom(db, "garden");
  db.query("INSERT INTO memberships (room_id, user_id, keeper) VALUES (?, ?, 1)").run(garden.id, ada);
  expect(set(ada, ada, false, garden.id)).toBe("changed");
});

test("keepers make keepers and mute others, but neither keepers nor administrators", () => {
  const { db, ada, bob, carol, dan } = open();
  const room = addRoom(db, "kitchen");
  setKeeper(db, { room: room.id, user: ada, by: carol, keeper: true });
  const mute = (user: number, by: number, muted = true) => muteInRoom(db, { room: room.id, user, by, muted, at: NOON });
  expect([mute(dan, bob), mute(carol, ada), mute(ada, carol), mute(999, ada)]).toEqual([
    "not allowed",
    "not allowed",
    "not allowed",
    "missing",
  ]);
  expect([mute(dan, ada), standingOf(db, room.id, dan)?.muted]).toEqual(["changed", true]);
  expect([mute(dan, ada, false), standingOf(db, room.id, dan)?.muted]).toEqual(["changed", false]);
  mute(bob, ada);
  expect(setKeeper(db, { room: room.id, user: bob, by: dan, keeper: true })).toBe("not allowed");
  expect(setKeeper(db, { room: room.id, user: bob, by: ada, keeper: true })).toBe("changed");
  expect(standingOf(db, room.id, bob)).toMatchObject({ keeper: true, muted: false });
  expect(setKeeper(db, { room: room.id, user: bob, by: ada, keeper: false })).toBe("changed");
  expect(standingOf(db, room.id, bob)?.keeper).toBe(false);
  suspendUser(db, { userId: dan, by: "operator", at: NOON });
  expect(setKeeper(db, { room: room.id, user: dan, by: ada, keeper: true })).toBe("missing");
});

test("a muted person who leaves and is added again, or comes back as the room is opened, is still muted", () => {
  const { db, ada, bob, den } = open();
  muteInRoom(db, { room: den.id, user: bob, by: ada, muted: true, at: NOON });
  setLevel(db, { room: den.id, user: bob, level: "all", until: null, muteHere: true });
  removeFromRoom(db, { room: den.id, user: bob, by: bob, at: NOON });
  expect([mayEnter(db, den.id, bob), peopleIn(db, den.id)]).toEqual([false, [ada]]);
  addToRoom(db, { room: den.id, user: bob, by: ada });
  expect(standingOf(db, den.id, bob)).toMatchObject({ member: true, muted: true, level: null, muteHere: false });
  removeFromRoom(db, { room: den.id, user: bob, by: bob, at: NOON });
  changeRoom(db, { room: den.id, by: ada, kind: "open" });
  expect(standingOf(db, den.id, bob)).toMatchObject({ member: false, muted: true });
});

test("people have one direct room together, whoever opens it, also when both do at the same moment", async () => {
  const { db, ada, bob, carol } = open();
  const queue = openWriteQueue(db, { flushInterval: 0 });
  const open1 = (by: number, people: number[], slug: string) =>
    queue.commit(openDirect, { people, slug, by, at: NOON });
  const rooms = await Promise.all([open1(ada, [ada, bob], "one"), open1(bob, [bob, ada, ada], "two")]);
  expect(rooms).toEqual([{ slug: "one" }, { slug: "one" }]);
  expect(await open1(ada, [ada], "notes")).toEqual({ slug: "notes" });
  expect(await open1(ada, [carol, ada, bob], "three")).toEqual({ slug: "three" });
  expect(await open1(carol, [ada, bob], "four")).toBe("not allowed"); // not one of them
  await queue.close();
  const entry = findEntryById(db, 3, ada);
  expect([entry?.room.name, findEntryById(db, 3, bob)?.room.name, findEntryById(db, 3, carol)]).toEqual([
    "Bob",
    "Ada",
    undefined,
  ]);
});

test("at most nine talk directly, and nobody with someone who can't log in", () => {
  const { db, ada, bob } = open();
  const crowd = Array.from({ length: 9 }, (_, index) => addPerson(db, `Guest-${index}`));
  const start = (people: number[]) => openDirect(db, { people, slug: `d${people.length}`, by: ada, at: NOON });
  expect(start([ada, ...crowd])).toBe("too many");
  expect(start([ada, ...crowd.slice(1)])).toEqual({ slug: "d9" });
  expect(start([ada, 999])).toBe("missing");
  suspendUser(db, { userId: bob, by: "operator", at: NOON });
  expect(start([ada, bob])).toBe("missing");
});

test("where direct messages are switched off nobody opens a new room, but notes to oneself and what there is", () => {
  const { db, ada, bob, carol } = open();
  const start = (people: number[], slug: string) => openDirect(db, { people, slug, by: ada, at: NOON });
  start([ada, bob], "before");
  changeRoomSettings(db, { makers: "everyone", direct: false, at: NOON, by: carol });
  expect([start([ada, carol], "x"), start([ada, bob], "y"), start([ada], "notes")]).toEqual([
    "not allowed",
    { slug: "before" },
    { slug: "notes" },
  ]);
});

test("what somebody hears is what they chose, or what is usual", () => {
  const { db, ada, bob } = open();
  const direct = addRoom(db, "d", "direct", [ada, bob]);
  const levelIn = (room: number, now = NOON) => levelOf(findEntryById(db, room, ada)!, now);
  expect([levelIn(LOBBY.id), levelIn(direct.id)]).toEqual(["mine", "all"]);
  const choose = (level: "all" | "mine" | "nothing" | "hidden" | null, until: number | null, room = LOBBY.id) =>
    setLevel(db, { room, user: ada, level, until, muteHere: false });
  expect(choose("hidden", null)).toBe("not the lobby");
  choose("all", null);
  choose("nothing", NOON + 10);
  expect([levelIn(LOBBY.id), levelIn(LOBBY.id, NOON + 10)]).toEqual(["nothing", "all"]);
  choose("mine", NOON + 20); // once more, while the first still holds
  expect([levelIn(LOBBY.id), levelIn(LOBBY.id, NOON + 20)]).toEqual(["mine", "all"]);
  choose(null, null);
  expect(levelIn(LOBBY.id)).toBe("mine");
  expect([choose("hidden", null, direct.id), levelIn(direct.id)]).toEqual(["changed", "hidden"]);
  expect(setLevel(db, { room: 2, user: 999, level: null, until: null, muteHere: false })).toBe("missing");
});

test("to choose what one hears does not change what one has read", () => {
  const { db, ada, bob } = open();
  const { id } = say(db, { author: bob });
  noteRead(db, { positions: [[ada, LOBBY.id, id]] });
  setLevel(db, { room: LOBBY.id, user: ada, level: "all", until: null, muteHere: true });
  expect(standingOf(db, LOBBY.id, ada)).toMatchObject({ level: "all", muteHere: true, readId: id });
});

test("positions move forward only, but for what is marked as unread, and not in rooms of others", () => {
  const { db, ada, bob, dan, den } = open();
  const ids = [1, 2, 3].map(() => say(db, { author: bob, room: den.id }).id);
  const readBy = (user: number) => standingOf(db, den.id, user)?.readId;
  noteRead(db, { positions: [[ada, den.id, ids[1]!]] });
  noteRead(db, { positions: [[ada, den.id, ids[0]!]] });
  expect(readBy(ada)).toBe(ids[1]!);
  expect(markUnread(db, { room: den.id, user: ada, id: ids[0]! })).toBe("changed");
  expect(readBy(ada)).toBe(ids[0]! - 1);
  noteRead(db, { positions: [[dan, den.id, ids[2]!]] });
  expect(markUnread(db, { room: den.id, user: dan, id: ids[0]! })).toBe("missing");
  expect(db.query("SELECT * FROM memberships WHERE user_id = ?").all(dan)).toEqual([]);
});
