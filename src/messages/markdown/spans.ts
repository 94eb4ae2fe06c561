/**
 * What is marked within lines: bold, italics, struck out, code, named links, bare addresses, mentions, rooms. One pass over the
 * text finds the pieces, another pairs their marks.
 */
import { type Mention, mentionAt, type Mentions, mentionToHtml } from "../mentions.ts";
import { roomAt, type RoomLinks, roomLinkToHtml } from "../room-links.ts";
import { type Edges, edgesOf, readEscapes } from "./edges.ts";
import { addressAt, destinationAt, linkTo, mailAt } from "./links.ts";

/** Where a piece may begin that means something, and where only words do. */
const SIGN = /`+|\*+|_+|~+|\\|!?\[|\]|@|#|https?:\/\/|www\./gi;
const WORD = /@|#|https?:\/\/|www\./gi;
/** Only with one of these is there anything to pair. */
const MARK = /[*_`\\]|~~|\]\(/;

/** Marks within marks, so deep that nobody means them. */
const DEEPEST = 6;

/** Who and what is meant by words behind an `@` and a `#`. `mentioned` is told of everybody whom the HTML mentions. */
export type Named = { mentions: Mentions; rooms: RoomLinks; mentioned?: (person: Mention["person"]) => void };

/** A piece of a text. */
type Piece = {
  html: string;
  /** Its HTML in the name of a link, where neither links nor mentions are. */
  named?: string;
  /** The address that is seen there: a link may not hide another. */
  address?: string;
  depth?: number;
  /** Whom it mentions. */
  person?: Mention["person"];
  /** What it is made of. */
  inner?: Piece[];
  run?: Run;
};

/** Marks that are the same, side by side, as many as have no partner yet. */
type Run = Edges & { mark: string; count: number };

/** The HTML of lines without blocks in them. Line breaks and spaces are left to the style sheet. */
export function spansToHtml(text: string, named: Named): string {
  if (!MARK.test(text)) return plainToHtml(text, named);
  const paragraphs = text.split(/(\n[ \t]*\n\s*)/); // no mark reaches across a blank line
  return paragraphs.map((part, index) => (index % 2 === 0 ? markedToHtml(part, named) : part)).join("");
}

/** The HTML of a text without marks: escaped, with its addresses and rooms as links, and with its mentions. */
export const plainToHtml = (text: string, named: Named): string => show(read(text, named, WORD), named);

function markedToHtml(text: string, named: Named): string {
  const pieces = pair(read(text, named, SIGN));
  return pieces.some(({ depth = 0 }) => depth > DEEPEST) ? plainToHtml(text, named) : show(pieces, named);
}

function show(pieces: Piece[], { mentioned }: Named): string {
  if (mentioned) peopleIn(pieces).forEach(mentioned);
  return htmlOf(pieces);
}

const peopleIn = (pieces: Piece[]): Mention["person"][] =>
  pieces.flatMap(({ person, inner = [] }) => person ?? peopleIn(inner));

/** The pieces of a text in order; named links are one each already. */
function read(text: string, { mentions, rooms }: Named, signs: RegExp): Piece[] {
  const pieces: Piece[] = [];
  /** Where in `pieces` brackets open. */
  const brackets: number[] = [];
  const lastName = text.lastIndexOf("](");
  let done = 0;
  const add = (start: number, end: number, ...found: Piece[]) => {
    if (start > done) pieces.push({ html: Bun.escapeHTML(text.slice(done, start)) });
    pieces.push(...found);
    done = signs.lastIndex = end;
  };

  const escapes = readEscapes(text);
  let closers: ReturnType<typeof backticks> | undefined;
  signs.lastIndex = 0;
  for (let match = signs.exec(text); match; match = signs.exec(text)) {
    const [sign] = match;
    const at = match.index;
    const end = signs.lastIndex;
    if (sign === "@") {
      const mail = mailAt(text, at, done);
      const mention = mail ? undefined : mentionAt(text, at, mentions);
      if (mail) add(mail.start, mail.start + mail.text.length, addressPiece(mail));
      else if (mention) {
        const named = `@${Bun.escapeHTML(mention.name)}`;
        add(at, at + 1 + mention.name.length, { html: mentionToHtml(mention), named, person: mention.person });
      }
    } else if (sign === "#") {
      const room = roomAt(text, at, rooms);
      if (room) add(at, at + room.text.length, { html: roomLinkToHtml(room), named: Bun.escapeHTML(room.text) });
    } else if (sign.length > 3 && /[hw]/i.test(sign)) {
      const address = addressAt(text, at);
      if (address) add(at, at + address.text.length, { ...addressPiece(address), address: address.href });
      else signs.lastIndex = at + 1;
    } else if (sign === "\\") {
      if (escapes.isAt(at)) add(at, at + 2, { html: Bun.escapeHTML(text[at + 1] ?? "") });
      else if (/[*_~[\]]/.test(text[at + 1] ?? "")) signs.lastIndex = at + 2; // as it was typed
    } else if (sign.startsWith("`")) {
      closers ??= backticks(text);
      const close = closers(sign.length, end);
      if (close !== undefined) add(at, close + sign.length, codePiece(text.slice(end, close)));
    } else if (sign.endsWith("[")) {
      if (at > lastName) continue; // no name of a link ends behind it
      add(at, end, { html: sign });
      brackets.push(pieces.length - 1);
    } else if (sign === "]") {
      const open = brackets.pop();
      const href = open === undefined ? undefined : destinationAt(text, end);
      if (open === undefined || href === undefined) continue;
      add(at, end);
      const name = pair(pieces.slice(open + 1));
      const isDisguise = name.some(({ address }) => address && address !== href); // one for the eye, another behind it
      const link = { html: linkTo(href, htmlOf(name, "named") || undefined), address: "another", depth: deepest(name) };
      if (isDisguise) pieces.push({ html: "](" }, { ...link, html: linkTo(href) }, { html: ")" });
      else pieces.splice(open, pieces.length, link);
      done = signs.lastIndex = end + href.length + 2;
    } else {
      const edges = edgesOf(text, at, end, done === at && pieces.at(-1)?.address !== undefined);
      if (edges.opens) escapes.opened(sign[0] ?? "", at);
      const isMark = (edges.opens || edges.closes) && (sign[0] !== "~" || sign.length === 2);
      if (isMark) add(at, end, { html: sign, run: { ...edges, mark: sign[0] ?? "", count: sign.length } });
    }
  }
  add(text.length, text.length);
  return pieces;
}

const addressPiece = ({ text, href }: { text: string; href: string }): Piece => {
  const named = Bun.escapeHTML(text);
  return { html: linkTo(href, named), named };
};

/** Code is shown as it is; a space on either side only kept its backticks apart. */
function codePiece(code: string): Piece {
  const isPadded = code.startsWith(" ") && code.endsWith(" ") && code.trim() !== "";
  return { html: `<code>${Bun.escapeHTML(isPadded ? code.slice(1, -1) : code)}</code>` };
}

/** Finds the next run of so many backticks at or behind an index, each run looked at once. */
function backticks(text: string): (count: number, from: number) => number | undefined {
  const places = new Map<number, number[]>();
  for (const { 0: run, index } of [...text.matchAll(/`+/g)].reverse()) {
    const known = places.get(run.length);
    if (known) known.push(index);
    else places.set(run.length, [index]);
  }
  return (count, from) => {
    const left = places.get(count) ?? [];
    while ((left.at(-1) ?? from) < from) left.pop();
    return left.at(-1);
  };
}

/** Pairs marks: the pieces between two become one. */
function pair(pieces: Piece[]): Piece[] {
  const paired: Piece[] = [];
  /** Where in `paired` runs stand that may open, and how many of each mark. */
  const openers: number[] = [];
  const left: Record<string, number> = { "*": 0, _: 0, "~": 0 };
  /** Where the latest piece stands that has something to stress in it. */
  let written = -1;

  function open(index: number, { mark }: Run) {
    openers.push(index);
    left[mark] = (left[mark] ?? 0) + 1;
  }

  for (const piece of pieces) {
    const { run } = piece;
    while (run?.closes && run.count > 0 && left[run.mark]) {
      const index = openers.pop() ?? 0;
      const opener = paired[index]?.run;
      if (!opener) break;
      left[opener.mark] = (left[opener.mark] ?? 0) - 1;
      if (opener.mark !== run.mark) continue;
      const used = Math.min(2, opener.count, run.count);
      if (used === 1 && written < index) break; // *.* and *-*
      const inner = wrap(paired.splice(index + 1), run.mark === "~" ? "s" : used === 2 ? "strong" : "em");
      opener.count -= used;
      run.count -= used;
      if (opener.count > 0) open(index, opener);
      else paired.pop();
      written = paired.push(inner) - 1;
    }
    if (run?.count === 0) continue;
    paired.push(piece);
    if (run?.opens) open(paired.length - 1, run);
    if (!run && WRITTEN.test(piece.html)) written = paired.length - 1;
  }
  return paired;
}

/** A letter, a digit, or another sign that one would stress. */
const WRITTEN = /[\p{L}\p{N}]|[^\x00-\x7f]/u; // eslint-disable-line no-control-regex

function wrap(inner: Piece[], tag: string): Piece {
  const within = (html: string) => `<${tag}>${html}</${tag}>`;
  const address = inner.find(({ address }) => address)?.address;
  const named = within(htmlOf(inner, "named"));
  return { html: within(htmlOf(inner)), named, address, depth: deepest(inner) + 1, inner };
}

const deepest = (pieces: Piece[]) => pieces.reduce((most, { depth = 0 }) => Math.max(most, depth), 0);

function htmlOf(pieces: Piece[], form: "html" | "named" = "html"): string {
  let html = "";
  for (const piece of pieces) html += piece.run ? piece.run.mark.repeat(piece.run.count) : (piece[form] ?? piece.html);
  return html;
}
