/**
 * Lines that belong together: fenced code, quotes, lists. Anything else is text, and stays as it was typed, line by
 * line: no headings, rules, tables, or lines that join the quote above them, which are surprises in a conversation.
 */
import { type Named, spansToHtml } from "./spans.ts";

/** Quotes and lists within one another; what is deeper is text. */
const DEEPEST = 5;

/** People also write before and behind a fence: "Try this: ```". */
const FENCE = /^(.*?)(`{3,})([^`]*)$/;
const LANGUAGE = /^[\w+#.-]{1,20}$/;
/** Not the faces >:( and >_<. */
const QUOTE = /^ {0,3}>(?=>*(?: |$)) ?/;
const ITEM = /^([ \t]*)([-*]|\d{1,3}\.)[ \t]+(?=\S)/;
const RULE = /^[ \t]*(?:-[ \t]*){3,}$|^[ \t]*(?:\*[ \t]*){3,}$/;

/** A block that begins at a line, behind a text or not: its HTML, and the line after it. */
type Block = { html: string; end: number; before?: string };

/** The HTML of lines of a message. */
export function blocksToHtml(lines: string[], named: Named, depth = 0): string {
  const reader = { lines, named, depth, unclosed: new Set<string>() };
  let html = "";
  let text: string[] = [];
  const flush = () => {
    if (text.length === 0) return;
    html += spansToHtml(trimLines(text.join("\n")), named);
    text = [];
  };
  for (let at = 0; at < reader.lines.length;) {
    const block = readBlock(reader, at);
    if (block) {
      if (block.before) text.push(block.before);
      flush();
      html += block.html;
      at = block.end;
    } else text.push(reader.lines[at++] ?? "");
  }
  flush();
  return html;
}

/** What is read: the lines, and the fences that no line from here on closes. */
type Reader = { lines: string[]; named: Named; depth: number; unclosed: Set<string> };

/** Blank lines around a text go: blocks keep their own distance. */
const trimLines = (text: string) => text.replace(/^(?:[ \t]*\n)+/, "").trimEnd();

function readBlock(reader: Reader, start: number): Block | undefined {
  const fence = readFence(reader, start);
  const isMore = fence?.before && reader.depth < DEEPEST; // a quote or a list that code is in
  if ((fence && !isMore) || reader.depth === DEEPEST) return fence;
  return readBlockQuote(reader, start) ?? readList(reader, start) ?? fence;
}

/** Code, to the line that has its fence, or to the end if it begins a line. */
function readFence(reader: Reader, start: number, line = reader.lines[start]): Block | undefined {
  const { lines, unclosed } = reader;
  if (!line?.includes("```")) return undefined;
  const [, before = "", fence, rest = ""] = FENCE.exec(line) ?? [];
  const isInside = before.trim() !== "" || before.length > 3 || before.includes("\t");
  if (!fence || (isInside && (unclosed.has(fence) || isOpen(before, fence)))) return undefined;
  let end = start + 1;
  while (end < lines.length && closeIn(lines[end] ?? "", fence) === undefined) end++;
  if (isInside && end === lines.length) {
    unclosed.add(fence);
    return undefined;
  }
  const isLanguage = LANGUAGE.test(rest.trim());
  const closing = lines[end] ?? "";
  const close = closeIn(closing, fence) ?? 0;
  const code = lines.slice(start + 1, end);
  if (!isLanguage && rest.trim()) code.unshift(rest);
  if (closing.slice(0, close).trim()) code.push(closing.slice(0, close));
  if (!code.some((line) => line.trim())) return undefined;
  const behind = closing.slice(close).replace(/^`+[ \t]*/, "");
  if (behind) lines[end] = behind; // what follows the fence in its line is read as one
  const language = isLanguage ? ` data-language="${rest.trim()}"` : "";
  const html = `<pre${language}><code tabindex="0">${Bun.escapeHTML(code.join("\n"))}</code></pre>`;
  return { html, end: behind ? end : end + 1, before: before.trimEnd() };
}

/** Where a line closes a fence: at its beginning, with a text behind it, or at its end. */
function closeIn(line: string, fence: string): number | undefined {
  const indent = line.length - line.trimStart().length;
  if (line.startsWith(fence, indent) && /^`+[ \t]+\S/.test(line.slice(indent))) return indent;
  const trimmed = line.trimEnd();
  return trimmed.endsWith(fence) ? trimmed.length - (/`+$/.exec(trimmed)?.[0].length ?? 0) : undefined;
}

/** Whether so many backticks open code in a line that has not ended where the line does. */
const isOpen = (line: string, fence: string) =>
  (line.match(/`+/g) ?? []).filter((run) => run.length === fence.length).length % 2 === 1;

function readBlockQuote({ lines, named, depth }: Reader, start: number): Block | undefined {
  const first = lines[start] ?? "";
  if (!QUOTE.test(first) || !/[^>\s]/.test(first)) return undefined; // nothing is quoted
  let end = start;
  while (QUOTE.test(lines[end] ?? "")) end++;
  const quoted = lines.slice(start, end).map((line) => line.replace(QUOTE, ""));
  return { html: `<blockquote>${blocksToHtml(quoted, named, depth + 1)}</blockquote>`, end };
}

/** Items with one kind of mark. What is indented belongs to the item above; blank lines alone end nothing. */
function readList(reader: Reader, start: number): Block | undefined {
  const { lines, named, depth } = reader;
  const first = readItem(lines[start]);
  if (!first) return undefined;
  let html = "";
  let end = start;
  let expected = first.number ?? 0;
  for (let at = start, item: Item | undefined = first; item; item = readItem(lines[at])) {
    if ((item.number === undefined) !== (first.number === undefined)) break;
    const code = readFence(reader, at, item.text);
    end = code?.end ?? at + 1;
    const content =
      end === at + 1 ? [item.text] : [item.text, ...lines.slice(at + 1, end).map((line) => dedent(line, item.width))];
    for (at = skipBlank(lines, end); indentOf(lines[at]) >= item.indent + 2; at = skipBlank(lines, end)) {
      content.push(...lines.slice(end, at), dedent(lines[at] ?? "", item.width));
      end = at + 1;
    }
    const value = item.number === undefined || item.number === expected ? "" : ` value="${item.number}"`;
    html += `<li${value}>${blocksToHtml(content, named, depth + 1)}</li>`;
    expected = (item.number ?? 0) + 1;
  }
  if (first.number === undefined) return { html: `<ul>${html}</ul>`, end };
  return { html: `<ol${first.number === 1 ? "" : ` start="${first.number}"`}>${html}</ol>`, end };
}

/** Indents are in columns; `width` is that of the text behind the mark. */
type Item = { text: string; indent: number; width: number; number?: number };

function readItem(line = ""): Item | undefined {
  const [whole, space = "", mark = ""] = ITEM.exec(line) ?? [];
  if (whole === undefined || RULE.test(line)) return undefined;
  const indent = columns(space).length;
  const number = /\d/.test(mark) ? Number.parseInt(mark) : undefined;
  return { text: line.slice(whole.length), indent, width: indent + mark.length + 1, number };
}

function skipBlank(lines: string[], from: number): number {
  let at = from;
  while (at < lines.length && !lines[at]?.trim()) at++;
  return at;
}

const columns = (space: string) => (space.includes("\t") ? space.replaceAll("\t", "    ") : space);
const indentOf = (line = "") => columns(/^[ \t]*/.exec(line)?.[0] ?? "").length;
const dedent = (line: string, width: number) => line.replace(/^[ \t]+/, (space) => columns(space).slice(width));
