/** Who may change a message is decided by the write, whatever a route has looked at before. */
import { expect, test } from "bun:test";

import { addPerson, NOON, openMemory, say } from "../../test/support/memory.ts";
import { removeUser, setAdmin, suspendUser } from "../auth/lifecycle.ts";
import { addReaction, deleteMessage, editMessage, ownReactions, removeReaction } from "./changes.store.ts";
import { findMessageIn } from "./store.ts";

function open() {
  const db = openMemory();
  const [ada, bob] = [addPerson(db, "Ada"), addPerson(db, "Bob")];
  const message = say(db, { author: ada, body: "Good evening" });
  const { id } = message;
  return {
    db,
    ada,
    bob,
    id,
    message,
    stored: () => findMessageIn(db, 1, id),
    edit: (by: number) => editMessage(db, { id, by, body: "Good morning", at: NOON }),
    remove: (by: number) => deleteMessage(db, { id, by, at: NOON }),
    react: (user: number) => addReaction(db, { message: id, user, emoji: "👍", most: 20 }),
  };
}

test("only its author edits a message, and only its author and administrators delete it", () => {
  const { db, ada, bob, message, stored, edit, remove } = open();
  expect([edit(bob), remove(bob), stored()]).toEqual(["not allowed", "not allowed", message]);
  setAdmin(db, { userId: bob, admin: true, by: "operator", at: NOON });
  expect([edit(bob), stored()]).toEqual(["not allowed", message]);
  expect([edit(ada), stored()?.body]).toEqual(["changed", "Good morning"]);
  expect([remove(bob), stored()?.body, stored()?.deletedBy]).toEqual(["changed", "", bob]);
});

test("what was deleted is neither edited, nor reacted to, nor deleted again", () => {
  const { ada, bob, stored, edit, remove, react } = open();
  remove(ada);
  const tombstone = stored();
  expect([edit(ada), react(bob), remove(ada), stored()]).toEqual(["deleted", "deleted", "deleted", tombstone]);
});

test.each([
  ["suspended", suspendUser],
  ["removed", removeUser],
])("who is %s changes nothing any more", (_, leave) => {
  const { db, ada, stored, edit, remove, react } = open();
  leave(db, { userId: ada, by: "operator", at: NOON });
  const before = stored();
  expect([edit(ada), remove(ada), react(ada), stored()]).toEqual(["not allowed", "not allowed", "not allowed", before]);
});

test("a reaction is one's own, however many have chosen the same after it", () => {
  const { db, id, ada, stored, react } = open();
  const others = Array.from({ length: 30 }, (_, index) => addPerson(db, `person-${index}`));
  for (const person of [ada, ...others]) react(person);
  expect([stored()?.reactions, ownReactions(db, ada, [id])]).toEqual([expect.stringContaining("31"), { [id]: ["👍"] }]);
  expect(removeReaction(db, { message: id, user: ada, emoji: "👍" })).toBe("changed");
  expect([stored()?.reactions, ownReactions(db, ada, [id])]).toEqual([expect.stringContaining("30"), { [id]: [] }]);
});
