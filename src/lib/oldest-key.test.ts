/** The oldest key is found whatever happened to the map meanwhile. */
import { expect, test } from "bun:test";

import { oldestKey } from "./oldest-key.ts";

test("keys are named in the order they came, those that left or came back in between too", () => {
  const map = new Map([..."abcdef"].map((key) => [key, 0]));
  const oldest = oldestKey(map);
  const named: string[] = [];
  const takeOne = () => {
    const key = oldest();
    named.push(key);
    map.delete(key);
  };
  takeOne();
  map.delete("b");
  map.delete("c");
  map.set("c", 0);
  takeOne();
  map.set("a", 0);
  while (map.size > 0) takeOne();
  map.set("g", 0);
  takeOne();
  expect(named.join("")).toBe("adefcag");
});

test("in a map that is full for long, it is the same as a fresh look at it", () => {
  const map = new Map<number, number>();
  const oldest = oldestKey(map);
  for (let step = 0; step < 20_000; step++) {
    const key = (step * 7_919) % 1_500;
    map.delete(key);
    map.set(key, step);
    if (map.size <= 1_000) continue;
    const [first] = map.keys();
    const named = oldest();
    expect(named).toBe(first!);
    map.delete(named);
  }
});

test("an empty map has none, until it has", () => {
  const map = new Map<string, number>();
  const oldest = oldestKey(map);
  expect(oldest).toThrow("empty");
  map.set("a", 0);
  expect(oldest()).toBe("a");
});
