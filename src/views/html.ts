/** What JSX leaves to us: text in attributes, and HTML that is known to be safe. */

/** Escapes `& < > " '` for use between tags. */
export const escapeHtml = (text: string): string => Bun.escapeHTML(text);

/**
 * Text of people for an attribute. JSX escapes only `"` there, and htmx rewrites `<hx-…` even inside attributes of a
 * swapped fragment, so `<`, `>` and `&` have to go as well.
 */
export const attribute = (text: string): string => Bun.escapeHTML(text);

/** Marks HTML that was rendered here as safe to embed; the only place where text is declared so. */
export const trusted = (html: string) => html as "safe";

/** The HTML of a view. Throws when a view is asynchronous, which none is. */
export function render(element: JSX.Element): string {
  if (typeof element !== "string") throw new TypeError("a view may not be asynchronous");
  return element;
}

/** HTML that never changes, as the pages it is part of are sent fastest: in one piece, and in ASCII. */
export const fixed = (element: JSX.Element): "safe" => trusted(inOnePiece(render(element).replace(BEYOND, toEntity)));

/** One character beyond Latin-1 makes the string of a whole page twice as large. */
const BEYOND = /[^\x00-\x7f]/gu; // eslint-disable-line no-control-regex
const toEntity = (character: string) => `&#${character.codePointAt(0)};`;

/**
 * The view of something that never changes, rendered when it is first shown.
 * @example const ways = once((room: Room) => <Older room={room} before={0} />); // <template>{ways(room)}</template>
 */
export function once<Of extends object>(view: (of: Of) => JSX.Element): (of: Of) => "safe" {
  const known = new WeakMap<Of, "safe">();
  return (of) => {
    const html = known.get(of) ?? fixed(view(of));
    known.set(of, html);
    return html;
  };
}

/** The same HTML in one piece: as views make it, it is a tree of pieces, which each page it is put into walks again. */
export const inOnePiece = (html: string): string => Buffer.from(html).toString();
