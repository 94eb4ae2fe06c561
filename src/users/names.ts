/** What a name may be, and how two names are compared. */
import { lazy } from "../lib/lazy.ts";
import { isOfOneScript, skeletonsOf } from "./lookalikes.ts";

/** Names that would pass for the house or for everybody. Compared folded, and by what they look like. */
const RESERVED = [
  ...["admin", "administrator", "all", "anonymous", "channel", "everyone", "guest", "here", "moderator", "parlor"],
  ...["root", "room", "server", "support", "system", "you"],
];

/** What they look like as they are, with a capital, and in capitals. */
const reservedSkeletons = lazy(
  () =>
    new Set(
      RESERVED.flatMap((name) =>
        [name, name.charAt(0).toUpperCase() + name.slice(1), name.toUpperCase()].flatMap((shown) =>
          skeletonsOf(shown, foldName(shown)),
        ),
      ),
    ),
);

/** Letters, marks and digits of any script. Invisible characters would make two names look the same. */
const WORD = /^(?!\p{M})(?:(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{N}_.-])+$/u;

export const NAME_HINT = "2 to 24 letters or digits. Spaces, dots and dashes are fine, too.";

export type NameAnswer = { name: string; problem?: undefined } | { problem: string };

/**
 * The name as it will be shown (NFKC), or what is wrong with it, in words for the person.
 * @example readName(" Mary  Ann ") // { name: "Mary Ann" }
 */
export function readName(typed: string): NameAnswer {
  const name = normalizeName(typed);
  const length = [...name].length;
  const words = name.split(" ");
  if (length === 0) return { problem: "Choose a name." };
  if (length < 2) return { problem: "A name needs at least 2 characters." };
  if (length > 24) return { problem: "A name can have at most 24 characters." };
  if (!words.every((word) => WORD.test(word)))
    return { problem: "A name can only have letters, digits, spaces and _ . - in it." };
  if (!words.every((word) => /[\p{L}\p{N}]/u.test(word)))
    return { problem: "Every word of a name needs at least one letter or digit." };
  if (/\p{M}{3}/u.test(name)) return { problem: "That name has too many marks on one letter." };
  if (!isOfOneScript(name))
    return { problem: "A name can only have letters of one script, so that nobody is mistaken for someone else." };
  if (isReserved(name, words)) return { problem: "That name is reserved. Try another." };
  return { name };
}

/** Reserved as a whole, or word by word like "Server Admin", or so that `@here` would call one person alone. */
const isReserved = (name: string, words: string[]): boolean =>
  looksReserved(name) || (words.length > 1 && (words.every(looksReserved) || foldName(words[0] ?? "") === "here"));

const looksReserved = (name: string): boolean =>
  skeletonsOf(name, foldName(name)).some((skeleton) => reservedSkeletons().has(skeleton));

/** The same text for names that differ only in case or in how they are encoded. */
export function foldName(name: string): string {
  // Twice lower: JavaScript has no case folding, and a capital ß only meets "ss" on the way up.
  return normalizeName(name).toLowerCase().toUpperCase().toLowerCase().normalize("NFKC");
}

/** Cut long before it matters: normalising can make a text eighteen times as long. Between two words is one space. */
function normalizeName(typed: string): string {
  return typed.trim().slice(0, 200).toWellFormed().normalize("NFKC").trim().replace(/ {2,}/g, " ");
}
