/** How a person looks is stored once, and the rev of a person says when messages look different. */
import type { Database } from "bun:sqlite";
import { expect, test } from "bun:test";

import { addPerson, LOBBY, NOON, openMemory, say } from "../../test/support/memory.ts";
import { removeUser } from "../auth/lifecycle.ts";
import { findMessage, messagesBefore } from "../messages/store.ts";
import { changeProfile } from "./profile.store.ts";
import { findUser } from "./store.ts";

const revOf = (db: Database, id: number) =>
  db.query<{ rev: number }, [number]>("SELECT shown_rev AS rev FROM users WHERE id = ?").get(id)?.rev;

test("somebody new has no colour of their own and nothing to say", () => {
  const db = openMemory();
  const id = addPerson(db, "Ada");
  expect(findUser(db, id)).toMatchObject({ id, name: "Ada", hue: null, about: "", joinedAt: NOON, left: false });
  expect(findUser(db, id + 1)).toBeUndefined();
});

test("messages take their author's colour, from then on and from before", () => {
  const db = openMemory();
  const [ada, grace] = [addPerson(db, "Ada"), addPerson(db, "Grace")];
  const before = say(db, { author: ada });
  say(db, { author: grace });
  changeProfile(db, { id: ada, hue: 5, about: "" });
  const after = say(db, { author: ada });
  expect(before).toMatchObject({ authorHue: null, authorRev: 0 });
  expect(after).toMatchObject({ authorHue: 5, authorRev: 3 });
  expect(findMessage(db, after.key)).toEqual(after);
  const { messages } = messagesBefore(db, LOBBY.id, undefined, 50);
  expect(messages.map(({ authorHue }) => authorHue)).toEqual([5, null, 5]);
});

test("only another colour takes the next rev", () => {
  const db = openMemory();
  const id = addPerson(db, "Ada");
  changeProfile(db, { id, hue: 5, about: "one" });
  changeProfile(db, { id, hue: 5, about: "two" });
  expect([revOf(db, id), findUser(db, id)?.about]).toEqual([1, "two"]);
  changeProfile(db, { id, hue: 6, about: "two" });
  expect(revOf(db, id)).toBe(2);
});

test("a deleted account leaves neither words nor colour behind, and its messages look different", () => {
  const db = openMemory();
  const id = addPerson(db, "Ada");
  changeProfile(db, { id, hue: 5, about: "Reads by lamplight" });
  removeUser(db, { userId: id, at: NOON, by: "operator" });
  const nothing = { hue: null, about: "", left: true };
  expect(findUser(db, id)).toMatchObject(nothing);
  expect(revOf(db, id)).toBe(2);
  expect(changeProfile(db, { id, hue: 5, about: "saved a moment too late" })).toBeFalse();
  expect(findUser(db, id)).toMatchObject(nothing);
});
