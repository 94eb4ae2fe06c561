/** What somebody typed into a search box, as terms that are all to be found. Whatever was typed, it is text. */
import { fold } from "../lib/fold.ts";
import { textToPlain } from "../messages/text.ts";

/** Most characters of a query that are read, and most terms. */
const LONGEST = 200;
const MOST_TERMS = 10;

const CONTROLS = /[\u0000-\u001f\u007f]/g; // eslint-disable-line no-control-regex
/** A phrase between quotation marks of any language, closed or not, or a word. */
const TERM = /["“”„‟«»＂〝〞〟「」『』]([^"“”„‟«»＂〝〞〟「」『』]*)|[^\s"“”„‟«»＂〝〞〟「」『』]+/g;
/** Within a Hebrew abbreviation, as in צה"ל, a quotation mark is a letter's. */
const GERSHAYIM = /(?<=\p{Script=Hebrew})["”](?=\p{Script=Hebrew})/gu;
/** What marks quoted lines and items of a list: copied with a message, and no part of its text. */
const LINE_MARK = /^(?:>+|[-*•])$/;

/**
 * The terms of a query, read as a message is and folded: words, and phrases between quotation marks. Where nothing of it is
 * seen, it is as it was typed, which no text has.
 * @example termsOf('Tea "at **five**"') // ["tea", "at five"]
 */
export function termsOf(typed: string): string[] {
  const text = typed.slice(0, LONGEST).toWellFormed().replace(CONTROLS, " ").replace(GERSHAYIM, "״");
  const read = text.includes("](") ? text : textToPlain(text); // an address that was typed is sought
  const found = [...read.matchAll(TERM)].map(([whole, phrase]) => (phrase ?? whole).trim()).filter(Boolean);
  const folded = [...new Set(found.map(fold))].filter(Boolean);
  const words = folded.filter((term) => !LINE_MARK.test(term));
  return [words, folded, found].find((terms) => terms.length > 0)?.slice(0, MOST_TERMS) ?? [];
}
