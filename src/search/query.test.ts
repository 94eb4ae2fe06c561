/** A query is text, whatever is in it; and what is the same to a reader is the same to the search. */
import { expect, test } from "bun:test";

import { fold, termsOf } from "./query.ts";

test.each([
  ["tea", ["tea"]],
  ["  tea \t five\n", ["tea", "five"]],
  ['tea "at five"', ["tea", "at five"]],
  ["“at five” tea", ["at five", "tea"]],
  ['tea "at fi', ["tea", "at fi"]],
  ['say"at five"now', ["say", "at five", "now"]],
  ["tea tea", ["tea"]],
  ["AND OR NOT NEAR( tea* -x ^y a:b {c}", ["AND", "OR", "NOT", "NEAR(", "tea*", "-x", "^y", "a:b", "{c}"]],
  ["it's 100% _sure_ \\o/", ["it's", "100%", "_sure_", "\\o/"]],
  ["你好 世界", ["你好", "世界"]],
  ["हिन्दी", ["हिन्दी"]],
  ["cafe\u0301", ["café"]],
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

test.each([
  ["TEA", "tea"],
  ["Café", "cafe"],
  ["CAFE\u0301", "cafe"],
  ["ПРИВЕТ", "привет"],
  ["ΟΔΟΣ", "οδοσ"],
  ["οδος", "οδοσ"],
  ["İstanbul", "istanbul"],
  ["Điện", "đien"],
])("%p is compared as %p", (text, folded) => {
  expect(fold(text)).toBe(folded);
});

test.each(["мой", "ά", "가나", "नमस्ते", "مرحبا", "你好", "ñ".normalize("NFD").slice(0, 1)])(
  "%p keeps its letters",
  (text) => {
    expect(fold(text)).toBe(text);
  },
);

test("every Latin letter with an accent is compared as the one without", () => {
  const letters = Array.from({ length: 0x1f00 }, (_, code) => String.fromCharCode(code)).filter(
    (letter) => (letter >= "\u00c0" && letter <= "\u024f") || letter >= "\u1e00",
  );
  const folded = letters.map((letter) => letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase());
  expect(letters.map(fold)).toEqual(folded);
  expect(fold(`${letters.join("")}\ud800 好💬`)).toBe(`${folded.join("")}\ud800 好💬`);
});

test("accents do not make a text dear", () => {
  const cost = (text: string) =>
    Math.min(
      ...Array.from({ length: 50 }, () => {
        const since = performance.now();
        fold(text);
        return performance.now() - since;
      }),
    );
  expect(cost("éa".repeat(2_000)) / cost("ea".repeat(2_000))).toBeLessThan(8);
});
