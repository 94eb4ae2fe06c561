/** A bounded map holds no more than it may, keeps what is used, and stays as fast when it is full. */
import { expect, test } from "bun:test";

import { boundedMap } from "./bounded-map.ts";

test("what was set is there, until it is deleted or replaced", () => {
  const map = boundedMap<string, number>({ most: 10 });
  map.set("a", 1);
  map.set("b", 2);
  map.set("a", 3);
  map.delete("b");
  map.delete("nobody");
  expect([map.get("a"), map.get("b"), map.size(), [...map.values()]]).toEqual([3, undefined, 1, [3]]);
  map.clear();
  expect([map.get("a"), map.size()]).toEqual([undefined, 0]);
});

test("never more is kept than may be, and what is used goes on being kept", () => {
  const map = boundedMap<number, number>({ most: 100 });
  for (let key = 0; key < 10_000; key++) {
    map.set(key, key);
    expect(map.get(0)).toBe(0);
    expect(map.size()).toBeLessThanOrEqual(100);
    expect([...map.values()].length).toBe(map.size());
  }
  expect(map.get(9_999)).toBe(9_999);
  expect(map.get(5_000)).toBeUndefined();
});

test("the last entries are kept, at least half of what fits", () => {
  const map = boundedMap<number, number>({ most: 100 });
  for (let key = 0; key < 1_000; key++) map.set(key, key);
  for (let key = 951; key < 1_000; key++) expect(map.get(key)).toBe(key);
});

test("entries are weighed, and one that is too heavy alone is not kept", () => {
  const map = boundedMap<string, string>({ most: 100, weigh: (text) => text.length });
  for (const key of ["a", "b", "c", "d"]) map.set(key, "x".repeat(40));
  expect(map.size()).toBeLessThanOrEqual(140);
  expect(map.get("d")).toHaveLength(40);
  map.set("heavy", "x".repeat(101));
  expect([map.get("heavy"), map.size() <= 140]).toEqual([undefined, true]);
  map.set("d", "short");
  expect(map.get("d")).toBe("short");
});

test("a map that may keep nothing keeps nothing", () => {
  const map = boundedMap<string, string>({ most: 0, weigh: (text) => text.length });
  map.set("a", "x");
  expect([map.get("a"), map.size()]).toEqual([undefined, 0]);
});
