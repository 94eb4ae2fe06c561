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

/** Empties what views have kept of something. */
const forgetters: ((of: object) => void)[] = [];

/** Forgets what all views have rendered of something, because it has changed: it is rendered anew when it is next shown. */
export const forgetRendered = (of: object): void => forgetters.forEach((forget) => forget(of));

/** What a view has rendered, by what it was rendered of. */
function openRendered<Value>(): WeakMap<object, Value> {
  const known = new WeakMap<object, Value>();
  forgetters.push((of) => known.delete(of));
  return known;
}

/**
 * The view of something that does not change without being forgotten, rendered when it is first shown.
 * @example const wordmark = once((site: Site) => <a href="/">{site.name}</a>); // <header>{wordmark(site)}</header>
 */
export function once<Of extends object>(view: (of: Of) => JSX.Element): (of: Of) => "safe" {
  const known = openRendered<"safe">();
  return (of) => {
    const html = known.get(of) ?? fixed(view(of));
    known.set(of, html);
    return html;
  };
}

/**
 * The view of something that does not change but for a few holes, which are filled each time. The rest is rendered when it is
 * first shown: to make the elements of a page and to join them takes longer than everything else about it.
 * @example
 * const greeting = template<Room, "who">((room, hole) => <p>Hello {hole("who")} in {room.slug}</p>);
 * greeting(room, { who: rendered(<b safe>{name}</b>) }) // "<p>Hello <b>Ada</b> in lobby</p>"
 */
export function template<Of extends object, Hole extends string>(
  view: (of: Of, hole: (name: Hole) => "safe") => JSX.Element,
): (of: Of, filling: Record<Hole, "safe">) => JSX.Element {
  const known = openRendered<Cut<Hole>>();

  function cut(of: Of): Cut<Hole> {
    const names: Hole[] = [];
    const html = fixed(view(of, (name) => trusted(`\x01${names.push(name) - 1}\x02`)));
    const [first = "", ...rest] = html.split("\x01");
    const parts = rest.flatMap((part) => {
      const [index, after = ""] = part.split("\x02");
      const hole = names[Number(index)];
      return hole === undefined ? [] : { hole, after };
    });
    known.set(of, { first, parts });
    return { first, parts };
  }

  return (of, filling) => {
    const { first, parts } = known.get(of) ?? cut(of);
    let html = first;
    for (const { hole, after } of parts) html += filling[hole] + after;
    return html;
  };
}

/** What is always the same: before the first hole, and after each of them. */
type Cut<Hole> = { first: string; parts: { hole: Hole; after: string }[] };

/** A view that fills a hole; texts of people are escaped in it, as everywhere. */
export const rendered = (element: JSX.Element): "safe" => trusted(render(element));

/** The same HTML in one piece: as views make it, it is a tree of pieces, which each page it is put into walks again. */
export const inOnePiece = (html: string): string => Buffer.from(html).toString();
