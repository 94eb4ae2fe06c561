/**
 * What is marked within lines: bold, italics, struck out, code, named links, and bare addresses. Bun's parser finds the
 * marks. Whatever it would take for something else is hidden from it and put back into what it made.
 */
import { escapeHtml } from "../../views/html.ts";
import { MENTION, type Mentions, mentionToHtml } from "../mentions.ts";
import { ADDRESS, DESTINATION, linkTo, withoutTrail } from "./links.ts";

/** Stands before every line, so that none begins a block. To the parser it is a space that it does not trim. */
const MARGIN = "\u1680";
/** Around the number of what is hidden; letters to the parser. Unicode has promised never to make them any. */
const [OPEN, CLOSE] = ["\ufdd0", "\ufdd1"];
/** The mark of a picture, which is shown as a link. (The parser would drop links inside its name.) */
const PICTURE = "\ufdd2";
const FORGED = new RegExp(`[${OPEN}${CLOSE}${PICTURE}]`, "g");
const HIDDEN = new RegExp(`${OPEN}(\\d+)${CLOSE}`, "g");
const ONLY_HIDDEN = new RegExp(`^${HIDDEN.source}$`);

/** Only with one of these can there be anything to find. */
const MARK = /[*_`\\]|~~|\]\(/;
/** What has a meaning of its own, marked or not. */
const WORD = new RegExp(`${ADDRESS.source}|${MENTION.source}`, "giu");
/** The same, and what means something in Markdown or HTML but not here. */
const PLAIN = new RegExp(
  [
    `(?<=\\]\\()${DESTINATION.source}(?=\\))`,
    WORD.source,
    `[&<${MARGIN}]`, // entities, tags
    "\\\\(?![*_~`[\\]>-])", // C:\users
    "(?<!~)~(?!~)", // ~5 km
    "(?<=\\w)\\*(?=\\w)|\\*(?=\\ufe0f)", // 2*3*4, and the key of a telephone
    "¯\\\\_\\(ツ\\)_/¯",
    "(?<=\\*)[「『（【《“]|[」』）】》”。，、！？；：…](?=\\*)", // else the marks of 「**…**」 would not count
    `\\](?!\\(${DESTINATION.source}\\))`, // a link that leads nowhere, or where it may not
  ].join("|"),
  "giu",
);

/** Marks within marks, so deep that nobody means them. */
const DEEPEST = 6;

/** The HTML of lines without blocks in them. Line breaks and spaces are left to the style sheet. */
export function spansToHtml(text: string, mentions: Mentions): string {
  if (!MARK.test(text)) return plainToHtml(text, mentions);
  const paragraphs = text.split(/(\n[ \t]*\n\s*)/); // no mark reaches across a blank line
  return paragraphs.map((part, index) => (index % 2 === 0 ? markedToHtml(part, mentions) : part)).join("");
}

/** The HTML of a text without marks: escaped, with its addresses as links, and with its mentions. */
export function plainToHtml(text: string, mentions: Mentions): string {
  if (mentions.size === 0 && !text.includes("://")) return escapeHtml(text);
  let html = "";
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    const word = readWord(match[0], mentions);
    if (!word) continue;
    html += escapeHtml(text.slice(end, match.index)) + word.html;
    end = match.index + word.text.length;
  }
  return html + escapeHtml(text.slice(end));
}

/** A piece of a text, and its HTML where it is not in code or in a link. */
type Word = { text: string; html: string };

/** The address or the mention that a match begins with. */
function readWord(match: string, mentions: Mentions): Word | undefined {
  if (match.startsWith("@")) {
    const mention = mentions.get(match.slice(1));
    return mention && { text: `@${mention.name}`, html: mentionToHtml(mention) };
  }
  const address = withoutTrail(match);
  return URL.canParse(address) ? { text: address, html: linkTo(address) } : undefined;
}

function markedToHtml(text: string, mentions: Mentions): string {
  if (!MARK.test(text)) return plainToHtml(text, mentions);
  const { source, hidden } = hide(text.replace(FORGED, "\ufffd"), mentions);
  const show = (html: string, as: "text" | "html") =>
    html.replace(HIDDEN, (_, index) => {
      const found = hidden[Number(index)];
      return found ? (as === "html" ? found.html : escapeHtml(found.text)) : "";
    });

  const code = (html: string) => `<code>${show(html, "text")}</code>`;
  const link = (name: string, href: string) => {
    const address = hidden[Number(ONLY_HIDDEN.exec(href)?.[1])]?.text ?? "";
    const isDisguise = show(name, "html").includes("<a "); // one address for the eye, another behind it
    if (isDisguise || !URL.canParse(address)) return `[${name}](${escape(href)})`;
    return linkTo(address, show(name, "text") || undefined);
  };

  const marked = Bun.markdown.render(
    source,
    {
      text: escape,
      strong: (html) => `<strong>${html}</strong>`,
      emphasis: (html) => `<em>${html}</em>`,
      strikethrough: (html) => `<s>${html}</s>`,
      codespan: code,
      link: (name, { href }) => link(name, href),
    },
    { tables: false, tasklists: false, noIndentedCodeBlocks: true, noHtmlBlocks: true, noHtmlSpans: true },
  );
  if (isDeep(marked)) return plainToHtml(text, mentions);
  return show(marked.replaceAll(`${PICTURE}<a `, "<a "), "html").replaceAll(PICTURE, "!");
}

const escape = (text: string) => escapeHtml(text.replaceAll(MARGIN, ""));

/** A text as the parser may see it, and what it may not. */
function hide(text: string, mentions: Mentions): { source: string; hidden: Word[] } {
  const hidden: Word[] = [];
  let source = "";
  let end = 0;
  PLAIN.lastIndex = 0;
  for (let match = PLAIN.exec(text); match; match = PLAIN.exec(text)) {
    const [found] = match;
    const isDestination = text.startsWith("](", match.index - 2) && text[match.index + found.length] === ")";
    const word = isDestination
      ? { text: found, html: URL.canParse(found) ? linkTo(found) : escapeHtml(found) }
      : readWord(found, mentions);
    if (!word && found.startsWith("@")) continue;
    const { text: whole, html } = word ?? { text: found, html: escapeHtml(found) };
    source += `${text.slice(end, match.index)}${OPEN}${hidden.length}${CLOSE}`;
    hidden.push({ text: whole, html });
    end = PLAIN.lastIndex = match.index + whole.length;
  }
  source += text.slice(end);
  return { source: (MARGIN + source).replaceAll("\n", `\n${MARGIN}`).replaceAll("![", `${PICTURE}[`), hidden };
}

function isDeep(html: string): boolean {
  let depth = 0;
  for (const [tag] of html.matchAll(/<\/?[a-z]/g)) {
    depth += tag[1] === "/" ? -1 : 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}
