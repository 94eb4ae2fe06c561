/** What somebody typed into a search box, as terms that are all to be found. Whatever was typed, it is text. */

/** Most characters of a query that are read, and most terms. */
const LONGEST = 200;
const MOST_TERMS = 10;

const CONTROLS = /[\u0000-\u001f\u007f]/g; // eslint-disable-line no-control-regex
/** A phrase between quotation marks, closed or not, or a word. */
const TERM = /["“”„]([^"“”„]*)|[^\s"“”„]+/g;
const LATIN_WITH_ACCENT = /[\u00c0-\u024f\u1e00-\u1eff]/;
const ACCENTS = /[\u0300-\u036f]/g;

/**
 * The terms of a query: words, and phrases between quotation marks.
 * @example termsOf('tea "at five"') // ["tea", "at five"]
 */
export function termsOf(typed: string): string[] {
  const text = typed.slice(0, LONGEST).toWellFormed().normalize("NFC").replace(ACCENTS, "").replace(CONTROLS, " ");
  const terms = [...text.matchAll(TERM)].map(([whole, phrase]) => (phrase ?? whole).trim());
  return [...new Set(terms)].filter(Boolean).slice(0, MOST_TERMS);
}

/**
 * A text as it is compared: without upper case, in all scripts that have it, and Latin letters without accents. What the
 * index takes for the same is the same here.
 */
export const fold = (text: string): string => plain(text).replace(ACCENTS, "").toLowerCase().replaceAll("ς", "σ");

/** Each character up to the last Latin letter with an accent, and for those letters the one without. */
const PLAIN = Uint16Array.from({ length: 0x1f00 }, (_, code) => {
  const character = String.fromCharCode(code);
  return LATIN_WITH_ACCENT.test(character) ? character.normalize("NFD").charCodeAt(0) : code;
});

/** Takes the accents from Latin letters. By table: a call for each letter costs twenty times as much, and others wait. */
function plain(text: string): string {
  if (!LATIN_WITH_ACCENT.test(text)) return text;
  const units = new Uint16Array(text.length);
  for (let index = 0; index < units.length; index++) {
    const code = text.charCodeAt(index);
    units[index] = PLAIN[code] ?? code;
  }
  return Buffer.from(units.buffer).toString("utf16le");
}
