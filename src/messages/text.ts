/** What people wrote: cleaned on the way in, and HTML on the way out. */
import { problemOfLength } from "./length.ts";
import { blocksToHtml } from "./markdown/blocks.ts";
import { htmlToPlain } from "./markdown/plain.ts";
import { type Named, plainToHtml } from "./markdown/spans.ts";
import { type Mention, type Mentions, NOBODY } from "./mentions.ts";
import { NO_ROOMS, type RoomLinks } from "./room-links.ts";

/** Line breaks of all kinds: those of other systems, and what word processors put between lines and pages. */
const BREAKS = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;
/** Control characters other than tab and line feed: nothing anyone means to send. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g; // eslint-disable-line no-control-regex
/** Blank as well are the Braille pattern without dots and the note without a head; nothing is to be seen of the others. */
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}]/u;
/** Emoji that are signs of text unless U+FE0F follows, as some keyboards send them. Not ©, ™ or ↔. */
const BARE = "[[\\p{Emoji}--\\p{RI}]&&[\\u{2300}-\\u{27bf}\\u{2b00}-\\u{2bff}\\u{1f000}-\\u{1faff}]]\\p{EMod}?\\ufe0f?";
const EMOJI = `(?:\\p{RGI_Emoji}|${BARE}(?:\\u200d${BARE})*|[0-9*#]\\u20e3)`;
const EMOJI_ONLY = new RegExp(`^(?:${EMOJI}\\s*){1,12}$`, "v");
/** What only a text with Markdown in it has: a look at it is all that plain ones pay. */
const MARKED = /[*_`\\]|~~|\]\(|(?:^|\n)[ \t]*(?:>|-[ \t]|\d{1,3}\.[ \t])/;

/** Marks and lines in a text, so many that nobody means them: it is shown as it was typed. */
const SIGNS = /\*+|_+|~+|`+|[[\]\\\n]/g;
const MOST_SIGNS = 500;

export type TextAnswer = { text: string } | { problem: string };

/**
 * The text as it is stored: line ends as LF, without blank ends; or what is wrong with it. Length in characters.
 * @param mayBeEmpty a message with files needs no text
 */
export function readText(typed: string, most: number, mayBeEmpty = false): TextAnswer {
  const text = typed.toWellFormed().replace(BREAKS, "\n").replace(CONTROLS, "").replace(/^\n+/, "").trimEnd();
  if (!VISIBLE.test(text)) return mayBeEmpty ? { text: "" } : { problem: "Write something first." };
  const problem = problemOfLength(text, most);
  return problem === undefined ? { text } : { problem };
}

/** A message of more lines than this is folded; the style sheet leaves 25 of them. */
const MOST_LINES = 30;
/** Characters that a line of a message has at least, on a wide screen. */
const LINE = 68;

/** Whether a text takes so many lines that it is folded, as far as that can be told without showing it. */
export function isLong(text: string): boolean {
  if (text.length <= MOST_LINES) return false;
  let lines = 0;
  for (const line of text.split("\n")) lines += Math.max(1, Math.ceil(line.length / LINE));
  return lines > MOST_LINES;
}

/** Whether a text is nothing but a few emoji, to be shown large. */
export const isEmojiOnly = (text: string): boolean => text.length <= 200 && EMOJI_ONLY.test(text);

/**
 * The HTML of a text: escaped, with what it marks, its addresses, and the people and rooms it names. Line breaks are left to the
 * style sheet.
 */
export const textToHtml = (text: string, mentions: Mentions = NOBODY, rooms: RoomLinks = NO_ROOMS): string =>
  toHtml(text, { mentions, rooms });

/** Whom a text mentions as it is shown: not in code, nor in the names of links, and of names that begin alike the longest. */
export function mentionedIn(text: string, mentions: Mentions): Set<Mention["person"]> {
  const people = new Set<Mention["person"]>();
  toHtml(text, { mentions, rooms: NO_ROOMS, mentioned: (person) => people.add(person) });
  return people;
}

function toHtml(text: string, named: Named): string {
  const isMarked = MARKED.test(text) && (text.match(SIGNS)?.length ?? 0) <= MOST_SIGNS;
  return isMarked ? blocksToHtml(text.split("\n"), named) : plainToHtml(text, named);
}

/** A text as it is read: without its marks, with its structure. */
export const textToPlain = (text: string): string => (MARKED.test(text) ? htmlToPlain(textToHtml(text)) : text);
