/** Who is here is known by person, however many pages they have open. */
import { expect, test } from "bun:test";

import { openPresence } from "./presence.ts";

const [LOBBY, GARDEN] = [1, 2];
const [ada, grace, zoe] = [
  { id: 1, name: "ada", admin: false },
  { id: 2, name: "Grace", admin: false },
  { id: 3, name: "Zoë", admin: false },
];

function open() {
  const changes: number[] = [];
  const presence = openPresence((room) => void changes.push(room));
  const shown = (room = LOBBY) => presence.people(room).map(({ name, away }) => (away ? `(${name})` : name));
  return { ...presence, changes, shown };
}

test("a person with two pages is here once, until both are closed", () => {
  const { enter, leave, shown } = open();
  expect([enter(LOBBY, ada), enter(LOBBY, ada)]).toEqual([true, false]);
  leave(LOBBY, ada, false);
  expect(shown()).toEqual(["ada"]);
  leave(LOBBY, ada, false);
  expect(shown()).toEqual([]);
  expect(enter(LOBBY, ada)).toBeTrue();
});

test("people are listed by name, each room for itself", () => {
  const { enter, shown, rooms } = open();
  for (const person of [zoe, grace, ada]) enter(LOBBY, person);
  enter(GARDEN, grace);
  expect([shown(LOBBY), shown(GARDEN)]).toEqual([["ada", "Grace", "Zoë"], ["Grace"]]);
  expect([...rooms()]).toEqual([LOBBY, GARDEN]);
});

test("who leaves without having come changes nothing", () => {
  const { enter, leave, setAway, shown, changes } = open();
  leave(LOBBY, ada, false);
  enter(LOBBY, grace);
  leave(LOBBY, ada, false);
  setAway(LOBBY, ada, true);
  leave(GARDEN, grace, true);
  expect([shown(), changes]).toEqual([["Grace"], [LOBBY]]);
});

test("a room that everybody has left is none in which somebody is", () => {
  const { enter, leave, rooms } = open();
  enter(LOBBY, ada);
  leave(LOBBY, ada, false);
  expect([...rooms()]).toEqual([]);
});

test("a second page of a person is no news", () => {
  const { enter, leave, changes } = open();
  enter(LOBBY, ada);
  enter(LOBBY, ada);
  leave(LOBBY, ada, false);
  expect(changes).toEqual([LOBBY]);
});

test("who is away comes last, and is back at once", () => {
  const { enter, setAway, shown, changes } = open();
  for (const person of [ada, grace]) enter(LOBBY, person);
  setAway(LOBBY, ada, true);
  expect(shown()).toEqual(["Grace", "(ada)"]);
  setAway(LOBBY, ada, false);
  expect(shown()).toEqual(["ada", "Grace"]);
  expect(changes).toHaveLength(4);
});

test("a person is away only when nobody looks at any of their pages", () => {
  const { enter, leave, setAway, shown, changes } = open();
  enter(LOBBY, ada);
  enter(LOBBY, ada);
  setAway(LOBBY, ada, true);
  expect([shown(), changes.length]).toEqual([["ada"], 1]);
  setAway(LOBBY, ada, true);
  expect([shown(), changes.length]).toEqual([["(ada)"], 2]);
  enter(LOBBY, ada); // a third, which is looked at
  expect([shown(), changes.length]).toEqual([["ada"], 3]);
  leave(LOBBY, ada, false);
  expect([shown(), changes.length]).toEqual([["(ada)"], 4]);
  leave(LOBBY, ada, true);
  expect([shown(), changes.length]).toEqual([["(ada)"], 4]);
  leave(LOBBY, ada, true);
  expect([shown(), changes.length]).toEqual([[], 5]);
});

test("whoever comes, goes, or turns away, the list is the one that sorting would give", () => {
  const { enter, leave, setAway, people } = open();
  const crowd = Array.from({ length: 60 }, (_, id) => ({ id, name: `n${(id * 37) % 20}`, admin: false }));
  for (const person of crowd) enter(LOBBY, person);
  for (const person of crowd.filter(({ id }) => id % 3 === 0)) setAway(LOBBY, person, true);
  for (const person of crowd.filter(({ id }) => id % 4 === 1)) leave(LOBBY, person, person.id % 3 === 0);
  for (const person of crowd.filter(({ id }) => id % 6 === 0)) setAway(LOBBY, person, false);
  const list = people(LOBBY);
  expect(list.map(({ id }) => id).sort((a, b) => a - b)).toEqual(
    crowd.map(({ id }) => id).filter((id) => id % 4 !== 1),
  );
  const inOrder = list.toSorted((a, b) => Number(a.away) - Number(b.away) || a.name.localeCompare(b.name, "en"));
  expect(list.map(({ name, away }) => [name, away])).toEqual(inOrder.map(({ name, away }) => [name, away]));
});
