/** Passwords that are worth something. */
import { expect, test } from "bun:test";

import { passwordProblem } from "./new-password.ts";

const OF = { name: "Ada.Lovelace", siteName: "The Green Room" };

test.each([
  ["7 characters", "1234567", "at least 8"],
  ["4 emoji", "🌻🌻🌻🌻", "at least 8"],
  ["129 characters", "x".repeat(129), "at most 128"],
  ["the name", "ada.lovelace", "can't be your name"],
  ["the name in capitals", "ADA.LOVELACE", "can't be your name"],
  ["the name with digits", "ada.lovelace1815", "first thing people guess"],
  ["the place's name with digits", "!The Green Room 2026", "first thing people guess"],
  ["the program's name with digits", "Parlor123", "first thing people guess"],
  ["the word itself", "password", "anyone would try"],
  ["the word itself in capitals", "PassWord", "anyone would try"],
  ["the word itself in full width", "ｐａｓｓｗｏｒｄ", "anyone would try"],
  ["a row of digits", "12345678", "anyone would try"],
  ["a row of keys", "qwertyui", "anyone would try"],
  ["two rows of keys", "1q2w3e4r", "anyone would try"],
])("a password of %s is refused, and the person is told why", async (_, password, problem) => {
  expect(await passwordProblem(password, OF)).toContain(problem);
});

test.each([
  "83512749",
  "x".repeat(128),
  "correct horse battery",
  "пароль и ещё",
  "🌻".repeat(8),
  "the green room is mine",
])("%j is a password", async (password) => expect(await passwordProblem(password, OF)).toBeUndefined());
