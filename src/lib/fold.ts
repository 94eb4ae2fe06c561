/**
 * Folding: what looks or means the same to a reader becomes the same text. There is one for what is indexed, for what is
 * sought, for what is marked in an excerpt, and for names that are typed without their accents.
 */
import { boundedMap } from "./bounded-map.ts";

/**
 * A text as it is compared: without case, accents and points, with plain quotes and dashes, compatibility forms as what
 * they stand for, and one space between words.
 * @example fold("Łódź —  “Straße”") // 'lodz - "strasse"'
 */
export function fold(text: string): string {
  if (!SPECIAL.test(text)) return text.toLowerCase();
  return joinRuns(foldCharacters(text.replace(LINE_MARKS, "$1"))).trim();
}

/** Not in a text of one line that only has to lose its case. */
const SPECIAL = /[^ -~]|[ -]{2}|`|^[ >*-]| $/;

/** What stands before quoted lines and items of a list: a phrase goes on across it. */
const LINE_MARKS = /(^|\n)[ \t]*(?:(?:>+|[-*•])[ \t]+)+/g;

/** Single quotes and what is typed for them; those with an accent or that are two are replaced before they fall apart. */
const APOSTROPHES =
  /['`´‘’‚‛′‵‹›❛❜❟ʹʻʼʽʾʿˈ\u0384\u055a\u059c\u05f3\u1fbd\u1fbf\u1fef\u1ffd\u1ffe\ua78b\ua78c\uff07\uff40]/g;
const QUOTES = /[[\p{Quotation_Mark}--['‘’‚‛‹›\uff07]]\u2033\u2036\u275d\u275e\u2760\u05f4\u02ba\u02ee]/gv;
/** Of every length, as minus, as bullet, and as people draw them. The wave dash is as often typed as a tilde. */
const DASHES = /[[\p{Dash}--[\u301c]]\u2043\u2500\u2501\u02d7\u2796]/gv;
const TILDES = /[\u301c\u02dc\u223c\u223d]/g;

/** Letters of Cyrillic that only look like others with an accent. */
const CYRILLIC = /[иИуУ]\u0306|[іІ]\u0308|[гГкК]\u0301/g;
/**
 * Accents of Latin, Greek and Cyrillic, points of Hebrew, Arabic and Syriac, the stretching tatweel, and what nobody sees.
 * Vowels of other scripts are letters, voiced kana other ones, and a stroke through a sign is another sign.
 */
const MARKS = new RegExp(
  "[[\\p{Default_Ignorable_Code_Point}--[\\u{e0020}-\\u{e007f}]]\\u0300-\\u0337\\u0339-\\u036f\\u0483-\\u0487" +
    "\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06dc" +
    "\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed\\u0711\\u0730-\\u074a\\u0898-\\u089f\\u08ca-\\u08e1\\u08e3-\\u08ff" +
    "\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20dc\\u20e1\\u20e5-\\u20f0\\u2de0-\\u2dff\\ua66f\\ua674-\\ua67d\\ua69e\\ua69f" +
    "\\ufe20-\\ufe2f]", // nested classes first: the runtime takes none behind a range
  "gv",
);

/** Letters that have a stroke, a hook or a tail, are two, or have a form of their own: in what people type for them. */
const LETTERS = new Map(
  Object.entries({
    a: "ⱥ",
    ae: "æ",
    b: "ƀɓƃ",
    c: "ƈȼ",
    d: "đðɖɗƌȡ",
    e: "ɇɛ",
    g: "ɠǥ",
    h: "ħɦⱨ",
    i: "ıɨɩ",
    j: "ɉȷ",
    k: "ƙⱪĸ",
    l: "łƚⱡɫɬ",
    m: "ɱ",
    n: "ŋɲƞȵ",
    o: "øɔɵ",
    oe: "œ",
    p: "ƥᵽ",
    r: "ɍɽ",
    s: "ʂȿ",
    ss: "ß",
    t: "ŧƭʈⱦ",
    th: "þ",
    u: "ʉ",
    v: "ʋ",
    w: "ⱳ",
    y: "ƴɏ",
    z: "ƶȥⱬʐ",
    σ: "ς",
    ا: "ٱ",
    ي: "یىے",
    ك: "ک",
    ه: "ةہھە",
    "/": "⁄∕",
    "'": "ʼ",
  }).flatMap(([plain, letters]) => [...letters].map((letter) => [letter, plain] as const)),
);
const LETTER = new RegExp(`[${[...LETTERS.keys()].join("")}]`, "g");

/** The zero of each script that has digits of its own; the other nine follow it. */
const ZEROS = [..."٠۰߀०০੦૦୦௦౦೦൦෦๐໐༠၀႐០᠐᥆᧐᪀᪐᭐᮰᱀᱐꘠꣐꤀꧐꧰꩐꯰"].map((zero) => zero.charCodeAt(0));
const DIGIT = /[[\p{Nd}&&[\u0080-\uffff]]]/gv;

/** A text with each character folded, whatever stands beside it. Not what `joinRuns` does. */
function foldCharacters(text: string): string {
  let folded = text.replace(APOSTROPHES, "'");
  if (!BEYOND_ASCII.test(folded)) return folded.toLowerCase();
  folded = folded.replace(QUOTES, '"').replace(TILDES, "~").replace(/゛/g, "\u3099").replace(/゜/g, "\u309a");
  folded = folded.normalize("NFKD");
  folded = folded.replace(CYRILLIC, (letter) => letter.normalize("NFC")).replace(MARKS, "");
  folded = folded.toLowerCase().replace(LETTER, (letter) => LETTERS.get(letter) ?? letter);
  return folded.replace(DIGIT, toAscii).replace(DASHES, "-").normalize("NFC");
}

const BEYOND_ASCII = /[^\0-\x7f]/; // eslint-disable-line no-control-regex

function toAscii(digit: string): string {
  const code = digit.charCodeAt(0);
  const zero = ZEROS.find((zero) => code >= zero && code <= zero + 9);
  return zero === undefined ? digit : String(code - zero);
}

/** One space for any number of spaces and line breaks, one dash for several: two are typed where one long one is meant. */
const joinRuns = (text: string): string => text.replace(/[\s\u2800]+/g, " ").replace(/-{2,}/g, "-");

/** A folded text, and for each of its characters where that in the text begins and ends which it stands for. */
export type Folded = { folded: string; starts: number[]; ends: number[] };

/**
 * What is folded as one: line marks, characters with what modifies them, syllables in letters. Plain ones are taken
 * together, as they only lose their case.
 */
const CLUSTER =
  /([!-,.-_a-~]+(?![\p{M}\p{Default_Ignorable_Code_Point}゛゜ﾞﾟ]))|\n[ \t]*(?:(?:>+|[-*•])[ \t]+)*|[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]+|.[\p{M}\p{Default_Ignorable_Code_Point}゛゜ﾞﾟ]*/gsu;

/** Folds a text cluster by cluster: several times as slow as `fold`, with the same result but for its ends. */
export function foldInPlace(text: string): Folded {
  const starts: number[] = [];
  const ends: number[] = [];
  let folded = "";
  for (const { 0: cluster, 1: plain, index } of text.matchAll(CLUSTER)) {
    const piece = plain?.toLowerCase() ?? foldCluster(cluster, folded.at(-1));
    folded += piece;
    for (let unit = 0; unit < piece.length; unit++) {
      starts.push(plain ? index + unit : index);
      ends.push(plain ? index + unit + 1 : index + cluster.length);
    }
  }
  return { folded, starts, ends };
}

/** A cluster behind a folded character: spaces and dashes go on where there is one. */
function foldCluster(cluster: string, last = ""): string {
  let piece = known.get(cluster);
  if (piece === undefined) {
    piece = joinRuns(foldCharacters(cluster.startsWith("\n") ? " " : cluster));
    known.set(cluster, piece);
  }
  return (last === " " || last === "-") && piece.startsWith(last) ? piece.slice(1) : piece;
}

/** The clusters that were folded last, by their characters: those of a language are few. */
const known = boundedMap<string, string>({ most: 65_536, weigh: (piece) => piece.length + 8 });
