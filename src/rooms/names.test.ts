/** What a room may be called, and which slug comes of it. */
import { expect, test } from "bun:test";

import { foldRoomName, readRoomName, readTopic, slugOf } from "./names.ts";

test.each([
  ["  Reading   group ", "Reading group"],
  ["Küche & Café", "Küche & Café"],
  ["茶の間", "茶の間"],
  ["غرفة", "غرفة"],
  ["🍵 Tea", "🍵 Tea"],
  ["🍵", "🍵"],
  ["#1", "#1"],
  ["a\u202eb\u0000c\nd", "a b c d"],
  ["x".repeat(40), "x".repeat(40)],
  ["👩‍👩‍👧 home", "👩‍👩‍👧 home"],
])("%p is called %p", (typed, name) => {
  expect(readRoomName(typed)).toEqual({ name, folded: foldRoomName(name) });
});

test.each(["", "   ", "\u200b\u2060", "---", "…", "\u202e"])("%p is no name", (typed) => {
  expect(readRoomName(typed)).toEqual({ problem: "Give the room a name." });
});

test.each([["x".repeat(41)], [`x${"\u0301".repeat(5)}`], ["🍵".repeat(41)], ["x".repeat(1_000_000)]])(
  "a name that is too long or too marked is turned down",
  (typed) => {
    expect(readRoomName(typed)).toHaveProperty("problem");
  },
);

test("names that nobody would tell apart are one", () => {
  for (const name of ["Café", "CAFE", "cafe\u0301", "ｃａｆｅ"]) expect(foldRoomName(name)).toBe("cafe");
  expect(foldRoomName("Tee")).not.toBe(foldRoomName("Tea"));
});

test.each([
  ["Café & Küche", "cafe-kuche"],
  ["Łódź 2026!", "lodz-2026"],
  ["茶の間", ""],
  ["new", ""],
  ["New", ""],
  ["#1", "1"],
  ["../../admin", "admin"],
])("the slug of %p is %p", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test("a topic is one line of up to 200 characters, or none", () => {
  expect(readTopic(" This\nmonth:\u202e tea ")).toEqual({ topic: "This month: tea" });
  expect(readTopic("")).toEqual({ topic: "" });
  expect(readTopic("t".repeat(200))).toEqual({ topic: "t".repeat(200) });
  expect(readTopic("t".repeat(201))).toHaveProperty("problem");
});
