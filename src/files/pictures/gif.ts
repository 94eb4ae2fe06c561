/** Takes a GIF apart and keeps only what is its picture. @see https://www.w3.org/Graphics/GIF/spec-gif89a.txt */
import { little16, tagAt } from "../../lib/binary.ts";
import { MOST_CHUNKS, MOST_FRAMES, type Stripped } from "./stripped.ts";

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
const CONTROL = 0xf9;
const APPLICATION = 0xff;

/** Those that say how often an animation is repeated. */
const LOOPS = ["NETSCAPE2.0", "ANIMEXTS1.0"];

type Range = [start: number, end: number];

/**
 * The same GIF without comments, texts, what applications put into it, and what stands behind its end. Nothing, if it is
 * malformed in any way; only the mark of its end may be missing, which some programs forget.
 */
export function stripGif(bytes: Uint8Array): Stripped | undefined {
  if (!/^GIF8[79]a$/.test(tagAt(bytes, 0, 6))) return undefined;
  const [width, height] = [little16(bytes, 6), little16(bytes, 8)];
  const kept: Range[] = [[0, 13 + tableLength(bytes[10] ?? 0)]];
  let at = kept[0]?.[1] ?? 0;
  let control: Range | undefined;
  let parts = 0;
  let frames = 0;
  let isCovered = false;
  let hasLoop = false;

  while (at < bytes.length && bytes[at] !== TRAILER) {
    const kind = bytes[at];
    const end = kind === EXTENSION ? blocksEnd(bytes, at + 2) : kind === IMAGE ? imageEnd(bytes, at) : undefined;
    if (end === undefined || ++parts > MOST_CHUNKS) return undefined;
    if (kind === IMAGE) {
      const frame = { left: little16(bytes, at + 1), top: little16(bytes, at + 3), width: little16(bytes, at + 5), height: little16(bytes, at + 7) }; // prettier-ignore
      const fits = frame.left + frame.width <= width && frame.top + frame.height <= height;
      if (!fits || frame.width === 0 || frame.height === 0) return undefined;
      if (frames === 0) isCovered = frame.width === width && frame.height === height;
      if (control) kept.push(control);
      control = undefined;
      kept.push([at, end]);
      if (++frames > MOST_FRAMES) return undefined;
    } else if (bytes[at + 1] === CONTROL) {
      if (end !== at + 8) return undefined;
      control = [at, end];
    } else if (bytes[at + 1] === APPLICATION) {
      const isLoop = LOOPS.includes(tagAt(bytes, at + 3, 11)) && bytes[at + 2] === 11;
      if (isLoop && !hasLoop && bytes[at + 14] === 3 && bytes[at + 15] === 1 && end === at + 19) {
        kept.push([at, end]);
        hasLoop = true;
      }
    } else {
      control = undefined; // it was about a text
    }
    at = end;
  }
  if (frames === 0) return undefined;
  return { bytes: join(bytes, kept), width, height, frames, isCovered, isFinal: true };
}

/** Bytes of the colours that are announced so. */
const tableLength = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));

/** Where an image ends that begins there: its place and size, its colours, how it is coded, and its blocks. */
function imageEnd(bytes: Uint8Array, at: number): number | undefined {
  const codes = at + 10 + tableLength(bytes[at + 9] ?? 0);
  const size = bytes[codes] ?? 0;
  if (size < 2 || size > 8 || bytes[codes + 1] === 0) return undefined;
  return blocksEnd(bytes, codes + 1);
}

/** Where blocks end that begin there, each with its length before it, and an empty one last. */
function blocksEnd(bytes: Uint8Array, at: number): number | undefined {
  for (let next = at; next < bytes.length;) {
    const length = bytes[next] ?? 0;
    next += 1 + length;
    if (length === 0) return next;
  }
  return undefined;
}

/** These parts, and the mark of the end. */
const join = (bytes: Uint8Array, ranges: Range[]): Uint8Array =>
  Buffer.concat([...ranges.map(([start, end]) => bytes.subarray(start, end)), Buffer.from([TRAILER])]);
