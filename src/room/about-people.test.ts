/** The people of a room on the page about it: in which order, and that a full room holds nobody up. */
import { expect, spyOn, test } from "bun:test";

import { addPerson, addRoom, openMemory } from "../../test/support/memory.ts";
import { peopleOf } from "./about-people.ts";

function open(names: string[]) {
  const db = openMemory();
  const ids = names.map((name) => addPerson(db, name));
  const presence = new Map<number, "here" | "away">();
  const live = { presenceOf: (id: number) => presence.get(id), peopleHere: () => [...presence.keys()] };
  return { db, live, presence, ids, room: addRoom(db, "den", "closed", ids) };
}

test("who is here comes first, then who is away, each by name", () => {
  const { db, live, presence, ids, room } = open(["Zoe", "ada", "Bob", "Carol"]);
  const [zoe = 0, , bob = 0] = ids;
  presence.set(zoe, "here").set(bob, "away");
  const people = peopleOf({ db, live }, room, "");
  expect([people.shown.map(({ name }) => name), people.total]).toEqual([["Zoe", "Bob", "ada", "Carol"], 4]);
  expect(peopleOf({ db, live }, room, "C").shown.map(({ name }) => name)).toEqual(["Carol"]);
});

test("each name is folded once, not at every comparison", () => {
  const { db, live, room } = open(Array.from({ length: 100 }, (_, index) => `Person ${index}`));
  const folded = spyOn(String.prototype, "normalize");
  peopleOf({ db, live }, room, "");
  expect(folded.mock.calls.length).toBeLessThan(250);
  folded.mockRestore();
});
