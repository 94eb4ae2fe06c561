/** A page that opens gets what it missed first, hears everything from then on, and nothing falls in between. */
import { afterEach, expect, test } from "bun:test";

import { addPerson, addRoom, LOBBY, openMemory, say } from "../../test/support/memory.ts";
import { rowsIn } from "../../test/support/person.ts";
import { SITE } from "../../test/support/site.ts";
import { readConfig } from "../config.ts";
import { clearReadCache } from "../database/read-cache.ts";
import { formatCursor } from "../messages/cursor.ts";
import { openLatestPageCache } from "../messages/log.tsx";
import { openRowCache } from "../messages/row.tsx";
import { readEpoch } from "../messages/store.ts";
import { openNewestMessages } from "../messages/unread.store.ts";
import { enroll } from "../rooms/change.store.ts";
import { removeFromRoom } from "../rooms/people.store.ts";
import { openPositions } from "../rooms/positions.ts";
import type { Connection, Socket } from "./connection.ts";
import { openLive } from "./live.ts";

const opened: { close: () => void }[] = [];
afterEach(() => opened.splice(0).forEach(({ close }) => close()));

function open(environment: Record<string, string> = {}) {
  const db = openMemory();
  const [ada, bob] = [addPerson(db, "Ada"), addPerson(db, "Bob")];
  const rows = openRowCache(0, () => "lobby");
  const quiet = () => {};
  const live = openLive({
    config: readConfig(environment),
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    site: SITE,
    db,
    rows,
    logs: openLatestPageCache(db, rows),
    newest: openNewestMessages(db),
    positions: openPositions({ commit: () => new Promise(() => {}), clearReads: () => {} }),
    renderListed: () => "",
  });
  opened.push(live);
  const member = { id: bob, name: "Bob", admin: false };
  const session = { id: "session", member, expiresAt: Infinity, seenAt: 0 };
  const cellar = addRoom(db, "cellar", "closed", [ada, bob]);
  return {
    ...{ live, db, ada, session },
    /** A page of the closed room, from the beginning of all. */
    visitCellar: () => live.connect(session, cellar.slug, formatCursor(readEpoch(db), 0))!,
    sayInCellar: (body: string) => say(db, { author: ada, room: cellar.id, body }),
    /** Bob leaves it; `commit` is what the write queue does next. */
    leaveCellar() {
      removeFromRoom(db, { room: cellar.id, user: bob, by: bob, at: 1 });
      clearReadCache(db);
      return { commit: () => live.peopleChanged({ room: cellar.id, user: bob }) };
    },
    say: (body: string) => say(db, { author: ada, body }),
    /** A page that goes on after a rev. */
    connect: (rev: number) => live.connect(session, LOBBY.slug, formatCursor(readEpoch(db), rev))!,
  };
}

test("nobody connects to a room that they may not come into, as if it were not there", () => {
  const { live, db, ada, session } = open();
  const vault = addRoom(db, "vault", "closed", [ada]);
  expect([live.connect(session, vault.slug, undefined), live.connect(session, "nowhere", undefined)]).toEqual([
    undefined,
    undefined,
  ]);
  enroll(db, vault.id, session.member.id, { member: true });
  clearReadCache(db);
  live.peopleChanged({ room: vault.id, user: session.member.id });
  expect(live.connect(session, vault.slug, undefined)?.room.id).toBe(vault.id);
});

/** The page's end of a connection, which takes frames as it is told to: all of a frame, a part of it (-1), or none (0). */
function fakeSocket(takes: (-1 | 0 | 1)[] = []) {
  const happened: string[] = [];
  let waiting = 0;
  const socket = {
    send(frame: string) {
      const taken = takes.shift() ?? 1;
      waiting = taken === -1 ? frame.length : 0;
      const rows = frame.startsWith("{") ? String((JSON.parse(frame) as { content?: string }).content) : frame;
      const texts = rowsIn(rows).map(({ text }) => text);
      happened.push(texts.length > 0 ? texts.join() : "note");
      return taken;
    },
    getBufferedAmount: () => waiting,
    subscriptions: [] as string[],
    subscribe(topic: string) {
      this.subscriptions.push(topic);
      if (topic.startsWith("room")) happened.push(`subscribed to ${topic}`);
    },
    unsubscribe(topic: string) {
      this.subscriptions = this.subscriptions.filter((other) => other !== topic);
    },
    terminate: () => void happened.push("terminated"),
    close: (code: number) => void happened.push(`closed with ${code}`),
  };
  return {
    socket: socket as unknown as Socket,
    topics: () => socket.subscriptions,
    /** What happened until now: the texts of each frame, and the rest by name. Who is here is left out. */
    happened: () => happened.filter((what) => what !== "note"),
    /** The reader has taken so much that only this is left, and the socket says so. */
    drain(connection: Connection, left = 0) {
      waiting = left;
      connection.drain(this.socket);
    },
  };
}

const SUBSCRIBED = `subscribed to room ${LOBBY.id}`;

test("a page that missed nothing hears everything at once", () => {
  const { connect, say } = open();
  const page = fakeSocket();
  connect(say("seen").rev).open(page.socket);
  expect(page.happened()).toEqual([SUBSCRIBED]);
});

test("what was missed comes first, and only then what is new", () => {
  const { connect, say } = open();
  const { rev } = say("seen");
  say("a");
  say("b");
  const page = fakeSocket();
  connect(rev).open(page.socket);
  expect(page.happened()).toEqual(["a,b", SUBSCRIBED]);
});

test("a slow reader hears nothing new until it has taken what it missed, and then misses nothing", () => {
  const { live, connect, say } = open();
  const { rev } = say("seen");
  say("missed");
  const page = fakeSocket([-1]);
  const connection = connect(rev);
  connection.open(page.socket);
  expect(page.happened()).toEqual(["missed"]);
  expect(live.people(LOBBY)).toEqual([]);
  say("said meanwhile");
  live.afterCommit();
  page.drain(connection, 1);
  expect(page.happened()).toEqual(["missed"]);
  page.drain(connection);
  expect(page.happened()).toEqual(["missed", "said meanwhile", SUBSCRIBED]);
  expect(live.people(LOBBY)).toMatchObject([{ name: "Bob" }]);
});

test("a reader of whom too much waits is dropped, and hears nothing", () => {
  const { connect, say } = open();
  const { rev } = say("seen");
  say("missed");
  const page = fakeSocket([0]);
  connect(rev).open(page.socket);
  expect(page.happened()).toEqual(["missed", "terminated"]);
});

test("of two pages that open in one turn, the second has what was stored in between", () => {
  const { live, connect, say } = open();
  const { rev } = say("seen");
  const [before, after] = [fakeSocket(), fakeSocket()];
  connect(rev).open(before.socket);
  say("in between");
  live.afterCommit();
  connect(rev).open(after.socket);
  expect(after.happened()).toEqual(["in between", SUBSCRIBED]);
});

test("after more than is sent one by one comes the latest page, once", () => {
  const { connect, say } = open({ CATCH_UP_ROWS: "10" });
  const { rev } = say("seen");
  const texts = Array.from({ length: 11 }, (_, index) => say(`${index}`).body);
  const page = fakeSocket();
  connect(rev).open(page.socket);
  expect(page.happened()).toEqual([["seen", ...texts].join(), SUBSCRIBED]);
});

test("whoever may not be in a room any more hears nothing from that turn on, and is told why", () => {
  const { live, visitCellar, sayInCellar, leaveCellar } = open();
  const page = fakeSocket();
  visitCellar().open(page.socket);
  expect(page.topics()).toEqual(["room 2", "place"]);
  leaveCellar().commit();
  expect([page.topics(), page.happened()]).toEqual([[], ["subscribed to room 2", "closed with 4403"]]);
  sayInCellar("after Bob");
  live.afterCommit();
  expect(page.happened().at(-1)).toBe("closed with 4403");
});

test("nor does a slow reader hear the rest of what it missed", () => {
  const { visitCellar, sayInCellar, leaveCellar } = open();
  sayInCellar("x".repeat(131_072));
  sayInCellar("the rest");
  const page = fakeSocket([-1]);
  const connection = visitCellar();
  connection.open(page.socket);
  leaveCellar().commit();
  page.drain(connection);
  expect(page.happened().slice(1)).toEqual(["closed with 4403"]);
});

test("whoever left between the handshake and the first frame gets none", () => {
  const { visitCellar, sayInCellar, leaveCellar } = open();
  sayInCellar("a secret");
  const connection = visitCellar();
  leaveCellar().commit();
  const page = fakeSocket();
  connection.open(page.socket);
  expect(page.happened()).toEqual(["closed with 4403"]);
});
