/** Limits count exactly, for each person alone, and forget in time. */
import { expect, test } from "bun:test";

import { limit, type LimitOptions } from "./limit.ts";

function open(options: Omit<LimitOptions, "now">) {
  const clock = { now: 0 };
  return { clock, ...limit({ ...options, now: () => clock.now }) };
}

test("so many tries are allowed, and the next is told how many seconds to wait", () => {
  const { clock, take } = open({ most: 2, windowMs: 10_000 });
  expect([take("ada"), take("ada")]).toEqual([0, 0]);
  clock.now = 500;
  expect(take("ada")).toBe(10);
  clock.now = 9_999;
  expect(take("ada")).toBe(1);
  clock.now = 10_000;
  expect([take("ada"), take("ada"), take("ada")]).toEqual([0, 0, 10]);
});

test("in no window of time are there more tries than allowed, and none is refused without need", () => {
  const { clock, take } = open({ most: 5, windowMs: 10_000 });
  const allowed: number[] = [];
  for (let step = 0; step < 2_000; step++) {
    clock.now += (step * 7_919) % 3_500; // uneven, and the same in every run
    const recent = allowed.filter((at) => at > clock.now - 10_000);
    const wait = take("ada");
    expect(wait === 0).toBe(recent.length < 5);
    if (wait === 0) allowed.push(clock.now);
    else expect(wait).toBe(Math.ceil((recent[0]! + 10_000 - clock.now) / 1_000));
  }
  expect(allowed.length).toBeWithin(500, 2_000);
});

test("a heavy try needs room for one, and takes all of its weight until its time is over", () => {
  const { clock, take } = open({ most: 3, windowMs: 10_000 });
  expect([take("ada"), take("ada"), take("ada", 100), take("ada")]).toEqual([0, 0, 0, 10]);
  clock.now = 10_000;
  expect([take("ada", 2), take("ada", 2), take("ada")]).toEqual([0, 0, 10]);
  expect([take("grace", 2), take("grace"), take("grace")]).toEqual([0, 0, 10]);
});

test("a refused try does not make the wait longer", () => {
  const { clock, take } = open({ most: 1, windowMs: 10_000 });
  take("ada");
  for (clock.now = 1_000; clock.now < 10_000; clock.now += 1_000) expect(take("ada")).toBeGreaterThan(0);
  expect(take("ada")).toBe(0);
});

test("one person's tries are not another's", () => {
  const { take } = open({ most: 1, windowMs: 10_000 });
  expect([take("ada"), take("grace"), take("ada")]).toEqual([0, 0, 10]);
});

test("a try that is forgiven does not count", () => {
  const { take, forgive } = open({ most: 2, windowMs: 10_000 });
  take("ada");
  take("ada");
  forgive("ada");
  forgive("nobody");
  expect([take("ada"), take("ada")]).toEqual([0, 10]);
});

test("only so many people are remembered; who was not seen for longest is forgotten first", () => {
  const { take } = open({ most: 1, windowMs: 10_000, remembered: 3 });
  for (const who of ["ada", "grace", "joan"]) take(who);
  expect(take("ada")).toBe(10); // seen again, so it is Grace who makes room
  take("edsger");
  expect([take("ada"), take("joan"), take("edsger"), take("grace")]).toEqual([10, 10, 10, 0]);
});
