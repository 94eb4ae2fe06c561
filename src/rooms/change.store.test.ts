/** Rooms are made, changed, archived and deleted by those who may, and no name tells of a room that its reader may not see. */
import type { Database } from "bun:sqlite";
import { expect, spyOn, test } from "bun:test";

import { addPerson, addRoom, LOBBY, NOON, openMemory, say } from "../../test/support/memory.ts";
import { suspendUser } from "../auth/lifecycle.ts";
import {
  archiveRoom,
  changeRoom,
  type CreateRoom,
  createRoom,
  deleteRoom,
  moreAuthors,
  NO_AUTHORS,
  peopleChanged,
  roomChanged,
} from "./change.store.ts";
import { foldRoomName } from "./names.ts";
import { muteInRoom, noteRead, removeFromRoom, setKeeper } from "./people.store.ts";
import { findEntry, findEntryById, findRoomById, listEntries, listPeople } from "./store.ts";

function open() {
  const db = openMemory();
  const [ada = 0, bob = 0, carol = 0] = ["Ada", "Bob", "Carol"].map((name) => addPerson(db, name));
  db.query("UPDATE users SET admin = 1 WHERE id = ?").run(carol);
  return { db, ada, bob, carol };
}

let count = 0;

const make = (db: Database, by: number, name: string, more: Partial<CreateRoom> = {}) =>
  createRoom(db, {
    ...{ name, folded: foldRoomName(name), topic: "", kind: "open", slug: name.toLowerCase(), token: `t${count++}` },
    ...{ by, people: [], at: NOON },
    ...more,
  });

function made(db: Database, by: number, name: string, more: Partial<CreateRoom> = {}): { id: number; slug: string } {
  const room = make(db, by, name, more);
  if (typeof room === "string") throw new Error(`${name}: ${room}`);
  return room;
}

const peopleIn = (db: Database, room: number) => listPeople(db, room).map(({ id }) => id);

/** What a write says has happened. */
function eventsOf(run: (record: (kind: { name: string }, details: unknown) => void) => unknown): [string, unknown][] {
  const events: [string, unknown][] = [];
  run(({ name }, details) => events.push([name, details]));
  return events;
}

test("an open room is everybody's to enter and its maker's to keep", () => {
  const { db, ada, bob } = open();
  const room = made(db, ada, "Kitchen", { topic: "Soup" });
  expect(room.slug).toBe("kitchen");
  expect(findEntry(db, "kitchen", bob)).toMatchObject({
    room: { name: "Kitchen", topic: "Soup", kind: "open" },
    standing: { member: false, keeper: false },
  });
  expect(findEntry(db, "kitchen", ada)?.standing.keeper).toBe(true);
});

test("a closed room is there for its people alone, and its address does not say its name", () => {
  const { db, ada, bob, carol } = open();
  const room = made(db, ada, "Kyoto", { kind: "closed", people: [bob, 999], token: "abc" });
  expect(room.slug).toBe("abc");
  expect(peopleIn(db, room.id)).toEqual([ada, bob]);
  expect(findEntry(db, "abc", bob)?.room.name).toBe("Kyoto");
  expect([findEntry(db, "abc", carol), findEntryById(db, room.id, carol)]).toEqual([undefined, undefined]); // an administrator
  expect(listEntries(db, carol).map(({ room }) => room.slug)).toEqual(["lobby"]);
});

test("somebody who is suspended or not there makes no rooms and is put into none", () => {
  const { db, ada, bob } = open();
  suspendUser(db, { userId: bob, by: "operator", at: NOON });
  expect([make(db, bob, "Den"), make(db, 999, "Den")]).toEqual(["not allowed", "not allowed"]);
  expect(peopleIn(db, made(db, ada, "Den", { kind: "closed", people: [bob] }).id)).toEqual([ada]);
});

test("a name is one room's, however it is written", () => {
  const { db, ada, bob } = open();
  made(db, ada, "Café");
  for (const name of ["Café", "cafe", "CAFÉ", "ＣＡＦＥ", "Cafe\u0301"])
    expect([name, make(db, bob, name)]).toEqual([name, "taken"]);
  expect(make(db, bob, "lobby")).toBe("taken");
  expect(make(db, bob, "Cafes")).toMatchObject({ slug: "cafes" });
});

test("nobody learns by a name that there is a closed room: they may take it, its people may not", () => {
  const { db, ada, bob, carol } = open();
  const closed = made(db, ada, "Surprise", { kind: "closed", people: [bob] });
  expect([make(db, bob, "surprise"), make(db, bob, "SURPRISE", { kind: "closed" })]).toEqual(["taken", "taken"]);
  const other = made(db, carol, "Surprise");
  expect(other.slug).toBe("surprise"); // as if there were no other
  const same = { name: "SURPRISE", folded: "surprise" };
  expect(changeRoom(db, { room: closed.id, by: ada, topic: "Cake", ...same })).toBe("changed"); // it may stay what it is called
  changeRoom(db, { room: closed.id, by: ada, name: "Party", folded: "party" });
  expect(changeRoom(db, { room: closed.id, by: ada, ...same })).toBe("taken");
});

test("a closed room that has the name of an open one opens under another", () => {
  const { db, ada, carol } = open();
  const closed = made(db, ada, "Garden", { kind: "closed" });
  made(db, carol, "Garden");
  expect(changeRoom(db, { room: closed.id, by: ada, kind: "open" })).toBe("taken");
  const renamed = { name: "Garden 2", folded: "garden 2", kind: "open" } as const;
  expect(changeRoom(db, { room: closed.id, by: ada, ...renamed })).toBe("changed");
});

test("an address is made once: of a name that comes back, it is another one", () => {
  const { db, ada } = open();
  const first = made(db, ada, "Attic");
  changeRoom(db, { room: first.id, by: ada, name: "Loft", folded: "loft" });
  expect(findEntry(db, "attic", ada)?.room.name).toBe("Loft");
  expect(made(db, ada, "Attic", { token: "zz" }).slug).toBe("attic-zz");
  expect(made(db, ada, "茶", { slug: "", token: "yy" }).slug).toBe("yy");
  deleteRoom(db, { room: first.id, by: ada, folded: "loft", at: NOON });
  expect(made(db, ada, "Attic 2", { slug: "attic", token: "xx" }).slug).toBe("attic-xx"); // links to the old one lead nowhere
});

test("only keepers and administrators change a room, and those alone who may come in", () => {
  const { db, ada, bob, carol } = open();
  const kitchen = made(db, ada, "Kitchen");
  const closed = made(db, ada, "Den", { kind: "closed", people: [bob] });
  const rename = (room: number, by: number) => changeRoom(db, { room, by, topic: `by ${by}` });
  expect([rename(kitchen.id, bob), rename(kitchen.id, carol), rename(LOBBY.id, carol)]).toEqual([
    "not allowed",
    "changed",
    "changed",
  ]);
  expect([rename(closed.id, bob), rename(closed.id, carol), rename(closed.id, ada)]).toEqual([
    "not allowed",
    "missing",
    "changed",
  ]);
  setKeeper(db, { room: closed.id, user: bob, by: ada, keeper: true });
  expect(rename(closed.id, bob)).toBe("changed");
  suspendUser(db, { userId: bob, by: "operator", at: NOON });
  expect(rename(closed.id, bob)).toBe("missing");
  const direct = addRoom(db, "d", "direct", [ada, carol]);
  expect(rename(direct.id, carol)).toBe("direct");
});

test("a room that is closed keeps who wrote there and who keeps it, and is gone for others", () => {
  const { db, ada, bob, carol } = open();
  const reader = addPerson(db, "Reader");
  const room = made(db, ada, "Attic");
  say(db, { author: bob, room: room.id });
  const events = eventsOf((record) => changeRoom(db, { room: room.id, by: ada, kind: "closed" }, record));
  expect(events).toEqual([[roomChanged.name, { room: room.id, wasOpen: true }]]);
  expect(peopleIn(db, room.id)).toEqual([ada, bob]);
  expect([findEntry(db, "attic", reader), findEntry(db, "attic", carol)]).toEqual([undefined, undefined]);
  expect(changeRoom(db, { room: LOBBY.id, by: carol, kind: "closed" })).toBe("not the lobby");
});

test("who wrote in a room that is closed is read a part at a time before, and in the write only what came since", () => {
  const { db, ada, bob, carol } = open();
  const room = made(db, ada, "Attic");
  const other = made(db, ada, "Cellar");
  db.transaction(() => {
    for (let index = 0; index < 2_500; index++) say(db, { author: bob, room: room.id });
  })();
  say(db, { author: carol, room: other.id });
  let authors = NO_AUTHORS;
  let parts = 0;
  for (let more = moreAuthors(db, room.id, authors); more; more = moreAuthors(db, room.id, authors), parts++)
    authors = more;
  expect([parts, authors.ids]).toEqual([2, [bob]]);
  const dan = addPerson(db, "Dan");
  say(db, { author: dan, room: room.id });
  const read = { ids: [carol], upTo: authors.upTo }; // as nobody has written it: what was read is not read again
  expect(changeRoom(db, { room: room.id, by: ada, kind: "closed", authors: read })).toBe("changed");
  expect(peopleIn(db, room.id)).toEqual([ada, carol, dan]);
});

test("a closed room that is opened is everybody's, with its history", () => {
  const { db, ada, bob } = open();
  const room = made(db, ada, "Attic", { kind: "closed" });
  say(db, { author: ada, room: room.id });
  expect(changeRoom(db, { room: room.id, by: ada, kind: "open" })).toBe("changed");
  expect(findEntryById(db, room.id, bob)?.room.kind).toBe("open");
});

test("what was said before a room is opened is not new to those who were not in it", () => {
  const { db, ada, bob, carol } = open();
  const { id } = made(db, ada, "Cellar", { kind: "closed", people: [carol] });
  const reads = (user: number) => findEntryById(db, id, user)?.standing.readId;
  say(db, { author: ada, room: id });
  changeRoom(db, { room: id, by: ada, kind: "open" });
  const noted = say(db, { author: ada, room: id }).id;
  expect([reads(bob), reads(carol)]).toEqual([noted - 1, 0]);
  muteInRoom(db, { room: id, user: bob, by: ada, muted: true, at: NOON }); // from now on something is noted of him
  expect(reads(bob)).toBe(noted - 1);
  changeRoom(db, { room: id, by: ada, kind: "closed" });
  changeRoom(db, { room: id, by: ada, kind: "open" });
  expect([reads(bob), reads(carol)]).toEqual([noted, 0]);
});

test("what is new to its people stays so when a room is closed", () => {
  const { db, ada, bob } = open();
  const { id } = made(db, ada, "Kitchen");
  const [first, second] = [say(db, { author: bob, room: id }), say(db, { author: ada, room: id })];
  noteRead(db, { positions: [[ada, id, first.id]] });
  changeRoom(db, { room: id, by: ada, kind: "closed" });
  const reads = (user: number) => findEntryById(db, id, user)?.standing.readId;
  expect([reads(ada), reads(bob)]).toEqual([first.id, 0]);
  expect(second.id).toBeGreaterThan(first.id);
});

test("an archived room comes back; the lobby is never archived", () => {
  const { db, ada, bob, carol } = open();
  const room = made(db, ada, "Party");
  const archive = (by: number, archived: boolean, id = room.id) =>
    archiveRoom(db, { room: id, by, archived, at: NOON });
  expect([archive(bob, true), archive(ada, true), archive(carol, true, LOBBY.id)]).toEqual([
    "not allowed",
    "changed",
    "not the lobby",
  ]);
  expect(findRoomById(db, room.id)?.archivedAt).toBe(NOON);
  archive(carol, false);
  expect(findEntryById(db, room.id, bob)?.room.archivedAt).toBeNull();
});

test("a room is deleted by its keepers, with its name as it is folded, and never the lobby", () => {
  const { db, ada, bob, carol } = open();
  const room = made(db, ada, "Café");
  const remove = (by: number, folded: string, id = room.id) => deleteRoom(db, { room: id, by, folded, at: NOON });
  expect([remove(bob, "cafe"), remove(ada, "kitchen"), remove(ada, ""), remove(carol, "lobby", LOBBY.id)]).toEqual([
    "not allowed",
    "wrong name",
    "wrong name",
    "not the lobby",
  ]);
  expect(remove(carol, "cafe")).toBe("changed");
  expect([findEntry(db, "cafe", ada), findRoomById(db, room.id), remove(ada, "cafe")]).toEqual([
    undefined,
    undefined,
    "missing",
  ]);
  expect(make(db, bob, "Café")).toMatchObject({ slug: expect.stringMatching(/^café-/) }); // the name is free again
});

test("an address that is no slug is not looked for: the answers of many long ones would fill the memory", () => {
  const { db, ada } = open();
  const asked = spyOn(db, "query");
  expect(findEntry(db, "x".repeat(10_000), ada)).toBeUndefined();
  expect(asked).not.toHaveBeenCalled();
});

test("everybody in a closed room that is deleted is said to be gone from it", () => {
  const { db, ada, bob } = open();
  const { id: room } = made(db, ada, "Den", { kind: "closed", people: [bob] });
  const events = eventsOf((record) => deleteRoom(db, { room, by: ada, folded: "den", at: NOON }, record));
  expect(events.filter(([name]) => name === peopleChanged.name)).toEqual([
    [peopleChanged.name, { room, user: ada, gone: true }],
    [peopleChanged.name, { room, user: bob, gone: true }],
  ]);
  expect(events).toContainEqual([roomChanged.name, { room }]);
});

test("the last to leave archives a closed room", () => {
  const { db, ada, bob } = open();
  const room = made(db, ada, "Den", { kind: "closed", people: [bob] });
  const leave = (user: number) => removeFromRoom(db, { room: room.id, user, by: user, at: NOON });
  const archivedAt = () =>
    db.query<{ at: number | null }, [number]>("SELECT archived_at AS at FROM rooms WHERE id = ?").get(room.id)?.at;
  expect([leave(bob), archivedAt()]).toEqual(["changed", null]);
  expect([leave(ada), archivedAt()]).toEqual(["changed", NOON]);
});
