/** After a commit every room hears what changed in it: all of it, once, in order. */
import { expect, test } from "bun:test";

import { addPerson, addRoom, edit, LOBBY, NOON, openMemory, say } from "../../test/support/memory.ts";
import { rowsIn } from "../../test/support/person.ts";
import { removeUser } from "../auth/lifecycle.ts";
import { openRowCache } from "../messages/row.tsx";
import { changes } from "../messages/store.ts";
import { changeProfile } from "../users/profile.store.ts";
import { openBroadcast, toFrames } from "./broadcast.ts";

const rows = openRowCache(0, () => "lobby");

function open() {
  const db = openMemory();
  const [ada, garden] = [addPerson(db, "Ada"), addRoom(db, "garden").id];
  const before = say(db, { author: ada, body: "said before the start" });
  const published: { room: number; frame: string }[] = [];
  const everywhere: string[] = [];
  const changed: number[] = [];
  const { send } = openBroadcast({
    db,
    rows,
    changed: (messages) => changed.push(...messages.map(({ id }) => (published.length > 0 ? 0 : id))),
    publish: (room, frame) => published.push({ room, frame }),
    publishToAll: (frame) => everywhere.push(frame),
  });
  /** What was published since the last look: by frame, its room and the texts in it. */
  const heard = () => published.splice(0).map(({ room, frame }) => [room, rowsIn(frame).map(({ text }) => text)]);
  return {
    db,
    before,
    garden,
    send,
    heard,
    published,
    changed,
    everywhere,
    say: (body: string, room = 1) => say(db, { author: ada, room, body }),
  };
}

test("what one commit brought leaves as one frame for each room, in order", () => {
  const { garden, say, send, heard } = open();
  for (const [body, room] of [
    ["a", 1],
    ["b", garden],
    ["c", 1],
    ["d", garden],
  ] as const)
    say(body, room);
  send();
  expect(heard()).toEqual([
    [LOBBY.id, ["a", "c"]],
    [garden, ["b", "d"]],
  ]);
});

test("only what has changed since the last time leaves", () => {
  const { say, send, heard } = open();
  send();
  expect(heard()).toEqual([]);
  say("a");
  send();
  send();
  say("b");
  send();
  expect(heard()).toEqual([
    [LOBBY.id, ["a"]],
    [LOBBY.id, ["b"]],
  ]);
});

test("what has changed is known before any of it leaves", () => {
  const { before, db, say, send, changed } = open();
  const { id } = say("a");
  edit(db, before, "said better");
  send();
  expect(changed).toEqual([id, before.id]);
});

test("an edited message leaves again, after those that were said before the edit", () => {
  const { db, before, say, send, heard, published } = open();
  say("a");
  edit(db, before, "said better");
  send();
  expect(rowsIn(published[0]!.frame).map(({ rev }) => rev)).toEqual([2, 3]);
  expect(heard()).toEqual([[LOBBY.id, ["a", "said better"]]]);
});

test("what is the same for every reader leaves as it stands in the page", () => {
  const { db, say, send, published } = open();
  say("a");
  send();
  expect(published).toEqual([{ room: LOBBY.id, frame: rows(changes(db, 1)) }]);
});

test("much at once leaves in frames of a bounded size that together are all of it", () => {
  const { db, say, send, published } = open();
  for (let number = 0; number < 200; number++) say(`${number} ${"x".repeat(4_000)}`);
  send();
  const row = 4_500;
  expect(published.length).toBeGreaterThan(2);
  for (const { frame } of published) expect(frame.length).toBeLessThan(131_072 + row);
  for (const { frame } of published.slice(0, -1)) expect(frame.length).toBeGreaterThan(131_072 - row);
  expect(published.map(({ frame }) => frame).join("")).toBe(rows(changes(db, 1)));
  for (const { frame } of published) expect(frame).toMatch(/^<li [^]*<\/li>$/);
});

test("nothing makes no frame", () => {
  expect(toFrames([], rows)).toEqual([]);
});

test("a person's new colour is told once to everybody, and a removed person's new name too", () => {
  const { db, send, everywhere } = open();
  const bob = addPerson(db, "Bob");
  changeProfile(db, { id: bob, hue: 5, about: "" });
  changeProfile(db, { id: bob, hue: 5, about: "the same colour" });
  send();
  send();
  removeUser(db, { userId: bob, at: NOON, by: "operator" });
  send();
  const users = everywhere.map((frame) => JSON.parse(frame) as { users: unknown[][] });
  expect(users.map(({ users: [user] }) => user?.slice(0, 3))).toEqual([
    [bob, "Bob", "B"],
    [bob, "a former guest", "A"],
  ]);
  expect(users[0]?.users[0]?.[3]).toBe(5);
});
