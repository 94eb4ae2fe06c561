/** Who may give somebody a picture, or take it away, is asked when it is done. */
import { expect, test } from "bun:test";

import { addPerson, NOON, openMemory } from "../../test/support/memory.ts";
import { NotAdministrator, suspendUser } from "../auth/lifecycle.ts";
import { findUser } from "../users/store.ts";
import { contentsUnused, isContent } from "./contents/contents.store.ts";
import { removeAccount, removePicture, setPicture } from "./profile-picture.store.ts";

const [SMALL, LARGE] = [
  { hash: "5".repeat(64), bytes: 900 },
  { hash: "a".repeat(64), bytes: 9_000 },
];

function open() {
  const db = openMemory();
  const [ada = 0, bob = 0] = ["Ada", "Bob"].map((name) => addPerson(db, name));
  setPicture(db, { user: ada, small: SMALL, large: LARGE, at: NOON });
  return { db, ada, bob };
}

test("a picture is somebody's until they remove it, and its bytes are nobody's then", () => {
  const { db, ada } = open();
  expect(findUser(db, ada)).toMatchObject({ picture: SMALL.hash, largePicture: LARGE.hash });
  const events: unknown[] = [];
  removePicture(db, { userId: ada, by: ada, at: NOON }, (kind, details) => events.push([kind, details]));
  expect(findUser(db, ada)).toMatchObject({ picture: null, largePicture: null });
  expect(events).toContainEqual([contentsUnused, { hashes: [SMALL.hash, LARGE.hash] }]);
  expect([isContent(db, SMALL.hash), isContent(db, LARGE.hash)]).toEqual([false, false]);
  expect(removePicture(db, { userId: ada, by: ada, at: NOON })).toBe(false);
});

test("the same picture again changes nothing that is shown, and keeps its bytes", () => {
  const { db, ada } = open();
  const events: unknown[] = [];
  setPicture(db, { user: ada, small: SMALL, large: LARGE, at: NOON }, (kind) => events.push(kind));
  expect([events, isContent(db, SMALL.hash)]).toEqual([[], true]);
});

test("who is suspended, or has left, gets no picture", () => {
  const { db, ada, bob } = open();
  suspendUser(db, { userId: bob, by: "operator", at: NOON });
  expect(setPicture(db, { user: bob, small: SMALL, large: LARGE, at: NOON })).toBe(false);
  expect(removeAccount(db, { userId: ada, by: ada, at: NOON })).toBe(true);
  expect(findUser(db, ada)).toMatchObject({ picture: null, largePicture: null });
  expect(isContent(db, LARGE.hash)).toBe(false);
  expect(setPicture(db, { user: ada, small: SMALL, large: LARGE, at: NOON })).toBe(false);
});

test("only administrators take away somebody else's", () => {
  const { db, ada, bob } = open();
  expect(() => removePicture(db, { userId: ada, by: bob, at: NOON })).toThrow(NotAdministrator);
  expect(findUser(db, ada)?.picture).toBe(SMALL.hash);
});
