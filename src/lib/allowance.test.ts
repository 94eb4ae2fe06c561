/** Requests of one address: many at once, as many again in time, and never more. */
import { expect, test } from "bun:test";

import { allowance, type AllowanceOptions } from "./allowance.ts";

function open(options: Omit<AllowanceOptions, "now">) {
  const clock = { now: 0 };
  return { clock, ...allowance({ ...options, now: () => clock.now }) };
}

test("so many are allowed at once, and the next is told to wait", () => {
  const { take } = open({ most: 3, windowMs: 30_000 });
  expect([take("a"), take("a"), take("a"), take("a"), take("a")]).toEqual([0, 0, 0, 10, 10]);
});

test("they come back steadily, and no more than there were", () => {
  const { clock, take } = open({ most: 3, windowMs: 30_000 });
  for (let count = 0; count < 3; count++) take("a");
  clock.now = 10_000;
  expect([take("a"), take("a")]).toEqual([0, 10]);
  clock.now = 1_000_000;
  expect([take("a"), take("a"), take("a"), take("a")]).toEqual([0, 0, 0, 10]);
});

test("the wait is at least a second, as Retry-After has no less", () => {
  const { take } = open({ most: 1_000, windowMs: 10_000 });
  for (let count = 0; count < 1_000; count++) take("a");
  expect(take("a")).toBe(1);
});

test("one address is not another, and only so many are remembered", () => {
  const { take } = open({ most: 1, windowMs: 10_000, remembered: 2 });
  expect([take("a"), take("b"), take("a")]).toEqual([0, 0, 10]);
  take("c"); // "a" was first
  expect([take("b"), take("a")]).toEqual([10, 0]);
});
