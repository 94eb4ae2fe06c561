/** What people wrote: cleaned on the way in, escaped and linked on the way out. */
import { escapeHtml } from "../views/html.ts";

/** Control characters other than tab and line feed: nothing anyone means to send. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g; // eslint-disable-line no-control-regex
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const EMOJI_ONLY = /^(?:\p{RGI_Emoji}\s*){1,12}$/v;
const LINK = /\bhttps?:\/\/[^\s<>"\u0000-\u001f]+/gi;

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

/** The HTML of a text: escaped, with http and https addresses as links. Line breaks are left to the style sheet. */
export function textToHtml(text: string): string {
  let html = "";
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const address = withoutTrail(match[0]);
    if (!URL.canParse(address)) continue;
    html += escapeHtml(text.slice(end, match.index)) + linkTo(address);
    end = match.index + address.length;
  }
  return html + escapeHtml(text.slice(end));
}

function linkTo(address: string): string {
  const escaped = escapeHtml(address);
  return `<a href="${escaped}" target="_blank" rel="noopener nofollow ugc">${escaped}</a>`;
}

/** An address without the punctuation of the sentence around it; a closing bracket stays if it was opened inside. */
function withoutTrail(address: string): string {
  let end = address.length;
  for (let looked = 0; looked < 8; looked++) {
    const last = address[end - 1] ?? "";
    const opening = { ")": "(", "]": "[", "}": "{" }[last];
    const trails = opening
      ? count(address.slice(0, end), opening) < count(address.slice(0, end), last)
      : /[.,;:!?'"*_~…]/.test(last);
    if (!trails) break;
    end--;
  }
  return address.slice(0, end);
}

const count = (text: string, part: string) => text.split(part).length - 1;

const number = (value: number) => value.toLocaleString("en");
