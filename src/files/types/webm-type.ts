/** Tells WebM by its first bytes, and a recorded voice from a video. @see https://www.rfc-editor.org/rfc/rfc8794 */
import { big32 } from "../../lib/binary.ts";
import type { MediaType } from "./media-types.ts";

const EBML = 0x1a45dfa3;
const DOC_TYPE = 0x4282;
const SEGMENT = 0x18538067;
const TRACKS = 0x1654ae6b;
const TRACK = 0xae;
const TRACK_TYPE = 0x83;
const VIDEO = 1;
const AUDIO = 2;

type Element = { id: number; content: Uint8Array; isWhole: boolean };

export function webmType(head: Uint8Array): MediaType | undefined {
  if (big32(head, 0) !== EBML) return undefined;
  const [header, segment] = elementsIn(head);
  if (!header?.isWhole || segment?.id !== SEGMENT) return undefined;
  const kind = elementsIn(header.content).find(({ id }) => id === DOC_TYPE);
  const name = new TextDecoder("latin1").decode(kind?.content).replace(/\0+$/, "");
  if (name === "matroska") return "video/matroska";
  if (name !== "webm") return undefined;
  return hasSoundOnly(segment.content) ? "audio/webm" : "video/webm";
}

/** Whether the tracks are listed within these bytes, and all of them are sound. */
function hasSoundOnly(segment: Uint8Array): boolean {
  const tracks = elementsIn(segment).find(({ id }) => id === TRACKS);
  if (!tracks?.isWhole) return false;
  const kinds = elementsIn(tracks.content)
    .filter(({ id }) => id === TRACK)
    .map(({ content }) => elementsIn(content).find(({ id }) => id === TRACK_TYPE)?.content[0]);
  return kinds.includes(AUDIO) && !kinds.includes(VIDEO);
}

/** The elements one after the other. One without a size, as a recording's, reaches to the end. */
function elementsIn(bytes: Uint8Array): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length;) {
    const id = numberAt(bytes, at, 4, true);
    const size = id && numberAt(bytes, at + id.length, 8, false);
    if (!size) break;
    const start = at + id.length + size.length;
    const isWhole = start + size.value <= bytes.length;
    const end = isWhole ? start + size.value : bytes.length;
    elements.push({ id: id.value, content: bytes.subarray(start, end), isWhole });
    at = end;
  }
  return elements;
}

/** A number that says by its leading zero bits how long it is; a size has them taken out, and may be unknown. */
function numberAt(bytes: Uint8Array, at: number, most: number, isId: boolean) {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (length > most || at + length > bytes.length) return undefined;
  let value = isId ? first : first & (0xff >> length);
  let isUnknown = value === 0xff >> length;
  for (const next of bytes.subarray(at + 1, at + length)) {
    value = value * 256 + next;
    isUnknown &&= next === 0xff;
  }
  return { length, value: !isId && isUnknown ? Infinity : value };
}
