/**
 * Lines that belong together: fenced code, quotes, lists. Anything else is text, and stays as it was typed, line by
 * line: no headings, rules, tables, or lines that join the quote above them, which are surprises in a conversation.
 */
import { escapeHtml } from "../../views/html.ts";
import type { Mentions } from "../mentions.ts";
import { spansToHtml } from "./spans.ts";

/** Quotes and lists within one another; what is deeper is text. */
const DEEPEST = 5;

const FENCE = /^ {0,3}(`{3,})([^`]*)$/;
const LANGUAGE = /^[\w+#.-]{1,20}$/;
/** Not the faces >:( and >_<. */
const QUOTE = /^ {0,3}>(?=>*(?: |$)) ?/;
const ITEM = /^([ \t]*)([-*]|\d{1,3}\.)[ \t]+(?=\S)/;
const RULE = /^[ \t]*(?:-[ \t]*){3,}$|^[ \t]*(?:\*[ \t]*){3,}$/;

/** A block that begins at a line: its HTML, and the line after it. */
type Block = { html: string; end: number };

/** The HTML of lines of a message. */
export function blocksToHtml(lines: string[], mentions: Mentions, depth = 0): string {
  let html = "";
  let text: string[] = [];
  const flush = () => {
    html += spansToHtml(trimLines(text.join("\n")), mentions);
    text = [];
  };
  for (let at = 0; at < lines.length;) {
    const block = readBlock(lines, at, mentions, depth);
    if (block) {
      flush();
      html += block.html;
      at = block.end;
    } else text.push(lines[at++] ?? "");
  }
  flush();
  return html;
}

/** Blank lines around a text go: blocks keep their own distance. */
const trimLines = (text: string) => text.replace(/^(?:[ \t]*\n)+/, "").trimEnd();

function readBlock(lines: string[], start: number, mentions: Mentions, depth: number): Block | undefined {
  const fence = readFence(lines, start);
  if (fence || depth === DEEPEST) return fence;
  return readQuote(lines, start, mentions, depth) ?? readList(lines, start, mentions, depth);
}

/** Code, to the line that ends with its fence, or to the end. People also write right behind the fence. */
function readFence(lines: string[], start: number): Block | undefined {
  const [, fence, rest = ""] = FENCE.exec(lines[start] ?? "") ?? [];
  if (!fence) return undefined;
  const isLanguage = LANGUAGE.test(rest.trim());
  const code = isLanguage || !rest.trim() ? [] : [rest];
  let end = start + 1;
  for (let open = true; open && end < lines.length; end++) {
    const line = lines[end] ?? "";
    open = !line.trimEnd().endsWith(fence);
    const last = line.slice(0, line.lastIndexOf(fence));
    if (open) code.push(line);
    else if (last.trim()) code.push(last);
  }
  if (!code.some((line) => line.trim())) return undefined;
  const language = isLanguage ? ` data-language="${rest.trim()}"` : "";
  return { html: `<pre${language}><code tabindex="0">${escapeHtml(code.join("\n"))}</code></pre>`, end };
}

function readQuote(lines: string[], start: number, mentions: Mentions, depth: number): Block | undefined {
  const first = lines[start] ?? "";
  if (!QUOTE.test(first) || !/[^>\s]/.test(first)) return undefined; // nothing is quoted
  let end = start;
  while (QUOTE.test(lines[end] ?? "")) end++;
  const quoted = lines.slice(start, end).map((line) => line.replace(QUOTE, ""));
  return { html: `<blockquote>${blocksToHtml(quoted, mentions, depth + 1)}</blockquote>`, end };
}

/** Items with one kind of mark. What is indented belongs to the item above; blank lines alone end nothing. */
function readList(lines: string[], start: number, mentions: Mentions, depth: number): Block | undefined {
  const first = readItem(lines[start]);
  if (!first) return undefined;
  let html = "";
  let end = start;
  let expected = first.number ?? 0;
  for (let at = start, item: Item | undefined = first; item; item = readItem(lines[at])) {
    if ((item.number === undefined) !== (first.number === undefined)) break;
    const content = [item.text];
    end = at + 1;
    for (at = skipBlank(lines, end); indentOf(lines[at]) >= item.indent + 2; at = skipBlank(lines, end)) {
      content.push(...lines.slice(end, at), dedent(lines[at] ?? "", item.width));
      end = at + 1;
    }
    const value = item.number === undefined || item.number === expected ? "" : ` value="${item.number}"`;
    html += `<li${value}>${blocksToHtml(content, mentions, depth + 1)}</li>`;
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

const columns = (space: string) => space.replaceAll("\t", "    ");
const indentOf = (line = "") => columns(/^[ \t]*/.exec(line)?.[0] ?? "").length;
const dedent = (line: string, width: number) => line.replace(/^[ \t]+/, (space) => columns(space).slice(width));
