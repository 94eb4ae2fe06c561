/**
 * What is marked within lines: bold, italics, struck out, code, named links, and bare addresses. Bun's parser finds the
 * marks. Whatever it would take for something else is hidden from it and put back into what it made.
 */
import { escapeHtml } from "../views/html.ts";
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
/** Addresses, and what means something in Markdown or HTML but not here. */
const PLAIN = new RegExp(
  [
    `(?<=\\]\\()${DESTINATION.source}(?=\\))`,
    ADDRESS.source,
    `[&<${MARGIN}]`, // entities, tags
    "\\\\(?![*_~`[\\]>-])", // C:\users
    "(?<!~)~(?!~)", // ~5 km
    "(?<=\\w)\\*(?=\\w)", // 2*3*4
    "¯\\\\_\\(ツ\\)_/¯",
    "(?<=\\*)[「『（【《“]|[」』）】》”。，、！？；：…](?=\\*)", // else the marks of 「**…**」 would not count
    `\\](?!\\(${DESTINATION.source}\\))`, // a link that leads nowhere, or where it may not
  ].join("|"),
  "gi",
);

/** Marks within marks, so deep that nobody means them. */
const DEEPEST = 6;

type Hidden = { text: string; html: string };

/** The HTML of lines without blocks in them. Line breaks and spaces are left to the style sheet. */
export function spansToHtml(text: string): string {
  if (!MARK.test(text)) return plainToHtml(text);
  const paragraphs = text.split(/(\n[ \t]*\n\s*)/); // no mark reaches across a blank line
  return paragraphs.map((part, index) => (index % 2 === 0 ? markedToHtml(part) : part)).join("");
}

/** The HTML of a text without marks: escaped, with its addresses as links. */
export function plainToHtml(text: string): string {
  if (!text.includes("://")) return escapeHtml(text);
  let html = "";
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutTrail(match[0]);
    if (!URL.canParse(address)) continue;
    html += escapeHtml(text.slice(end, match.index)) + linkTo(address);
    end = match.index + address.length;
  }
  return html + escapeHtml(text.slice(end));
}

function markedToHtml(text: string): string {
  if (!MARK.test(text)) return plainToHtml(text);
  const { source, hidden } = hide(text.replace(FORGED, "\ufffd"));
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
  if (isDeep(marked)) return plainToHtml(text);
  return show(marked.replaceAll(`${PICTURE}<a `, "<a "), "html").replaceAll(PICTURE, "!");
}

const escape = (text: string) => escapeHtml(text.replaceAll(MARGIN, ""));

/** A text as the parser may see it, and what it may not. */
function hide(text: string): { source: string; hidden: Hidden[] } {
  const hidden: Hidden[] = [];
  let source = "";
  let end = 0;
  PLAIN.lastIndex = 0;
  for (let match = PLAIN.exec(text); match; match = PLAIN.exec(text)) {
    const isDestination = text.startsWith("](", match.index - 2) && text[match.index + match[0].length] === ")";
    const found = isDestination || match[0].length === 1 ? match[0] : withoutTrail(match[0]);
    const isAddress = found.length > 1 && URL.canParse(found);
    source += `${text.slice(end, match.index)}${OPEN}${hidden.length}${CLOSE}`;
    hidden.push({ text: found, html: isAddress ? linkTo(found) : escapeHtml(found) });
    end = PLAIN.lastIndex = match.index + found.length;
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
