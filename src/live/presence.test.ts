/** Who is here is known by person, and told without haste. */
import { afterEach, beforeEach, expect, jest, test } from "bun:test";

import { openPresence } from "./presence.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const [LOBBY, GARDEN] = [1, 2];
const [ada, grace, zoe] = [
  { id: 1, name: "ada", admin: false },
  { id: 2, name: "Grace", admin: false },
  { id: 3, name: "Zoë", admin: false },
];

function open() {
  const announced: number[] = [];
  const news: { at: number; names: string[] }[] = [];
  const presence = openPresence((room) => {
    announced.push(room);
    news.push({ at: performance.now(), names: names(room) });
  }, 1_000);
  const names = (room = LOBBY) => presence.people(room).map(({ name }) => name);
  return { ...presence, announced, news, names };
}

test("a person with two pages is here once, until both are closed", () => {
  const { enter, leave, names } = open();
  expect([enter(LOBBY, ada), enter(LOBBY, ada)]).toEqual([true, false]);
  leave(LOBBY, ada);
  expect(names()).toEqual(["ada"]);
  leave(LOBBY, ada);
  expect(names()).toEqual([]);
  expect(enter(LOBBY, ada)).toBeTrue();
});

test("people are listed by name, each room for itself", () => {
  const { enter, names, rooms } = open();
  for (const person of [zoe, grace, ada]) enter(LOBBY, person);
  enter(GARDEN, grace);
  expect([names(LOBBY), names(GARDEN)]).toEqual([["ada", "Grace", "Zoë"], ["Grace"]]);
  expect([...rooms()]).toEqual([LOBBY, GARDEN]);
});

test("who leaves without having come changes nothing", () => {
  const { enter, leave, names, announced } = open();
  leave(LOBBY, ada);
  enter(LOBBY, grace);
  leave(LOBBY, ada);
  leave(GARDEN, grace);
  jest.advanceTimersByTime(10_000);
  expect([names(), announced]).toEqual([["Grace"], [LOBBY]]);
});

test("a room that everybody has left is none in which somebody is", () => {
  const { enter, leave, rooms } = open();
  enter(LOBBY, ada);
  leave(LOBBY, ada);
  expect([...rooms()]).toEqual([]);
});

test("many who come at once are announced once, within a second", () => {
  const { enter, announced } = open();
  for (let id = 1; id <= 1_000; id++) enter(LOBBY, { id, name: `person ${id}`, admin: false });
  jest.advanceTimersByTime(1_000);
  expect(announced).toEqual([LOBBY]);
});

test("a room that never rests is announced once a second, and how it ends is announced too", () => {
  const { enter, leave, news } = open();
  for (let step = 0; step < 100; step++) {
    (step % 2 === 0 ? enter : leave)(LOBBY, ada);
    jest.advanceTimersByTime(100);
  }
  enter(LOBBY, grace);
  jest.advanceTimersByTime(5_000);
  const gaps = news.slice(1).map(({ at }, index) => at - news[index]!.at);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  expect(news.length).toBeWithin(10, 13);
  expect(news.at(-1)?.names).toEqual(["Grace"]);
});

test("one room's news does not delay another's", () => {
  const { enter, announced } = open();
  enter(LOBBY, ada);
  jest.advanceTimersByTime(500);
  enter(GARDEN, ada);
  jest.advanceTimersByTime(200);
  expect(announced).toEqual([LOBBY, GARDEN]);
});

test("a second page of a person is no news", () => {
  const { enter, leave, announced } = open();
  enter(LOBBY, ada);
  jest.advanceTimersByTime(5_000);
  enter(LOBBY, ada);
  leave(LOBBY, ada);
  jest.advanceTimersByTime(5_000);
  expect(announced).toEqual([LOBBY]);
});

test("once closed, nothing is announced any more, whoever leaves then", () => {
  const { enter, leave, close, announced } = open();
  enter(LOBBY, ada);
  jest.advanceTimersByTime(5_000);
  enter(GARDEN, grace);
  close();
  leave(LOBBY, ada);
  leave(GARDEN, grace);
  jest.advanceTimersByTime(5_000);
  expect(announced).toEqual([LOBBY]);
});
