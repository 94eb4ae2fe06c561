/** The place of a message where it says what was sought: a line of it, with what was found marked. */
import { fold, foldInPlace } from "../lib/fold.ts";
import { segmenter } from "../lib/intl.ts";
import { textToPlain } from "../messages/text.ts";

/** Characters before the first that was found, and in all. */
const BEFORE = 60;
const LENGTH = 240;

/** A stretch of a text, from the index of a character to that of another. */
type Span = { start: number; end: number };

/**
 * The HTML of an excerpt of a message, as it is read: escaped, `<mark>` around every occurrence of a folded term, `…` where
 * something is left out.
 * @example excerptToHtml("Tea at **five**?", ["five"]) // "Tea at <mark>five</mark>?"
 */
export const excerptToHtml = (body: string, terms: string[]): string => plainExcerptToHtml(textToPlain(body), terms);

/** The same of a text that is read as it stands. */
export function plainExcerptToHtml(text: string, terms: string[]): string {
  const { start, end } = cutAround(text, findFirst(text, terms));
  return (start > 0 ? "…" : "") + markTerms(text.slice(start, end), terms) + (end < text.length ? "…" : "");
}

/** A text as HTML: escaped, with `<mark>` around every occurrence of a folded term. */
export function markTerms(text: string, terms: string[]): string {
  let html = "";
  let at = 0;
  for (const span of findTerms(text, terms)) {
    if (span.start < at) continue;
    html += `${Bun.escapeHTML(text.slice(at, span.start))}<mark>${Bun.escapeHTML(text.slice(span.start, span.end))}</mark>`;
    at = span.end;
  }
  return html + Bun.escapeHTML(text.slice(at));
}

/** Where about the first of some terms stands in a text, or its beginning. Only the stretch it is in is folded in place. */
function findFirst(text: string, terms: string[]): number {
  if (terms.length === 0) return 0;
  const folded = fold(text);
  const found = terms.filter((term) => term !== "").map((term) => folded.indexOf(term));
  let left = Math.min(...found.filter((index) => index >= 0));
  for (let start = 0; start < text.length && left < folded.length;) {
    const stretch = /^[^]{0,200}\s+(?=\S)|[^]+/.exec(text.slice(start, start + LENGTH))?.[0] ?? "";
    const length = fold(stretch).length + (/\s$/.test(stretch) ? 1 : 0);
    if (left < length) return start + (foldInPlace(stretch).starts[left] ?? 0);
    left -= length;
    start += stretch.length;
  }
  return 0;
}

/** Where the terms stand in a text, in order, the longer first where two begin alike. */
function findTerms(text: string, terms: string[]): Span[] {
  if (terms.length === 0) return [];
  const { folded, starts, ends } = foldInPlace(text);
  const spans = terms.flatMap((term) => occurrences(folded, term));
  return spans
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .map(({ start, end }) => ({ start: starts[start] ?? text.length, end: ends[end - 1] ?? text.length }));
}

function occurrences(text: string, term: string): Span[] {
  const spans: Span[] = [];
  if (term === "") return spans;
  for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + term.length)) {
    spans.push({ start: at, end: at + term.length });
  }
  return spans;
}

/** A stretch around an index that begins and ends between words, or at least between whole characters. */
function cutAround(text: string, index: number): Span {
  const segments = segmenter().segment(text);
  const boundary = (at: number) => (at <= 0 ? 0 : (segments.containing(at)?.index ?? text.length));
  const from = index > BEFORE ? index - BEFORE : 0;
  const space = from > 0 ? text.slice(from, index).search(/\s/) : -1;
  const start = space >= 0 ? from + space + 1 : boundary(from);
  if (text.length - start <= LENGTH) return { start, end: text.length };
  const to = start + LENGTH;
  const last = text.slice(index, to).search(/\s\S*$/);
  return { start, end: last > 0 ? index + last : boundary(to) };
}
