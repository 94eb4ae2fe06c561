/** LoginThrottle a password is slow, and being guessed at keeps nobody out. */
import { expect, test } from "bun:test";

import { type LoginAttempt, openLoginThrottle } from "./login-throttle.ts";

const LIMITS = { loginsPerName10min: 3, loginsPerNameAnywhere10min: 8, loginsPerAddress10min: 6, rateLimitKeys: 1_000 };

function open() {
  const clock = { now: 0 };
  return { clock, ...openLoginThrottle(LIMITS, () => clock.now) };
}

const guess = (network: string, name = "ada", device?: string): LoginAttempt => ({ name, network, device });
const SCHOOL = "203.0.113.7";

test("from one network a name may be tried a few times, and then as often again in each ten minutes", () => {
  const { clock, take } = open();
  expect([1, 2, 3, 4].map(() => take(guess(SCHOOL)))).toEqual([0, 0, 0, 200]);
  clock.now += 199_999;
  expect(take(guess(SCHOOL))).toBe(1);
  clock.now += 1;
  expect([take(guess(SCHOOL)), take(guess(SCHOOL))]).toEqual([0, 200]);
});

test("a stranger's guesses do not count for the person, who comes from another network", () => {
  const { take } = open();
  for (let tries = 0; tries < 10; tries++) take(guess("198.51.100.1"));
  expect(take(guess(SCHOOL))).toBe(0);
});

test("nor in a browser that knows the person, from the same network, or with guesses from everywhere", () => {
  const { take } = open();
  for (let tries = 0; tries < 10; tries++) take(guess(SCHOOL));
  for (let network = 0; network < 20; network++) take(guess(`198.51.100.${network}`));
  expect(take(guess("192.0.2.1"))).toBeGreaterThan(0); // too many from everywhere
  expect(take(guess(SCHOOL, "ada", "her laptop"))).toBe(0);
  expect(take(guess(SCHOOL, "ada", "her laptop"))).toBe(0);
});

test("a browser that knows the person may not guess for ever either, and tells others nothing", () => {
  const { take } = open();
  expect([1, 2, 3, 4].map(() => take(guess(SCHOOL, "ada", "stolen")))).toEqual([0, 0, 0, 200]);
  expect(take(guess(SCHOOL))).toBe(0);
});

test("from one network only so many tries are made, whatever the names", () => {
  const { take } = open();
  const waits = Array.from({ length: 7 }, (_, index) => take(guess(SCHOOL, `name-${index}`)));
  expect(waits).toEqual([0, 0, 0, 0, 0, 0, 100]);
  expect(take(guess("198.51.100.1", "name-0"))).toBe(0);
});

test("tries that are refused for one name use up nothing of the network's", () => {
  const { take } = open();
  for (let tries = 0; tries < 20; tries++) take(guess(SCHOOL));
  expect([1, 2, 3, 4].map(() => take(guess(SCHOOL, "grace")))).toEqual([0, 0, 0, 100]); // six in all
});

test("nor of the name's everywhere", () => {
  const { take } = open();
  for (let tries = 0; tries < 20; tries++) take(guess(SCHOOL));
  const waits = [1, 2, 3, 4, 5, 6].map((network) => take(guess(`198.51.100.${network}`)));
  expect(waits).toEqual([0, 0, 0, 0, 0, 75]); // eight in all
});

test("a try that was right costs nothing, anywhere", () => {
  const { take, forgive } = open();
  for (let tries = 0; tries < 20; tries++) {
    for (const right of [guess(SCHOOL), guess(SCHOOL, "ada", "her laptop")]) {
      expect(take(right)).toBe(0);
      forgive(right);
    }
  }
});

test("only so many names and places are remembered", () => {
  const { take } = openLoginThrottle({ ...LIMITS, loginsPerAddress10min: 1, rateLimitKeys: 4 }, () => 0);
  for (let network = 1; network <= 8; network++) take(guess(`198.51.100.${network}`, `name-${network}`));
  expect([take(guess("198.51.100.8")) > 0, take(guess("198.51.100.1"))]).toEqual([true, 0]);
});
