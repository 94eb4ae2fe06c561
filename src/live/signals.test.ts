/** What is new elsewhere reaches whoever may see it, soon, seldom, and as the database has it then. */
import { afterEach, beforeEach, expect, jest, test } from "bun:test";

import { addPerson, addRoom, LOBBY, NOON, openMemory, say } from "../../test/support/memory.ts";
import { clearReadCache } from "../database/read-cache.ts";
import { deleteMessage } from "../messages/changes.store.ts";
import { noteForMe } from "../messages/for-me.store.ts";
import { latestRev } from "../messages/store.ts";
import { openNewestMessages } from "../messages/unread.store.ts";
import { openPeopleOfRooms } from "../rooms/people-of-rooms.ts";
import { markUnread, removeFromRoom, setLevel } from "../rooms/people.store.ts";
import { openPositions } from "../rooms/positions.ts";
import type { Fresh, SignalFrame } from "./signal-frame.ts";
import { openSignals, type Page } from "./signals.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

type Message = ReturnType<typeof say>;

/** Ada, Grace and Zoe; an open room, a closed one and a direct one of the first two. */
function open() {
  const db = openMemory();
  const [ada = 0, grace = 0, zoe = 0] = ["Ada", "Grace", "Zoe"].map((name) => addPerson(db, name));
  const garden = addRoom(db, "garden").id;
  const cellar = addRoom(db, "cellar", "closed", [ada, grace]).id;
  const direct = addRoom(db, "d1", "direct", [ada, grace]).id;
  const everywhere: SignalFrame[] = [];
  const inRooms: [room: number, SignalFrame][] = [];
  const pages = new Map<number, Page[]>();
  const newest = openNewestMessages(db);
  const positions = openPositions({ commit: () => new Promise(() => {}), clearReads: () => {} });
  const peopleOf = openPeopleOfRooms(db);
  const signals = openSignals({
    db,
    newest,
    positions,
    peopleOf,
    publish: (frame) => everywhere.push(JSON.parse(frame) as SignalFrame),
    publishTo: (room, frame) => inRooms.push([room, JSON.parse(frame) as SignalFrame]),
    visited: () =>
      new Map(
        Map.groupBy([...pages.values()].flat(), ({ room }) => room.id)
          .entries()
          .map(([room, { length }]) => [room, { pages: length }]),
      ),
    renderListed: ({ name }) => `<li>${name}</li>`,
    pagesOf: (user) => pages.get(user) ?? [],
    here: pages,
  });

  /** A page of somebody in a room, and what it heard since the last look, a second later. */
  function visit(user: number, room = LOBBY.id, since = latestRev(db)) {
    const frames: SignalFrame[] = [];
    const page: Page = {
      room: { id: room },
      since,
      socket: { send: (frame) => frames.push(JSON.parse(frame) as SignalFrame) },
    };
    pages.set(user, [...(pages.get(user) ?? []), page]);
    signals.entered(user, page);
    const heard = () => {
      jest.advanceTimersByTime(1_100);
      return frames.splice(0).flatMap(({ here: _, ...frame }) => (Object.keys(frame).length > 0 ? frame : []));
    };
    /** Who came or left, as the page heard it. */
    const seen = () => {
      jest.advanceTimersByTime(1_100);
      return frames.splice(0).flatMap(({ here = [] }) => here);
    };
    return { page, heard, seen };
  }

  /** What the write queue does after a commit. */
  function committed(messages: Message[] = []) {
    clearReadCache(db);
    signals.messagesChanged(messages);
  }

  function post(author: number, room: number, body = "Hello") {
    const message = say(db, { author, room, body });
    noteForMe(db, { ...message, reply: null, at: NOON }, (_, details) => {
      signals.forMeChanged(details as { room: number; users: number[] });
    });
    committed([message]);
    return message;
  }

  /** Somebody takes a message back. */
  function remove(message: Message) {
    deleteMessage(db, { id: message.id, by: message.author, at: NOON }, (kind, details) => {
      if (kind.name === "for me changed") signals.forMeChanged(details as { room: number; users: number[] });
    });
    committed([{ ...message, deletedBy: message.author }]);
  }

  /** Somebody closes all their pages. */
  function leave(user: number) {
    pages.delete(user);
    signals.left(user);
  }

  const publicly = () => {
    jest.advanceTimersByTime(1_100);
    return everywhere.splice(0);
  };
  /** The frames for the pages of rooms, a second later. */
  const byRoom = () => {
    jest.advanceTimersByTime(1_100);
    return inRooms.splice(0);
  };
  return {
    ...{ db, ada, grace, zoe, garden, cellar, direct, signals, positions, peopleOf },
    visit,
    leave,
    committed,
    post,
    remove,
    publicly,
    byRoom,
  };
}

test("what is said in open rooms is one frame for those who are elsewhere, at most once a second", () => {
  const { ada, grace, zoe, garden, cellar, visit, post, byRoom, publicly } = open();
  visit(zoe, LOBBY.id);
  visit(zoe, cellar);
  const [last] = [post(ada, LOBBY.id), post(ada, LOBBY.id)].reverse();
  const other = post(grace, garden);
  const inLobby: Fresh = [LOBBY.id, last!.id, ada];
  const inGarden: Fresh = [garden, other.id, grace];
  expect(byRoom()).toEqual([
    [LOBBY.id, { fresh: [inGarden] }],
    [cellar, { fresh: [inLobby, inGarden] }],
  ]);
  expect([byRoom(), publicly()]).toEqual([[], []]);
});

test("what is said in the only room that anybody has open makes no frame but its rows", () => {
  const { ada, grace, visit, post, byRoom, publicly } = open();
  visit(grace);
  post(ada, LOBBY.id);
  expect([byRoom(), publicly()]).toEqual([[], []]);
});

test("when very many rooms have something new, one frame tells everybody", () => {
  const { db, ada, grace, visit, post, byRoom, publicly } = open();
  const rooms = Array.from({ length: 60 }, (_, number) => addRoom(db, `r${number}`).id);
  visit(grace);
  const fresh = rooms.map((room): Fresh => [room, post(ada, room).id, ada]);
  expect([publicly(), byRoom()]).toEqual([[{ fresh }], []]);
});

test("what is said in a closed room is told to its people who look at another, and to nobody else", () => {
  const { ada, grace, zoe, cellar, visit, post, byRoom, publicly } = open();
  const [elsewhere, inside, stranger, author] = [visit(grace), visit(grace, cellar), visit(zoe), visit(ada, cellar)];
  const { id } = post(ada, cellar);
  expect(elsewhere.heard()).toEqual([{ fresh: [[cellar, id, ada]] }]);
  expect([inside.heard(), stranger.heard(), author.heard(), byRoom(), publicly()]).toEqual([[], [], [], [], []]);
});

test("pages that know that a closed room is unread hear of no more messages there, until it was read", () => {
  const { ada, grace, cellar, signals, visit, post } = open();
  const { heard } = visit(grace);
  post(ada, cellar);
  heard();
  const { id } = post(ada, cellar);
  expect(heard()).toEqual([]);
  signals.read(grace, cellar, id);
  expect(heard()).toEqual([{ unread: [] }]);
  const next = post(ada, cellar);
  expect(heard()).toEqual([{ fresh: [[cellar, next.id, ada]] }]);
});

test("what is for somebody comes counted, from all rooms, and is what is not read", () => {
  const { ada, grace, cellar, direct, garden, signals, visit, post } = open();
  const { heard } = visit(grace);
  const called = post(ada, garden, "@Grace?");
  post(ada, direct);
  const last = post(ada, direct);
  expect(heard()).toEqual([
    {
      unread: [
        [garden, 1, 0],
        [direct, 2, 0],
      ],
    },
  ]);
  signals.read(grace, garden, called.id);
  signals.read(grace, direct, last.id - 1);
  post(ada, cellar, "@here");
  expect(heard().at(-1)).toEqual({
    unread: [
      [cellar, 1, 0],
      [direct, 1, last.id - 1],
    ],
  });
});

test("an @here counts for everybody who is in the room, and for nobody else", () => {
  const { ada, grace, zoe, cellar, visit, post } = open();
  const [inside, stranger] = [visit(grace), visit(zoe)];
  post(ada, cellar, "@here");
  expect([inside.heard(), stranger.heard()]).toEqual([[{ unread: [[cellar, 1, 0]] }], []]);
  post(ada, LOBBY.id, "@here");
  expect(stranger.heard()).toEqual([{ unread: [[LOBBY.id, 1, 0]] }]);
});

test("what was deleted in an open room is not new any more", () => {
  const { ada, grace, garden, visit, post, remove, byRoom } = open();
  visit(grace);
  visit(grace, garden);
  const [kept, message] = [post(ada, LOBBY.id), post(ada, LOBBY.id)];
  byRoom();
  remove(message);
  const frame: SignalFrame = { fresh: [[LOBBY.id, kept.id]] };
  expect(byRoom()).toEqual([
    [LOBBY.id, frame], // also where the row is: it may be what made the room unread
    [garden, frame],
  ]);
});

test("what was deleted in closed and direct rooms does not count any more", () => {
  const { ada, grace, cellar, direct, visit, post, remove } = open();
  const { heard } = visit(grace);
  const [closed, talk] = [post(ada, cellar), post(ada, direct)];
  heard();
  for (const message of [closed, talk]) remove(message);
  expect(heard()).toEqual([{ unread: [] }]);
});

test("an edited message is no new one", () => {
  const { ada, grace, garden, visit, post, committed, byRoom } = open();
  visit(grace, garden);
  const message = post(ada, LOBBY.id);
  expect(byRoom()).toHaveLength(1);
  committed([{ ...message, rev: 9, editedAt: NOON }]);
  expect(byRoom()).toEqual([]);
});

test("whoever reads in one page is told so in the others, and no further than there are messages", () => {
  const { ada, grace, garden, signals, visit, post } = open();
  const [phone, laptop] = [visit(grace, garden), visit(grace)];
  const { id } = post(ada, garden, "@Grace");
  phone.heard();
  expect(laptop.heard()).toEqual([{ unread: [[garden, 1, 0]] }]);
  signals.read(grace, garden, 10 ** 12, phone.page);
  expect(laptop.heard()).toEqual([{ unread: [] }]);
  post(ada, garden, "@Grace");
  expect(laptop.heard()).toEqual([{ unread: [[garden, 1, id]] }]);
});

test("so is whoever has an open room read that everybody was told of", () => {
  const { ada, grace, garden, signals, visit, post } = open();
  const [phone, laptop] = [visit(grace, garden), visit(grace)];
  const { id } = post(ada, garden);
  expect([phone.heard(), laptop.heard()]).toEqual([[], []]);
  signals.read(grace, garden, id, phone.page);
  expect(laptop.heard()).toEqual([{ unread: [] }]);
});

test("to read in one's only page makes no frame, where nothing was told to be unread", () => {
  const { ada, grace, signals, visit, post } = open();
  const { heard, page } = visit(grace);
  const { id } = post(ada, LOBBY.id);
  heard();
  signals.read(grace, LOBBY.id, id, page);
  expect(heard()).toEqual([]);
});

test("whoever posts, or reads, in their only page hears nothing of that, though it was told that there was something", () => {
  const { ada, grace, garden, signals, visit, post } = open();
  const { page, heard } = visit(grace, garden);
  const { id } = post(ada, garden, "@Grace");
  expect(heard()).toEqual([{ unread: [[garden, 1, 0]] }]);
  signals.read(grace, garden, id, page);
  post(grace, garden);
  expect(heard()).toEqual([]);
});

test("whoever posts has read the room, in all their pages", () => {
  const { ada, grace, garden, cellar, visit, post } = open();
  const { heard } = visit(grace);
  post(ada, garden, "@Grace");
  post(ada, cellar);
  heard();
  post(grace, garden);
  expect(heard()).toEqual([{ unread: [[cellar, 0, 0]] }]);
});

test("what was marked as unread is, in every page", () => {
  const { db, ada, grace, garden, signals, positions, visit, post, committed } = open();
  const { heard, page } = visit(grace, garden);
  const [first, last] = [post(ada, garden, "@Grace"), post(ada, garden)];
  signals.read(grace, garden, last.id, page);
  heard();
  positions.forget(grace, garden);
  markUnread(db, { room: garden, user: grace, id: first.id });
  committed();
  signals.sendUnread(grace);
  expect(heard()).toEqual([{ unread: [[garden, 1, first.id - 1]] }]);
});

test("a page hears what is unread when something changed elsewhere since it was rendered, and else nothing", () => {
  const { ada, grace, garden, visit, post } = open();
  const [before, { rev }] = [post(ada, LOBBY.id), post(ada, garden)];
  expect(visit(grace).heard()).toEqual([]);
  expect(visit(grace, garden, before.rev).heard()).toEqual([]);
  expect(visit(grace, LOBBY.id, before.rev).heard()).toEqual([
    {
      unread: [
        [LOBBY.id, 0, 0],
        [garden, 0, 0],
      ],
    },
  ]);
  post(ada, LOBBY.id);
  expect(visit(grace, LOBBY.id, rev).heard()).toEqual([]);
  expect(visit(grace, garden, rev).heard()).toHaveLength(1);
});

test("a page that comes soon after its reader read elsewhere hears so", () => {
  const { ada, grace, garden, signals, visit, post } = open();
  const { id } = post(ada, garden);
  signals.read(grace, garden, id);
  expect(visit(grace).heard()).toEqual([{ unread: [] }]);
  jest.advanceTimersByTime(60_000);
  expect(visit(grace, garden).heard()).toEqual([]);
});

test("whoever was removed from a closed room hears of its list, and nothing more of it", () => {
  const { db, ada, grace, cellar, signals, peopleOf, visit, post, committed } = open();
  const { heard } = visit(grace);
  post(ada, cellar);
  removeFromRoom(db, { room: cellar, user: grace, by: grace, at: NOON });
  committed();
  peopleOf.forget(cellar);
  signals.standingChanged(grace);
  post(ada, cellar, "@Grace @here");
  expect(heard()).toEqual([{ unread: [] }, { sidebar: true }]);
});

test("what is different about an open room is in one frame for everybody, also when it is closed; a closed one is sent to its people", () => {
  const { db, ada, grace, zoe, garden, cellar, signals, peopleOf, visit, committed, publicly, byRoom } = open();
  const [member, stranger] = [visit(grace), visit(zoe)];
  visit(ada);
  db.query("UPDATE rooms SET topic = 'Apples' WHERE id = ?").run(garden);
  committed();
  signals.roomChanged({ room: garden });
  expect(publicly()).toEqual([{ rooms: [[garden, "<li>garden</li>", "Apples"]] }]);
  expect([member.heard(), byRoom()]).toEqual([[], []]);
  db.query("UPDATE rooms SET kind = 'closed' WHERE id = ?").run(garden);
  committed();
  peopleOf.forget(garden);
  signals.roomChanged({ room: garden, wasOpen: true });
  expect(publicly()).toEqual([{ rooms: [[garden]] }]);
  signals.roomChanged({ room: garden });
  signals.roomChanged({ room: cellar });
  expect(publicly()).toEqual([]);
  expect(member.heard()).toEqual([{ unread: [] }, { sidebar: true }]);
  expect(stranger.heard()).toEqual([]);
});

test("an archived room is in nobody's list, and when it returns, something in it may be new to some", () => {
  const { db, zoe, garden, signals, visit, committed, publicly, byRoom } = open();
  visit(zoe);
  db.query("UPDATE rooms SET archived_at = 1 WHERE id = ?").run(garden);
  committed();
  signals.roomChanged({ room: garden });
  expect(publicly()).toEqual([{ rooms: [[garden]] }]);
  db.query("UPDATE rooms SET archived_at = NULL WHERE id = ?").run(garden);
  committed();
  signals.roomChanged({ room: garden, returns: true });
  expect(publicly()).toEqual([{ rooms: [[garden, "<li>garden</li>", ""]] }, { sidebar: true }]);
  expect(byRoom()).toEqual([]);
});

test("pages of a room that is different fetch what else of it is theirs, very many one after the other", () => {
  const { zoe, garden, signals, visit, publicly, byRoom } = open();
  visit(zoe, garden);
  signals.roomChanged({ room: garden });
  expect(byRoom()).toEqual([[garden, { sidebar: true }]]);
  for (let person = 1; person <= 2_000; person++) visit(person);
  signals.roomChanged({ room: LOBBY.id });
  expect(byRoom()).toEqual([[LOBBY.id, { sidebar: true, within: 2_000 }]]);
  expect(publicly().map(({ sidebar }) => sidebar)).toEqual([undefined, undefined]);
});

test("of very many rooms at once the lists are fetched", () => {
  const { db, signals, zoe, visit, publicly } = open();
  visit(zoe);
  for (let number = 0; number < 30; number++) signals.roomChanged({ room: addRoom(db, `r${number}`).id });
  expect(publicly()).toEqual([{ sidebar: true }]);
});

test("a page that was rendered before a list changed, and connects after that, hears so", () => {
  const { grace, zoe, garden, cellar, signals, visit } = open();
  signals.roomChanged({ room: cellar });
  jest.advanceTimersByTime(1_100);
  expect(visit(grace).heard()).toEqual([{ sidebar: true }]);
  expect(visit(zoe).heard()).toEqual([]); // who is not in that room
  signals.roomChanged({ room: garden });
  expect(visit(zoe, garden).heard()).toEqual([{ sidebar: true }]);
  jest.advanceTimersByTime(20_000);
  expect(visit(zoe, garden).heard()).toEqual([]);
});

test("a list that has changed does not wait for what was said just before", () => {
  const { db, ada, grace, garden, signals, visit, post, committed, publicly } = open();
  const { heard } = visit(grace);
  post(ada, LOBBY.id);
  publicly();
  post(ada, LOBBY.id, "@Grace");
  jest.advanceTimersByTime(200);
  db.query("UPDATE rooms SET name = 'Orchard' WHERE id = ?").run(garden);
  committed();
  signals.roomChanged({ room: garden });
  signals.standingChanged(ada);
  jest.advanceTimersByTime(200);
  expect(publicly()).toEqual([{ rooms: [[garden, "<li>Orchard</li>", ""]] }]);
  expect(heard().filter(({ sidebar }) => sidebar)).toEqual([]);
});

test("a hidden room is not unread, unless it is open in a page", () => {
  const { db, ada, grace, garden, signals, visit, post, committed } = open();
  const { heard } = visit(grace);
  setLevel(db, { room: garden, user: grace, level: "hidden", until: null, muteHere: false });
  committed();
  post(ada, garden, "@Grace");
  expect(heard()).toEqual([{ unread: [] }]);
  visit(grace, garden);
  signals.sendUnread(grace);
  expect(heard()).toEqual([{ unread: [[garden, 1, 0]] }]);
});

test("those who have a direct room with somebody see that they came and left, and others don't", () => {
  const { ada, grace, zoe, visit, leave } = open();
  const [partner, stranger] = [visit(grace), visit(zoe)];
  visit(ada);
  visit(ada);
  expect([partner.seen(), stranger.seen()]).toEqual([[[ada, true]], []]);
  leave(ada);
  expect([partner.seen(), stranger.seen()]).toEqual([[[ada, false]], []]);
});

test("of several who come at once, each is seen by those with whom they have a room for two", () => {
  const { db, ada, grace, zoe, visit } = open();
  addRoom(db, "d2", "direct", [grace, zoe]);
  addRoom(db, "d3", "direct", [ada, grace, zoe]);
  const partner = visit(grace);
  partner.seen();
  const comers = [visit(ada), visit(zoe)];
  expect(partner.seen()).toEqual([
    [ada, true],
    [zoe, true],
  ]);
  expect(comers.flatMap(({ seen }) => seen())).toEqual([]);
});

test("ten thousand people are told a few at a time", () => {
  const { db, ada, visit, post } = open();
  const people = Array.from({ length: 500 }, (_, index) => {
    const sql =
      "INSERT INTO users (username, username_folded, password_hash, created_at) VALUES (?1, ?1, '', 0) RETURNING id";
    return db.query<{ id: number }, [string]>(sql).get(`p${index}`)!.id;
  });
  const pages = people.map((id) => visit(id));
  post(ada, LOBBY.id, "@here");
  expect(pages.flatMap(({ heard }) => heard())).toHaveLength(500);
});
