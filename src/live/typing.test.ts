/** Who is writing is known while they write, and forgotten by itself. */
import { afterEach, beforeEach, expect, jest, test } from "bun:test";

import { openTyping } from "./typing.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const [LOBBY, GARDEN] = [1, 2];
const people = Array.from({ length: 6 }, (_, id) => ({ id, name: `p${id}`, admin: false }));
const [ada, grace] = [people[0]!, people[1]!];

function open() {
  const changes: number[] = [];
  const typing = openTyping((room) => void changes.push(room));
  return { ...typing, changes, names: (room = LOBBY) => typing.first(room).map(({ name }) => name) };
}

test("who writes in one room does so in no other, until they stop", () => {
  const { begin, end, names, changes } = open();
  begin(LOBBY, ada);
  begin(LOBBY, grace);
  expect([names(), names(GARDEN)]).toEqual([["p0", "p1"], []]);
  end(LOBBY, ada);
  end(GARDEN, grace);
  expect([names(), changes]).toEqual([["p1"], [LOBBY, LOBBY, LOBBY]]);
});

test("to go on writing sends nothing", () => {
  const { begin, names, changes } = open();
  for (let seconds = 0; seconds < 60; seconds += 3) {
    begin(LOBBY, ada);
    jest.advanceTimersByTime(3_000);
  }
  expect([names(), changes]).toEqual([["p0"], [LOBBY]]);
});

test("who says nothing more is forgotten after a few seconds", () => {
  const { begin, names, changes } = open();
  begin(LOBBY, ada);
  jest.advanceTimersByTime(10_000);
  expect([names(), changes]).toEqual([[], [LOBBY, LOBBY]]);
  begin(LOBBY, ada);
  expect(names()).toEqual(["p0"]);
});

test("only the first four are told", () => {
  const { begin, names } = open();
  for (const person of people) begin(LOBBY, person);
  expect(names()).toEqual(["p0", "p1", "p2", "p3"]);
});
