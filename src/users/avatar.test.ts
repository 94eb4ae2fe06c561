/** Every avatar has a letter and a colour. */
import { expect, test } from "bun:test";

import { hueOf, initialOf } from "./avatar.tsx";

test.each([
  ["ada", "A"],
  ["élan", "É"],
  ["न्याय", "न्या"],
  ["𐐨da", "𐐀"],
  ["小紅", "小"],
])("the avatar of %s shows %s", (name, initial) => {
  expect(initialOf(name)).toBe(initial);
});

test("every person has one of twelve colours, and neighbours differ", () => {
  const hues = Array.from({ length: 12 }, (_, author) => hueOf(author + 1, null));
  expect(new Set(hues).size).toBe(12);
  expect(hues.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test("a chosen colour is the one shown", () => {
  expect([hueOf(7, 12), hueOf(8, 12)]).toEqual([12, 12]);
});
