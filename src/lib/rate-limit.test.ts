/** Limits hold, for each key alone, and are paid off in time. */
import { expect, test } from "bun:test";

import { rateLimit, type RateLimitOptions } from "./rate-limit.ts";

function open(options: Omit<RateLimitOptions, "now">) {
  const clock = { now: 0 };
  return { clock, ...rateLimit({ ...options, now: () => clock.now }) };
}

test("so many tries are allowed at once, and the next is told how many seconds to wait", () => {
  const { clock, take } = open({ most: 2, windowMs: 10_000 });
  expect([take("ada"), take("ada"), take("ada")]).toEqual([0, 0, 5]);
  clock.now = 4_999;
  expect(take("ada")).toBe(1);
  clock.now = 5_000;
  expect([take("ada"), take("ada")]).toEqual([0, 5]);
});

test("over a long time no more are allowed than the windows have, and none is refused without need", () => {
  const { clock, take } = open({ most: 5, windowMs: 10_000 });
  let allowed = 0;
  for (let step = 0; step < 20_000; step++) {
    clock.now += (step * 7_919) % 1_000; // uneven, and the same in every run
    const wait = take("ada");
    if (wait === 0) allowed++;
    expect(allowed).toBeLessThanOrEqual(5 + clock.now / 2_000);
    expect(wait > 0 || allowed > 0).toBeTrue();
  }
  expect(allowed).toBeGreaterThan(clock.now / 2_000 - 5);
});

test("whoever waits as long as told is let through", () => {
  const { clock, take } = open({ most: 3, windowMs: 7_000 });
  for (let step = 0; step < 100; step++) {
    clock.now += 137;
    const wait = take("ada");
    if (wait === 0) continue;
    clock.now += wait * 1000;
    expect(take("ada")).toBe(0);
  }
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

test("a try may cost as much as several; it needs room for one, and the next waits for all of it", () => {
  const { clock, take } = open({ most: 10, windowMs: 10_000 });
  expect([take("ada", 8), take("ada", 3), take("ada")]).toEqual([0, 0, 2]);
  expect([take("grace", 500), take("grace")]).toEqual([0, 10]);
  clock.now = 10_000;
  expect(take("grace")).toBe(0);
});

test("a try that is forgiven does not count", () => {
  const { take, forgive } = open({ most: 2, windowMs: 10_000 });
  take("ada");
  take("ada");
  forgive("ada");
  forgive("nobody");
  expect([take("ada"), take("ada")]).toEqual([0, 5]);
});

test("only so many keys are remembered, those that were used last among them", () => {
  const { take } = open({ most: 1, windowMs: 10_000, keys: 4 });
  for (const key of ["a", "b", "c", "d", "e"]) take(key);
  expect(take("e")).toBe(10);
  expect(take("a")).toBe(0);
});
