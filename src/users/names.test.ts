/** Names that people can tell apart. */
import { expect, test } from "bun:test";

import { skeletonsOf } from "./lookalikes.ts";
import { foldName, readName } from "./names.ts";

const looksAlike = (one: string, other: string) => {
  const [skeletons, others] = [one, other].map((name) => skeletonsOf(name, foldName(name)));
  return skeletons?.some((skeleton) => others?.includes(skeleton));
};
const sameName = (one: string, other: string) => foldName(one) === foldName(other);

test.each([
  ["Ada", "Ada"],
  ["  Ada\t", "Ada"],
  ["ada_l.1-b", "ada_l.1-b"],
  ["नमस्ते", "नमस्ते"],
  ["小紅", "小紅"],
  ["Zoe\u0308", "Zoë"],
  ["Ａｄａ", "Ada"],
  ["𐐀".repeat(24), "𐐀".repeat(24)],
  ["Mary Ann", "Mary Ann"],
  [" Mary \u00a0 Ann", "Mary Ann"],
  ["J. R. R. Tolkien", "J. R. R. Tolkien"],
  ["山田\u3000太郎", "山田 太郎"],
  ["דוד לוי", "דוד לוי"],
])("%j is a name, shown as %s", (typed, name) => {
  expect(readName(typed)).toEqual({ name });
});

test.each([
  ["nothing", " ", "Choose a name."],
  ["one character", "A", "at least 2"],
  ["one character of two parts", "𐐀", "at least 2"],
  ["25 characters", "a".repeat(25), "at most 24"],
  ["25 characters with a space", `${"a".repeat(12)} ${"b".repeat(12)}`, "at most 24"],
  ["a mark after a space", "Ada \u0301Lovelace", "letters, digits"],
  ["a word of dots", "Ada .", "Every word"],
  ["two scripts in two words", "Ada Лавлейс", "one script"],
  ["markup", "<b>Ada</b>", "letters, digits"],
  ["quotes", `Ada"'&`, "letters, digits"],
  ["a line feed", "Ada\nGrace", "letters, digits"],
  ["an emoji", "Ada🌻", "letters, digits"],
  ["an invisible character", "Ada\u200b", "letters, digits"],
  ["an invisible letter", "Ada\u3164", "letters, digits"],
  ["a change of direction", "Ada\u202egrace", "letters, digits"],
  ["half a character", "Ada\ud800", "letters, digits"],
  ["a mark without a letter", "\u0301Ada", "letters, digits"],
  ["dots alone", "..", "at least one letter or digit"],
  ["a letter with 21 marks", `Z${"\u0317".repeat(21)}oe`, "too many marks"],
  ["Cyrillic in Latin", "аdmin", "one script"],
  ["Greek in Latin", "supροrt", "one script"],
  ["one Cyrillic letter in Latin", "vіctim", "one script"],
  ["Latin with Thai", "adaก", "one script"],
  ["Hangul with Hiragana", "아あ", "one script"],
])("%s is no name, and the person is told why", (_, typed, problem) => {
  expect(readName(typed)).toEqual({ problem: expect.stringContaining(problem) });
});

test.each([
  ...["here", "HERE", "Ｈere", "everyone", "Parlor", "admin", "system"],
  ...["Ad min", "Parlor Support", "server admin", "Here Ada"],
])("nobody can be called %s", (typed) => {
  expect(readName(typed)).toEqual({ problem: "That name is reserved. Try another." });
});

test.each([
  "Ada小紅",
  "ada-ひらカナ漢字",
  "아ada漢",
  "ㄅㄆ漢ada",
  "Иван.2",
  "Σοφία",
  "עברית",
  "ทดสอบ",
  "d\u0331\u0307ada",
])("%s has scripts that are written together", (typed) => expect(readName(typed)).toHaveProperty("name"));

test.each(["аԁмin", "ADMlN", "AdmIn", "Ηеre", "yоu", "ѕуѕtem", "rооt", "pаrlоr", "Εveryone", "aⅾmin", "suppоrt"])(
  "nobody passes for the house as %s",
  (typed) => expect(readName(typed)).toHaveProperty("problem"),
);

test.each([
  ["victim", "vіctіm"],
  ["cesar", "сеѕаг"],
  ["pepe", "рере"],
  ["Ian", "lan"],
  ["burn", "bum"],
  ["ada1", "adal"],
  ["BOB", "B0B"],
  ["Mary Ann", "MaryAnn"],
  ["Mary Ann", "mar yann"],
])("%s and %s look alike", (one, other) => expect(looksAlike(one, other)).toBeTrue());

test.each([
  ["Ian", "Lan"],
  ["Ada", "Adá"],
  ["ada", "grace"],
  ["Иван", "Иваня"],
])("%s and %s do not", (one, other) => expect(looksAlike(one, other)).toBeFalse());

test.each([
  ["Ada", "aDA"],
  ["Zoë", "ZOE\u0308"],
  ["Straße", "STRASSE"],
  ["Straße", "STRAẞE"],
  ["ΣΟΦΟΣ", "σοφος"],
  ["σοφοσ", "σοφος"],
  ["Иван", "ИВАН"],
  ["Ａda", "ada"],
  ["Mary Ann", "mary  ANN"],
])("%s and %s are the same name", (one, other) => {
  expect(sameName(one, other)).toBeTrue();
});

test.each([
  ["Ada", "Adá"],
  ["ada.", "ada"],
  ["ada-b", "ada_b"],
  ["Mary Ann", "MaryAnn"],
])("%s and %s are two names", (one, other) => {
  expect(sameName(one, other)).toBeFalse();
});

test("a name folds to the same text however often, in every script", () => {
  const letters = Array.from({ length: 0x20000 }, (_, code) => code)
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .map((code) => String.fromCodePoint(code))
    .filter((letter) => "name" in readName(letter.repeat(2)) || "name" in readName(`a${letter}`));
  const unstable = letters.filter((letter) => foldName(foldName(letter)) !== foldName(letter));
  const byCase = letters.filter((letter) => foldName(letter.toUpperCase()) !== foldName(letter));
  const byLowerCase = letters.filter((letter) => foldName(letter.toLowerCase()) !== foldName(letter));
  expect([unstable, byCase, byLowerCase]).toEqual([[], [], []]);
});
