/**
 * A message as plain text that keeps its structure: what is copied, quoted and notified. It is read from the rendered
 * message, which the page has as well as the server.
 */

/** An element that is open, and the text that it has so far. */
type Open = { tag: string; text: string; mark: string; next: number; isBroken: boolean };

const PART = /<(\/?)([a-z]+)([^>]*)>|[^<]+/gi;
const BLOCKS = new Set(["blockquote", "ul", "ol", "li", "pre"]);
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0" };

/**
 * The text of a message's HTML: lists with their marks and numbers, quotes behind `>`, code as it is, blocks in lines of
 * their own. Marks and the addresses behind names are gone.
 * @example htmlToPlain("shopping<ul><li>milk</li><li>eggs</li></ul>") // "shopping\n- milk\n- eggs"
 */
export function htmlToPlain(html: string): string {
  const root = newElement("", "");
  const open = [root];
  for (const [part, end, name, attributes = ""] of html.matchAll(PART)) {
    const tag = name?.toLowerCase();
    const inner = open.at(-1) ?? root;
    if (tag === undefined) addText(inner, readEntities(part));
    else if (tag === "br") addText(inner, "\n");
    else if (!BLOCKS.has(tag) && tag !== "button") continue;
    else if (!end) open.push(newElement(tag, attributes, inner));
    else if (open.length > 1) {
      open.pop();
      addBlock(open.at(-1) ?? root, inner);
    }
  }
  return root.text;
}

function newElement(tag: string, attributes: string, parent?: Open): Open {
  const number = Number(/\b(?:start|value)="(\d+)"/.exec(attributes)?.[1] ?? parent?.next ?? 1);
  if (tag === "li" && parent) parent.next = number + 1;
  const mark = tag === "blockquote" ? "> " : tag !== "li" ? "" : parent?.tag === "ol" ? `${number}. ` : "- ";
  return { tag, text: "", mark, next: number, isBroken: false };
}

function addText(to: Open, text: string): void {
  if (to.isBroken) to.text += "\n";
  to.isBroken = false;
  to.text += text;
}

function addBlock(to: Open, { tag, text, mark }: Open): void {
  if (tag === "button") return; // what the page has put into it
  if (to.text && !to.isBroken && !to.text.endsWith("\n")) to.text += "\n";
  const further = tag === "blockquote" ? mark : " ".repeat(mark.length);
  addText(to, mark + (mark ? text.replaceAll("\n", `\n${further}`) : text));
  to.isBroken = true;
}

const readEntities = (text: string) =>
  text.replace(/&(?:#(x?)([\da-f]+)|([a-z]+));/gi, (whole, hex, code, name) =>
    code === undefined ? (ENTITIES[String(name)] ?? whole) : String.fromCodePoint(parseInt(code, hex ? 16 : 10)),
  );
