/** What is drawn is seen, whatever shows through it. */
import { expect, test } from "bun:test";

import { flatten, toneOf } from "./transparency.ts";

/** A picture of one row, of pixels as red, green, blue and opacity. */
const row = (...pixels: number[][]) => ({ rows: Uint8Array.from([0, ...pixels.flat()]), width: pixels.length });

const CLEAR = [0, 0, 0, 0];
const BLACK = [0, 0, 0, 255];
const WHITE = [255, 255, 255, 255];
const RED = [220, 40, 40, 255];

test("what shows through a picture is light under what is dark, and dark under what is light", () => {
  const [dark, light] = [row(BLACK, CLEAR), row(WHITE, CLEAR)];
  flatten(dark);
  flatten(light);
  expect([...dark.rows]).toEqual([0, ...BLACK, 246, 240, 230, 255]);
  expect([...light.rows]).toEqual([0, ...WHITE, 42, 36, 32, 255]);
});

test("what shows through half is mixed with what is under it", () => {
  const picture = row(BLACK, [0, 0, 0, 128]);
  flatten(picture);
  expect([...picture.rows.slice(5)]).toEqual([123, 120, 115, 255]);
});

test("a picture that nothing shows through stays as it is", () => {
  const picture = row(BLACK, WHITE, RED);
  flatten(picture);
  expect([...picture.rows]).toEqual([0, ...BLACK, ...WHITE, ...RED]);
});

test.each([
  ["dark, through which the page shows", row(BLACK, CLEAR), "dark"],
  ["light, through which the page shows", row(WHITE, CLEAR, CLEAR), "light"],
  ["in a colour that is seen on both", row(RED, CLEAR), null],
  ["dark, on a ground of its own", row(BLACK, BLACK, BLACK), null],
] as const)("a logo that is %s", (_, logo, tone) => {
  expect(toneOf(logo)).toBe(tone);
});
