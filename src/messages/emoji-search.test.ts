/** Emoji are found by what people call them, the best first. */
import { expect, test } from "bun:test";

import { findEmoji, isCalled } from "./emoji-search.ts";
import { emojiGroups } from "./emoji.ts";
import { isEmoji } from "./reactions.ts";

const ALL = emojiGroups().flatMap(([, emoji]) => emoji);
const find = (text: string, recent: string[] = []) => findEmoji(ALL, text, recent).map(([emoji]) => emoji);

test.each([
  ["tada", "🎉"],
  ["+1", "👍"],
  ["-1", "👎"],
  ["thx", "🙏"],
  ["lol", "😆"],
  ["fire", "🔥"],
  ["100", "💯"],
  ["shrug", "🤷"],
  ["owl", "🦉"],
  ["OwL", "🦉"],
  [":tada:", "🎉"],
  ["party_popper", "🎉"],
  ["heart", "❤️"],
  ["hea", "❤️"],
  ["thu", "👍"],
  ["coffee", "☕"],
  ["smile", "😄"],
  ["thumbsup", "👍"],
  ["brb", "🔜"],
])("%p finds %s first", (text, emoji) => expect(find(text)[0]).toBe(emoji));

test("whole words come before beginnings, names before other words, and the middle of a word last", () => {
  const found = find("cat");
  expect(found.slice(0, 2)).toEqual(["🐱", "🐈"]);
  expect(found.indexOf("😾")).toBeLessThan(found.indexOf("🐛")); // the caterpillar
  expect(found.indexOf("🐛")).toBeLessThan(found.indexOf("🎓")); // education
});

test("of equally good ones the last used is first; a better one stays before them", () => {
  expect(find("lol", ["🎉", "😂", "😆"]).slice(0, 2)).toEqual(["😂", "😆"]);
  expect(find("fire", ["🧯"])[0]).toBe("🔥");
});

test("every word has to fit, and nothing means nothing", () => {
  expect(find("grinning cat")).toEqual(["😺", "😸"]);
  expect(find("grinning xyzzy")).toEqual([]);
  for (const text of ["", " ", ":", "::"]) expect(find(text)).toEqual([]);
});

test("only a whole name or shortcode is what an emoji is called", () => {
  const called = (text: string) => ALL.filter((one) => isCalled(one, text)).map(([emoji]) => emoji);
  expect(["tada", "+1", "party_popper", "tad", "xyzzy"].map(called)).toEqual([["🎉"], ["👍"], ["🎉"], [], []]);
});

test("all emoji are there once, each can be a reaction, and has a name", () => {
  expect(ALL.length).toBeGreaterThan(1_800);
  expect(new Set(ALL.map(([emoji]) => emoji)).size).toBe(ALL.length);
  expect(ALL.filter(([emoji, name]) => !isEmoji(emoji) || !name)).toEqual([]);
});
