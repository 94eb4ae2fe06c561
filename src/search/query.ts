/** What somebody typed into a search box, as terms that are all to be found. Whatever was typed, it is text. */
import { textToPlain } from "../messages/text.ts";
import { fold } from "./fold.ts";

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
 * The terms of a query, read as a message is and folded: words, and phrases between quotation marks.
 * @example termsOf('Tea "at five"') // ["tea", "at five"]
 */
export function termsOf(typed: string): string[] {
  const text = typed.slice(0, LONGEST).toWellFormed().replace(CONTROLS, " ").replace(GERSHAYIM, "״");
  const found = [...textToPlain(text).matchAll(TERM)].map(([whole, phrase]) => fold(phrase ?? whole));
  const terms = [...new Set(found)].filter(Boolean);
  const words = terms.filter((term) => !LINE_MARK.test(term));
  return (words.length > 0 ? words : terms).slice(0, MOST_TERMS);
}
