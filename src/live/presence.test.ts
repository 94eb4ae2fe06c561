/** Who is here is known by person, however many pages they have open, and of whichever rooms. */
import { expect, test } from "bun:test";

import { openPresence } from "./presence.ts";

const [ada, grace, zoe] = [
  { id: 1, name: "ada", admin: false },
  { id: 2, name: "Grace", admin: false },
  { id: 3, name: "Zoë", admin: false },
];

function open() {
  const changes: number[] = [];
  const presence = openPresence((id) => void changes.push(id));
  const shown = () => presence.people().map(({ name, away }) => (away ? `(${name})` : name));
  return { ...presence, changes, shown };
}

test("a person with two pages is here once, until both are closed", () => {
  const { enter, leave, shown } = open();
  expect([enter(ada), enter(ada)]).toEqual([true, false]);
  leave(ada, false);
  expect(shown()).toEqual(["ada"]);
  leave(ada, false);
  expect(shown()).toEqual([]);
  expect(enter(ada)).toBeTrue();
});

test("people are listed by name", () => {
  const { enter, shown, find } = open();
  for (const person of [zoe, grace, ada]) enter(person);
  expect(shown()).toEqual(["ada", "Grace", "Zoë"]);
  expect([find(grace.id)?.name, find(99)]).toEqual(["Grace", undefined]);
});

test("who leaves without having come changes nothing", () => {
  const { enter, leave, setAway, shown, changes } = open();
  leave(ada, false);
  enter(grace);
  leave(ada, false);
  setAway(ada, true);
  expect([shown(), changes]).toEqual([["Grace"], [grace.id]]);
});

test("a second page of a person sends nothing", () => {
  const { enter, leave, changes } = open();
  enter(ada);
  enter(ada);
  leave(ada, false);
  expect(changes).toEqual([ada.id]);
});

test("who is away comes last, and is back at once", () => {
  const { enter, setAway, shown, changes } = open();
  for (const person of [ada, grace]) enter(person);
  setAway(ada, true);
  expect(shown()).toEqual(["Grace", "(ada)"]);
  setAway(ada, false);
  expect(shown()).toEqual(["ada", "Grace"]);
  expect(changes).toHaveLength(4);
});

test("a person is away only when nobody looks at any of their pages", () => {
  const { enter, leave, setAway, shown, changes } = open();
  enter(ada);
  enter(ada);
  setAway(ada, true);
  expect([shown(), changes.length]).toEqual([["ada"], 1]);
  setAway(ada, true);
  expect([shown(), changes.length]).toEqual([["(ada)"], 2]);
  enter(ada); // a third, which is looked at
  expect([shown(), changes.length]).toEqual([["ada"], 3]);
  leave(ada, false);
  expect([shown(), changes.length]).toEqual([["(ada)"], 4]);
  leave(ada, true);
  expect([shown(), changes.length]).toEqual([["(ada)"], 4]);
  leave(ada, true);
  expect([shown(), changes.length]).toEqual([[], 5]);
});

test("whoever comes, goes, or turns away, the list is the one that sorting would give", () => {
  const { enter, leave, setAway, people } = open();
  const crowd = Array.from({ length: 60 }, (_, id) => ({ id, name: `n${(id * 37) % 20}`, admin: false }));
  for (const person of crowd) enter(person);
  for (const person of crowd.filter(({ id }) => id % 3 === 0)) setAway(person, true);
  for (const person of crowd.filter(({ id }) => id % 4 === 1)) leave(person, person.id % 3 === 0);
  for (const person of crowd.filter(({ id }) => id % 6 === 0)) setAway(person, false);
  const list = people();
  expect(list.map(({ id }) => id).sort((a, b) => a - b)).toEqual(
    crowd.map(({ id }) => id).filter((id) => id % 4 !== 1),
  );
  const inOrder = list.toSorted((a, b) => Number(a.away) - Number(b.away) || a.name.localeCompare(b.name, "en"));
  expect(list.map(({ name, away }) => [name, away])).toEqual(inOrder.map(({ name, away }) => [name, away]));
});
