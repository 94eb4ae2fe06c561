/** Addresses in what people write: where they begin, where they end, and where they may lead. */

/** A bare address: what it is in the text, and where it leads. */
export type Address = { text: string; href: string };

const HOST =
  /(?:https?:\/\/(?:\[[\da-f:.]+\](?::\d+)?|[\p{L}\p{N}][\p{L}\p{M}\p{N}._~%:@-]*)|www\.[\p{L}\p{N}][\p{L}\p{M}\p{N}-]*(?:\.[\p{L}\p{M}\p{N}-]+)+(?::\d+)?)/iuy;
/** What an address is looked at for: its brackets, and what ends it: spaces, quotes, and other scripts' punctuation. */
const SIGN =
  /[\s<>"`\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[()[\]{}]|[\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]|[^\P{P}\p{Pd}\p{Pc}\x00-\x7f·・]/gu; // eslint-disable-line no-control-regex
const PARTNERS: Record<string, string | undefined> = { "(": ")", "[": "]", "{": "}" };
const ALWAYS_ENDS = /[\s<>"`\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;
/** What belongs to the sentence and not to the address that it ends with. */
const TRAIL = /[.,;:!?'*_~·・([{|]/;
/** A bracket that has not ended after so many characters is none. */
const LONGEST_BRACKET = 100;

/** The address that begins at an index, if one does. */
export function addressAt(text: string, at: number): Address | undefined {
  if (/[a-z\d]/i.test(text[at - 1] ?? "")) return undefined;
  const isNamed = /w/i.test(text[at] ?? "");
  if (isNamed && /[@./:_-]/.test(text[at - 1] ?? "")) return undefined;
  HOST.lastIndex = at;
  const host = HOST.exec(text)?.[0];
  if (host === undefined) return undefined;
  let end = at + host.length;
  if (/[/?#]/.test(text[end] ?? "")) end = endOfPath(text, end);
  while (end > at && TRAIL.test(text[end - 1] ?? "")) end--;
  if (/'s$/i.test(text.slice(at, end))) end -= 2;
  const found = text.slice(at, end);
  const href = isNamed ? `http://${found}` : found;
  return URL.canParse(href) ? { text: found, href } : undefined;
}

/** What is in brackets that open and close within the address belongs to it, whatever it is. */
function endOfPath(text: string, from: number): number {
  const open: { closing: string; at: number; end?: number }[] = [];
  SIGN.lastIndex = from;
  for (;;) {
    const found = SIGN.exec(text);
    const at = found?.index ?? text.length;
    const sign = found?.[0] ?? " ";
    while (open[0] && at - open[0].at > LONGEST_BRACKET) {
      if (open[0].end !== undefined) return open[0].end;
      open.shift();
    }
    const closing = PARTNERS[sign];
    const last = open.at(-1);
    if (ALWAYS_ENDS.test(sign)) return Math.min(at, ...open.map(({ end }) => end ?? at));
    if (closing) open.push({ closing, at });
    else if (last?.closing === sign) open.pop();
    else if (last) last.end ??= at;
    else return at;
  }
}

/** Behind the `@` of a bare e-mail address. `icon@2x.png` is a file. */
const MAIL_HOST =
  /@(?!\dx\.)(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?\.)+(?:[a-z]{2,63}|[\p{L}\p{M}]{2,63})/iuy;
const MAIL_NAME = /[a-z\d._%+-]/i;
const LONGEST_NAME = 64;

/** The e-mail address around an `@`, where it begins after `from`. */
export function mailAt(text: string, at: number, from: number): (Address & { start: number }) | undefined {
  if (!MAIL_NAME.test(text[at - 1] ?? "")) return undefined;
  MAIL_HOST.lastIndex = at;
  const host = MAIL_HOST.exec(text)?.[0];
  if (host === undefined) return undefined;
  let start = at;
  while (start > from && at - start < LONGEST_NAME && MAIL_NAME.test(text[start - 1] ?? "")) start--;
  while (start < at && !/[a-z\d]/i.test(text[start] ?? "")) start++;
  const scheme = text.slice(Math.max(from, start - 7), start);
  if (/mailto:$/i.test(scheme)) start -= 7;
  else if (start === at || /[@/:]/.test(text[start - 1] ?? "")) return undefined;
  const found = text.slice(start, at) + host;
  return { start, text: found, href: /^mailto:/i.test(found) ? found : `mailto:${found}` };
}

/** Where a named link may lead, in its parentheses. A bracket in it is closed in it. */
const DESTINATION = /\(((?:https?:\/\/|mailto:)[^\s<>()"]*(?:\([^\s<>()"]*\)[^\s<>()"]*)*)\)/iy;

/** Where the named link leads whose name ends before an index. */
export function destinationAt(text: string, at: number): string | undefined {
  DESTINATION.lastIndex = at;
  const destination = DESTINATION.exec(text)?.[1];
  return destination && URL.canParse(destination) ? destination : undefined;
}

/** @param html what is shown of it */
export const linkTo = (href: string, html = Bun.escapeHTML(href)): string =>
  `<a href="${Bun.escapeHTML(href)}" target="_blank" rel="noopener nofollow ugc">${html}</a>`;
