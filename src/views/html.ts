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
