/** ThrottledUpdates is told soon, and never often. */
import { afterEach, beforeEach, expect, jest, test } from "bun:test";

import { throttleUpdates } from "./throttled-updates.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const [LOBBY, GARDEN] = [1, 2];

function open() {
  const updated: number[] = [];
  const at: number[] = [];
  const updates = throttleUpdates((room) => {
    updated.push(room);
    at.push(performance.now());
  }, 1_000);
  return { ...updates, updated, at };
}

test("many changes at once are told once, within a second", () => {
  const { changed, updated } = open();
  for (let times = 0; times < 1_000; times++) changed(LOBBY);
  jest.advanceTimersByTime(1_000);
  expect(updated).toEqual([LOBBY]);
});

test("what has not changed is not told", () => {
  const { changed, updated } = open();
  changed(LOBBY);
  jest.advanceTimersByTime(60_000);
  expect(updated).toEqual([LOBBY]);
});

test("a room that never rests is told once a second, and how it ends is told too", () => {
  const { changed, at } = open();
  for (let step = 0; step < 100; step++) {
    changed(LOBBY);
    jest.advanceTimersByTime(100);
  }
  const last = performance.now();
  changed(LOBBY);
  jest.advanceTimersByTime(5_000);
  const gaps = at.slice(1).map((time, index) => time - at[index]!);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  expect(at.length).toBeWithin(10, 13);
  expect(at.at(-1)).toBeGreaterThan(last);
});

test("one room's updates does not delay another's", () => {
  const { changed, updated } = open();
  changed(LOBBY);
  jest.advanceTimersByTime(500);
  changed(GARDEN);
  jest.advanceTimersByTime(200);
  expect(updated).toEqual([LOBBY, GARDEN]);
});

test("once closed, nothing is told any more, whatever changes then", () => {
  const { changed, close, updated } = open();
  changed(LOBBY);
  jest.advanceTimersByTime(5_000);
  changed(LOBBY);
  close();
  changed(GARDEN);
  jest.advanceTimersByTime(5_000);
  expect(updated).toEqual([LOBBY]);
});
