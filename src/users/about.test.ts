/** What people say about themselves is one paragraph that fits on a card. */
import { expect, test } from "bun:test";

import { readAbout } from "./about.ts";

test.each([
  ["", ""],
  [" \n\t ", ""],
  ["  likes\r\n\r\nlamps  ", "likes lamps"],
  ["a\u0000b\u0007c\u009bd", "abcd"],
  ["\ud800", "\ufffd"],
  ["אוהבת ספרים 📚", "אוהבת ספרים 📚"],
])("%p is kept as %p", (typed, about) => {
  expect(readAbout(typed, 200)).toEqual({ about });
});

test("length is counted in characters, after cleaning", () => {
  expect(readAbout(` ${"📚".repeat(200)} `, 200)).toEqual({ about: "📚".repeat(200) });
  expect(readAbout("x".repeat(201), 200)).toEqual({ problem: "That is 201 characters. At most 200 fit on a card." });
});
