/** What a page says to a program that reads it. */

export type Found = { tag: string; attributes: Record<string, string>; text: string };

/**
 * The elements of a piece of HTML that match a selector, in order, with their own and their children's text.
 * @example find(page, "#log > #older > a")[0]?.attributes["hx-get"]
 */
export function find(html: string, selector: string): Found[] {
  const found: Found[] = [];
  const rewriter = new HTMLRewriter().on(selector, {
    element({ tagName, attributes }) {
      const decoded = [...attributes].map(([name = "", value = ""]) => [name, decode(value)]);
      found.push({ tag: tagName, attributes: Object.fromEntries(decoded), text: "" });
    },
    text({ text }) {
      const last = found.at(-1);
      if (last) last.text += text;
    },
  });
  rewriter.transform(html);
  return found.map((element) => ({ ...element, text: decode(element.text).trim() }));
}

/** The text of the first element that matches, or nothing. */
export const textOf = (html: string, selector: string): string | undefined => find(html, selector)[0]?.text;

/** An attribute of the first element that matches, or nothing. */
export const attributeOf = (html: string, selector: string, name: string): string | undefined =>
  find(html, selector)[0]?.attributes[name];

/** The list of messages in a page, without what the page's script keeps for later. */
export const logIn = (page: string): string => /<ol id="log"[^]*?<\/ol>/.exec(page)?.[0] ?? "";

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', "#x27": "'", amp: "&" };

const decode = (text: string): string =>
  text.replace(/&(?:#(\d+)|lt|gt|quot|#x27|amp);/g, (whole, code?: string) =>
    code === undefined ? (ENTITIES[whole.slice(1, -1)] ?? whole) : String.fromCodePoint(Number(code)),
  );
