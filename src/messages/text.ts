/** What people wrote: cleaned on the way in, and HTML on the way out. */
import { blocksToHtml } from "./markdown/blocks.ts";
import { plainToHtml } from "./markdown/spans.ts";
import { type Mentions, NOBODY } from "./mentions.ts";

/** Control characters other than tab and line feed: nothing anyone means to send. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g; // eslint-disable-line no-control-regex
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const EMOJI_ONLY = /^(?:\p{RGI_Emoji}\s*){1,12}$/v;
/** What only a text with Markdown in it has: a look at it is all that plain ones pay. */
const MARKED = /[*_`\\]|~~|\]\(|(?:^|\n)[ \t]*(?:>|-[ \t]|\d{1,3}\.[ \t])/;

export type TextAnswer = { text: string } | { problem: string };

/** The text as it is stored: line ends as LF, without blank ends; or what is wrong with it. Length in characters. */
export function readText(typed: string, most: number): TextAnswer {
  const text = typed.toWellFormed().replace(/\r\n?/g, "\n").replace(CONTROLS, "").replace(/^\n+/, "").trimEnd();
  if (!VISIBLE.test(text)) return { problem: "Write something first." };
  const length = [...text].length;
  if (length <= most) return { text };
  return { problem: `That is ${number(length)} characters. A message has at most ${number(most)}.` };
}

/** Whether a text is nothing but a few emoji, to be shown large. */
export const isEmojiOnly = (text: string): boolean => text.length <= 200 && EMOJI_ONLY.test(text);

/**
 * The HTML of a text: escaped, with what it marks, its addresses, and those it mentions. Line breaks are left to the
 * style sheet.
 */
export const textToHtml = (text: string, mentions: Mentions = NOBODY): string =>
  MARKED.test(text) ? blocksToHtml(text.split("\n"), mentions) : plainToHtml(text, mentions);

const number = (value: number) => value.toLocaleString("en");
