/** A query is text, whatever is in it; and what is the same to a reader is the same to the search. */
import { expect, test } from "bun:test";

import { termsOf } from "./query.ts";

test.each([
  ["tea", ["tea"]],
  ["  tea \t five\n", ["tea", "five"]],
  ['tea "at five"', ["tea", "at five"]],
  ["“at five” tea", ["at five", "tea"]],
  ['tea "at fi', ["tea", "at fi"]],
  ['say"at five"now', ["say", "at five", "now"]],
  ["tea tea", ["tea"]],
  ["AND OR NOT NEAR( tea* -x ^y a:b {c}", ["and", "or", "not", "near(", "tea*", "-x", "^y", "a:b", "{c}"]],
  ["it's 100% _sure_ \\o/", ["it's", "100%", "sure", "\\o/"]],
  ["你好 世界", ["你好", "世界"]],
  ["हिन्दी", ["हिन्दी"]],
  ["cafe\u0301", ["cafe"]],
  ["don’t “At Five”", ["don't", "at five"]],
  ["«at five» 「喝茶」 ＂tea＂ „um fünf“", ["at five", "喝茶", "tea", "um funf"]],
  ["ｔｅａ　ｆｉｖｅ", ["tea", "five"]],
  ["Café cafe", ["cafe"]],
  ['צה"ל "של ום"', ['צה"ל', "של ום"]],
  ['"at\u00a0 five', ["at five"]],
  ["- milk - eggs", ["milk", "eggs"]],
  ["> quoted", ["quoted"]],
  ['"- milk"', ["milk"]],
  ["-", ["-"]],
  ["**hello world** `code`", ["hello", "world", "code"]],
  ["[plan](https://a.example)", ["[plan](https://a.example)"]],
  ["tea \u200b \ufe0f", ["tea"]],
  ["\u0301 \u200b", ["\u0301", "\u200b"]],
  ["a\u0000b", ["a", "b"]],
  ["\ud800x", ["\ufffdx"]],
  ['"', []],
  ['""  ""', []],
  ["", []],
])("%p asks for %p", (typed, terms) => {
  expect(termsOf(typed)).toEqual(terms);
});

test("of a very long query the beginning is read, and of very many terms the first", () => {
  expect(termsOf("x".repeat(1_000_000))).toEqual(["x".repeat(200)]);
  expect(termsOf("💬".repeat(101))[0]?.isWellFormed()).toBe(true);
  expect(termsOf(Array.from({ length: 50 }, (_, index) => `t${index}`).join(" "))).toHaveLength(10);
});
