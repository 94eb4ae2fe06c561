/** Boxes of pictures: as they are, but within bounds. */
import { expect, test } from "bun:test";

import { boxOf, drawnWidth, isTiny } from "./boxes.ts";

test.each([
  [1_600, 1_000, 480, 300],
  [1_000, 1_500, 235, 352],
  [4_000, 3_000, 469, 352],
  [300, 200, 300, 200],
  [200, 2_500, 176, 352],
  [100, 2_500, 100, 200],
  [2_500, 100, 400, 100],
  [2_500, 500, 480, 120],
  [16, 16, 48, 48],
  [1, 2_560, 48, 48],
])("a picture of %i by %i has a box of %i by %i", (width, height, boxWidth, boxHeight) => {
  expect(boxOf({ width, height })).toEqual({ width: boxWidth, height: boxHeight });
});

test("what fills a box is as wide as it is drawn, which may be wider than the box, but never wider than it is", () => {
  expect(drawnWidth({ width: 1_600, height: 800 }, "pair", 0)).toBe(478);
  expect(drawnWidth({ width: 800, height: 1_600 }, "pair", 0)).toBe(239);
  expect(drawnWidth({ width: 100, height: 100 }, "pair", 0)).toBe(100);
});

test("only what is small in both directions is tiny", () => {
  expect([isTiny({ width: 16, height: 16 }), isTiny({ width: 16, height: 500 })]).toEqual([true, false]);
});
