/**
 * Where marks mean something: at the edges of words, as people write them. `2**3`, `src/*.ts` and `__init__.py` have
 * none; in scripts without spaces, any two letters may have an edge between them.
 */
import { boundedMap } from "../../lib/bounded-map.ts";

/** Their words follow one another without spaces, or, as in Korean, carry endings behind what is marked. */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}\p{scx=Yi}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Mymr}\p{scx=Tibt}\p{scx=Java}\uff01-\uffef]/u;

/** What a character is to a mark beside it; the first that fits, else it is a sign like `+`. */
const KINDS = {
  space: /^\s?$/,
  /** What one may mark beside wherever it stands: quotes, dashes, other marks, emoji, what is invisible. */
  loose: /["'\p{Pi}\p{Pf}\p{Pd}\p{So}\p{Sk}\p{Cf}\ufe0f*_~|]/u,
  word: /[\p{L}\p{M}\p{N}]/u,
  opening: /[\p{Ps}<]/u,
  closing: /[\p{Pe}>]/u,
  /** Joins names: a mark behind it is a part of the name, as in `lib/*.js`, `$_x`, `@_x`. */
  joint: /[/\\@#$&=]/,
  /** Ends a sentence or a part of it. */
  sentence: /[.,;:!?%…¿¡،؛؟۔।॥՞։።]/,
};
type Kind = keyof typeof KINDS | "sign";
type Beside = { kind: Kind; unspaced: boolean };

/** The characters that were asked for: a text of marks asks for the same ones all the time. */
const known = boundedMap<string, Beside>({ most: 2_000 });

function beside(character: string): Beside {
  const seen = known.get(character);
  if (seen) return seen;
  const [kind] = Object.entries(KINDS).find(([, characters]) => characters.test(character)) ?? ["sign"];
  const answer = { kind: kind as Kind, unspaced: UNSPACED.test(character) };
  known.set(character, answer);
  return answer;
}

const kindOf = (character: string): Kind => beside(character).kind;
const isMark = (character: string) => character === "*" || character === "_" || character === "~";

/** Whether a run of marks opens and closes. */
export type Edges = { opens: boolean; closes: boolean };

const NEITHER: Edges = { opens: false, closes: false };

/**
 * What the marks of a text from `start` to `end` may do; they are all the same.
 * @param isBehindAddress whether an address ends where they start: its last slash is no folder's
 */
export function edgesOf(text: string, start: number, end: number, isBehindAddress = false): Edges {
  const [before, after] = [characterBefore(text, start), characterAt(text, end)];
  const [left, right] = [beside(before), beside(after)];
  const isStar = text[start] === "*" && end - start === 1;
  if (after === "\ufe0f" || after === "\u20e3") return NEITHER; // the key of a telephone
  if (isStar && left.kind === "closing" && right.kind === "opening") return NEITHER; // (a)*(b)
  const unspaced = text[start] !== "_" && (left.unspaced || right.unspaced);
  const isGlob = isStar && after === "." && text[end + 1] !== "."; // *.ts, *.*
  const isFolder = before === "/" && !isBehindAddress; // src/*, **/dist/**
  return {
    opens:
      right.kind !== "space" &&
      !isGlob &&
      (left.kind === "space" || unspaced || opensBehind(text, start, before, right)),
    closes:
      left.kind !== "space" &&
      !isFolder &&
      (right.kind === "space" || unspaced || closesBefore(text, end, left, after)),
  };
}

function opensBehind(text: string, start: number, before: string, right: Beside): boolean {
  const kind = kindOf(before);
  if (kind === "opening" || kind === "loose") return true;
  if (kind === "word" || kind === "closing") return false;
  const earlier = characterBefore(text, start - 1);
  if (kind === "joint" && !isMark(earlier)) return false;
  if (before === "." && !isMark(earlier) && earlier !== ".") return false;
  return right.kind === "word" || right.kind === "opening" || right.kind === "loose";
}

function closesBefore(text: string, end: number, left: Beside, after: string): boolean {
  const kind = kindOf(after);
  if (kind === "word" || kind === "opening") return false;
  const later = characterAt(text, end + 1);
  if (after === "/") return isMark(later);
  if (text[end - 1] === "_" && (kind === "joint" || after === ".") && kindOf(later) === "word") return false; // __init__.py
  if (kind === "closing" || kind === "loose" || kind === "sentence") return true;
  return left.kind !== "sign" && left.kind !== "joint" && left.kind !== "opening";
}

/** A backslash and the mark that it takes the meaning from. */
const ESCAPE = /\\[*_~`[\]>-]/y;
const REST = /\S*/y;
/** What makes a word a path, wherever it stands in it: a drive, a server, a folder. */
const PATH =
  /^["'([{<*_~]*(?:(?:[a-z]:|\.{1,2}|~|%\w+%)\\|\\\\[^\s\\*_~`[\]>-])|\\[\p{L}\p{N}.]|[\p{L}\p{N}\])]\\[_[\]-]{1,9}[\p{L}\p{N}]/iu;
/** So far behind its beginning a mark still ends something. */
const FARTHEST = 300;

export type Escapes = {
  /** Whether the backslash at an index takes the meaning from the mark behind it. */
  isAt: (at: number) => boolean;
  /** A mark at an index opens something. */
  opened: (mark: string, at: number) => void;
};

/**
 * The backslashes of a text, asked for in order. None means anything in a path, nor behind a word unless the line has
 * such a mark before another: `dir\*`.
 */
export function readEscapes(text: string): Escapes {
  const opened = new Map<string, number>();
  let word = { end: 0, isPath: false };

  function isInPath(at: number): boolean {
    if (at < word.end) return word.isPath;
    let start = at;
    while (start > word.end && kindOf(text[start - 1] ?? "") !== "space") start--;
    REST.lastIndex = start;
    const found = REST.exec(text)?.[0] ?? "";
    word = { end: start + found.length, isPath: PATH.test(found) };
    return word.isPath;
  }

  function isOpen(mark: string, at: number): boolean {
    const start = opened.get(mark === "]" ? "[" : mark);
    return start !== undefined && at - start < FARTHEST && !text.slice(start, at).includes("\n");
  }

  return {
    isAt(at) {
      ESCAPE.lastIndex = at;
      if (!ESCAPE.test(text)) return false;
      const before = characterBefore(text, at);
      if (before === "¯" || isInPath(at)) return false; // the arm of ¯\_(ツ)_/¯
      const mark = text[at + 1] ?? "";
      if (kindOf(before) === "word") return isOpen(mark, at);
      opened.set(mark, at);
      return true;
    },
    opened: (mark, at) => void opened.set(mark, at),
  };
}

function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

function characterBefore(text: string, at: number): string {
  const last = text[at - 1] ?? "";
  return last >= "\udc00" && last <= "\udfff" && at > 1 ? characterAt(text, at - 2) : last;
}
