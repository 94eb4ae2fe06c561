/** How a person looks is stored once, and its version says when messages look different. */
import type { Database } from "bun:sqlite";
import { expect, test } from "bun:test";

import { addPerson, LOBBY, NOON, openMemory, say } from "../../test/support/memory.ts";
import { removeAccount } from "../auth/lifecycle.store.ts";
import { findMessage, messagesBefore } from "../messages/store.ts";
import { changeProfile, findProfile } from "./profile.store.ts";

const versionOf = (db: Database, id: number) =>
  db.query<{ version: number }, [number]>("SELECT version FROM users WHERE id = ?").get(id)?.version;

test("somebody new has no colour of their own and nothing to say", () => {
  const db = openMemory();
  const id = addPerson(db, "Ada");
  expect(findProfile(db, id)).toEqual({ id, name: "Ada", hue: null, about: "", joinedAt: NOON, left: false });
  expect(findProfile(db, id + 1)).toBeUndefined();
});

test("messages take their author's colour, from then on and from before", () => {
  const db = openMemory();
  const [ada, grace] = [addPerson(db, "Ada"), addPerson(db, "Grace")];
  const before = say(db, { author: ada });
  say(db, { author: grace });
  changeProfile(db, { id: ada, hue: 5, about: "" });
  const after = say(db, { author: ada });
  expect(before).toMatchObject({ authorHue: null, authorVersion: 0 });
  expect(after).toMatchObject({ authorHue: 5, authorVersion: 1 });
  expect(findMessage(db, after.key)).toEqual(after);
  const { messages } = messagesBefore(db, LOBBY.id, undefined, 50);
  expect(messages.map(({ authorHue }) => authorHue)).toEqual([5, null, 5]);
});

test("only another colour makes another version", () => {
  const db = openMemory();
  const id = addPerson(db, "Ada");
  changeProfile(db, { id, hue: 5, about: "one" });
  changeProfile(db, { id, hue: 5, about: "two" });
  expect([versionOf(db, id), findProfile(db, id)?.about]).toEqual([1, "two"]);
  changeProfile(db, { id, hue: 6, about: "two" });
  expect(versionOf(db, id)).toBe(2);
});

test("a deleted account leaves neither words nor colour behind, and its messages look different", () => {
  const db = openMemory();
  const id = addPerson(db, "Ada");
  changeProfile(db, { id, hue: 5, about: "Reads by lamplight" });
  removeAccount(db, { userId: id, at: NOON });
  const nothing = { hue: null, about: "", left: true };
  expect(findProfile(db, id)).toMatchObject(nothing);
  expect(versionOf(db, id)).toBe(2);
  expect(changeProfile(db, { id, hue: 5, about: "saved a moment too late" })).toBeFalse();
  expect(findProfile(db, id)).toMatchObject(nothing);
});
