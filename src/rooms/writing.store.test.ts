/** Who may write in a room, and how often. */
import type { Database } from "bun:sqlite";
import { expect, test } from "bun:test";

import { addPerson, addRoom, LOBBY, NOON, openMemory, say } from "../../test/support/memory.ts";
import { addReaction, deleteMessage, editMessage } from "../messages/changes.store.ts";
import { postMessage } from "../messages/store.ts";
import { archiveRoom, changeRoom } from "./change.store.ts";
import { muteInRoom, setKeeper } from "./people.store.ts";
import { changeRoomSettings } from "./settings.store.ts";
import { whyNotChange, whyNotWrite } from "./writing.store.ts";

function open() {
  const db = openMemory();
  const [ada = 0, bob = 0, carol = 0] = ["Ada", "Bob", "Carol"].map((name) => addPerson(db, name));
  db.query("UPDATE users SET admin = 1 WHERE id = ?").run(carol);
  const room = addRoom(db, "kitchen");
  setKeeper(db, { room: room.id, user: ada, by: carol, keeper: true });
  return { db, ada, bob, carol, room: room.id };
}

let count = 0;
const post = (db: Database, author: number, room: number, at = NOON) => {
  const posted = postMessage(db, { key: `key ${count++}`, room, author, body: "Hello", at });
  return typeof posted === "object" && "message" in posted ? "posted" : posted;
};
const react = (db: Database, user: number, message: number) =>
  addReaction(db, { message, user, emoji: "👍", most: 20 });

test("in a room for announcements only keepers and administrators write; everybody reacts", () => {
  const { db, ada, bob, carol, room } = open();
  const { id } = say(db, { author: bob, room });
  changeRoom(db, { room, by: ada, writers: "keepers" });
  expect([ada, bob, carol].map((author) => post(db, author, room))).toEqual(["posted", "keepers only", "posted"]);
  expect(react(db, bob, id)).toBe("changed");
  expect(editMessage(db, { id, by: bob, body: "News", at: NOON })).toBe("not allowed");
});

test("who is muted neither writes nor reacts there, but deletes what they wrote, and writes elsewhere", () => {
  const { db, ada, bob, room } = open();
  const { id } = say(db, { author: bob, room });
  muteInRoom(db, { room, user: bob, by: ada, muted: true, at: NOON });
  expect([post(db, bob, room), react(db, bob, id), editMessage(db, { id, by: bob, body: "x", at: NOON })]).toEqual([
    "muted",
    "not allowed",
    "not allowed",
  ]);
  expect(deleteMessage(db, { id, by: bob, at: NOON })).toBe("changed");
  expect(post(db, bob, LOBBY.id)).toBe("posted");
  muteInRoom(db, { room, user: bob, by: ada, muted: false, at: NOON });
  expect(post(db, bob, room)).toBe("posted");
});

test("in a slow room each person waits for themselves; keepers don't", () => {
  const { db, ada, bob, carol, room } = open();
  const dan = addPerson(db, "Dan");
  changeRoom(db, { room, by: ada, slow: 30 });
  expect([post(db, bob, room), post(db, bob, room, NOON + 1_000), post(db, dan, room, NOON + 1_000)]).toEqual([
    "posted",
    { wait: 29 },
    "posted",
  ]);
  expect([post(db, bob, room, NOON + 29_001), post(db, bob, room, NOON + 30_000)]).toEqual([{ wait: 1 }, "posted"]);
  expect([ada, ada, carol, carol].map((author) => post(db, author, room))).toEqual(Array(4).fill("posted"));
  changeRoom(db, { room, by: ada, slow: 0 });
  expect(post(db, bob, room, NOON + 30_001)).toBe("posted");
});

test("a message that is refused costs nobody their turn in a slow room", () => {
  const { db, ada, bob, room } = open();
  changeRoom(db, { room, by: ada, slow: 30 });
  const refused = (more: { reply?: number; files?: string[] }) =>
    postMessage(db, { key: `key ${count++}`, room, author: bob, body: "Hello", at: NOON, ...more });
  expect([refused({ reply: 999 }), refused({ files: ["gone"] })]).toEqual(["no such reply", "no such file"]);
  expect([post(db, bob, room), post(db, bob, room)]).toEqual(["posted", { wait: 30 }]);
});

test("in an archived room nobody writes, changes or reacts, until it comes back", () => {
  const { db, ada, carol, room } = open();
  const { id } = say(db, { author: ada, room });
  archiveRoom(db, { room, by: ada, archived: true, at: NOON });
  expect([post(db, ada, room), post(db, carol, room), react(db, ada, id)]).toEqual([
    "archived",
    "archived",
    "archived",
  ]);
  archiveRoom(db, { room, by: ada, archived: false, at: NOON });
  expect(post(db, ada, room)).toBe("posted");
});

test("nobody writes where they may not come in, administrators included", () => {
  const { db, ada, bob, carol } = open();
  const den = addRoom(db, "den", "closed", [ada]).id;
  const { id } = say(db, { author: ada, room: den });
  for (const user of [bob, carol, 999]) {
    expect(whyNotWrite(db, { room: den, user })).toBe("no room");
    expect(whyNotChange(db, { room: den, user, what: "delete" })).toBe("no room");
  }
  expect(react(db, carol, id)).toBe("missing");
});

test("where direct messages are switched off nobody goes on in the rooms that are there, but with notes to oneself", () => {
  const { db, ada, bob, carol } = open();
  const talk = addRoom(db, "talk", "direct", [ada, bob]).id;
  const notes = addRoom(db, "notes", "direct", [ada]).id;
  const { id } = say(db, { author: ada, room: talk });
  changeRoomSettings(db, { makers: "everyone", direct: false, at: NOON, by: carol });
  expect([post(db, ada, talk), react(db, bob, id), post(db, ada, notes)]).toEqual([
    "direct off",
    "not allowed",
    "posted",
  ]);
  changeRoomSettings(db, { makers: "everyone", direct: true, at: NOON, by: carol });
  expect(post(db, bob, talk)).toBe("posted");
});
