/** A few tries are free; then the waits double, up to a longest, and are forgotten in time. */
import { expect, test } from "bun:test";

import { backOff, type BackOffOptions } from "./back-off.ts";

function open(options: Partial<BackOffOptions> = {}) {
  const clock = { now: 0 };
  const some = { free: 3, firstMs: 30_000, longestMs: 120_000, forgetMs: 600_000 };
  return { clock, ...backOff({ ...some, now: () => clock.now, ...options }) };
}

test("the free tries may come at once; the next is told how many seconds to wait", () => {
  const { clock, take } = open();
  expect([take("ada"), take("ada"), take("ada"), take("ada")]).toEqual([0, 0, 0, 30]);
  clock.now = 29_999;
  expect(take("ada")).toBe(1);
});

test("each further try costs twice the wait, up to the longest", () => {
  const { clock, take } = open();
  for (let tries = 0; tries < 3; tries++) take("ada");
  const waits: number[] = [];
  for (let tries = 0; tries < 4; tries++) {
    const wait = take("ada");
    waits.push(wait);
    clock.now += wait * 1000;
    expect(take("ada")).toBe(0);
  }
  expect(waits).toEqual([30, 60, 120, 120]);
});

test("a refused try does not make the wait longer", () => {
  const { clock, take } = open({ free: 1 });
  take("ada");
  for (clock.now = 0; clock.now < 30_000; clock.now += 1_000) expect(take("ada")).toBe(30 - clock.now / 1000);
  expect(take("ada")).toBe(0);
});

test("who stays away long enough starts afresh", () => {
  const { clock, take } = open();
  for (let tries = 0; tries < 3; tries++) take("ada");
  clock.now = 600_000;
  expect([take("ada"), take("ada"), take("ada"), take("ada")]).toEqual([0, 0, 0, 30]);
});

test("a try that is forgiven does not count, and there is no wait after it", () => {
  const { take, forgive } = open();
  for (let tries = 0; tries < 9; tries++) {
    expect(take("ada")).toBe(0);
    forgive("ada");
  }
  forgive("nobody");
});

test("one person's tries are not another's, and only so many people are remembered", () => {
  const { take } = open({ free: 1, remembered: 2 });
  expect([take("ada"), take("grace"), take("ada")]).toEqual([0, 0, 30]);
  take("joan"); // it is Grace who makes room, being the one not seen for longest
  expect([take("ada"), take("grace")]).toEqual([30, 0]);
});
