/** What JSX leaves to us: text in attributes, HTML that is known to be safe, and what is rendered once. */

/**
 * Text of people for an attribute. JSX escapes only `"` there, and htmx rewrites `<hx-…` even inside attributes of a
 * swapped fragment, so `<`, `>` and `&` have to go as well.
 */
export const attribute = (text: string): string => Bun.escapeHTML(text);

/** Marks HTML that was rendered here as safe to embed; the only place where text is declared so. */
export const trusted = (html: string) => html as "safe";

/** The HTML of a view. Throws when a view is asynchronous, which none is. */
export function render(element: JSX.Element): "safe" {
  if (typeof element !== "string") throw new TypeError("a view may not be asynchronous");
  return trusted(element);
}

/** HTML that is put into many pages, in one piece: as views make it, it is a tree of pieces, which each page walks again. */
export const inOnePiece = (html: string): string => Buffer.from(html).toString();

/** HTML that never changes, as the pages that it is put into are sent fastest: in one piece, and in ASCII. */
export const fixed = (element: JSX.Element): "safe" => trusted(inOnePiece(render(element).replace(BEYOND, toEntity)));

/** One character beyond Latin-1 makes the string of a whole page twice as large. */
const BEYOND = /[^\x00-\x7f]/gu; // eslint-disable-line no-control-regex
const toEntity = (character: string) => `&#${character.codePointAt(0)};`;

/** Empties what views have kept of something. */
const forgetters: ((of: object) => void)[] = [];

/** Forgets what all views have rendered of something, because it has changed: it is rendered anew when it is next shown. */
export const forgetRendered = (of: object): void => forgetters.forEach((forget) => forget(of));

/**
 * What is made of something that does not change without being forgotten, made when it is first asked for.
 * @example const wordmark = once((site: Site) => <a href="/">{site.name}</a>); // <header>{wordmark(site)}</header>
 */
export function once<Of extends object, Made>(make: (of: Of) => Made): (of: Of) => Made {
  const known = new WeakMap<Of, Made>();
  forgetters.push((of) => known.delete(of as Of));
  return (of) => {
    const made = known.get(of) ?? make(of);
    known.set(of, made);
    return made;
  };
}

/**
 * The view of something that does not change but for a few holes, which are filled each time. The rest is rendered when it is
 * first shown: to make the elements of a page and to join them takes longer than everything else about it.
 * @example
 * const greeting = template<Room, "who">((room, hole) => <p>Hello {hole("who")} in {room.slug}</p>);
 * greeting(room, { who: render(<b safe>{name}</b>) }) // "<p>Hello <b>Ada</b> in lobby</p>"
 */
export function template<Of extends object, Hole extends string>(
  view: (of: Of, hole: (name: Hole) => "safe") => JSX.Element,
): (of: Of, filling: Record<Hole, "safe">) => JSX.Element {
  /** What is before the first hole; then the name of each hole, and what is behind it. */
  const partsOf = once((of: Of) => {
    const html = fixed(view(of, (name) => trusted(`\x01${name}\x02`)));
    const [first = "", ...rest] = html.split("\x01");
    return { first, parts: rest.map((part) => part.split("\x02")) };
  });
  return (of, filling: Record<string, "safe">) => {
    const { first, parts } = partsOf(of);
    let html = first;
    for (const [hole = "", after = ""] of parts) html += `${filling[hole]}${after}`;
    return html;
  };
}
