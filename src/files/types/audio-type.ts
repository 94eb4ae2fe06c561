/** Tells audio by the first bytes: MP3, AAC, Ogg, WAV and FLAC, each strictly enough that nothing else passes as it. */
import { big16, big32, little16, little32, tagAt } from "../../lib/binary.ts";
import type { MediaType } from "./media-types.ts";

/** Kilobits per second by their number in a frame's header, of layers 1 to 3 of MPEG 1, then of MPEG 2. */
const RATES: Record<string, number[]> = {
  "1-1": [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  "1-2": [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  "1-3": [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  "2-1": [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  "2-2": [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  "2-3": [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const SAMPLES = [44_100, 48_000, 32_000];

/** Two frames of MP3 or AAC, one right behind the other: two bytes alone begin far too many other files. */
export function aacOrMp3Type(head: Uint8Array): MediaType | undefined {
  for (const [type, lengthAt] of [
    ["audio/mpeg", mp3FrameLength],
    ["audio/aac", aacFrameLength],
  ] as const) {
    const length = lengthAt(head, 0);
    if (length && lengthAt(head, length)) return type;
  }
  return undefined;
}

/**
 * MP3 with a tag before it, and what else is given one. Behind the tag begins the sound; when the tag is longer than what is
 * at hand, as with the picture of an album, its own first entry has to do.
 * @see https://id3.org/id3v2.4.0-structure
 */
export function id3Type(head: Uint8Array): MediaType | undefined {
  const [version = 0, revision = 0, flags = 0, ...size] = head.subarray(3, 10);
  if (tagAt(head, 0, 3) !== "ID3" || version < 2 || version > 4 || revision !== 0 || (flags & 0x0f) !== 0)
    return undefined;
  if (size.length < 4 || size.some((part) => part > 0x7f)) return undefined;
  const length = size.reduce((sum, part) => sum * 128 + part, 0);
  const end = 10 + length + ((flags & 0x10) !== 0 ? 10 : 0);
  const isFrame =
    version === 2 ? /^[A-Z][A-Z0-9]{2}$/.test(tagAt(head, 10, 3)) : /^[A-Z][A-Z0-9]{3}$/.test(tagAt(head, 10));
  if (end + 4 > head.length) return isFrame ? "audio/mpeg" : undefined;
  if (tagAt(head, end) === "fLaC") return flacType(head.subarray(end));
  if (mp3FrameLength(head, end)) return "audio/mpeg";
  return aacFrameLength(head, end) ? "audio/aac" : undefined;
}

export const flacType = (head: Uint8Array): MediaType | undefined =>
  tagAt(head, 0) === "fLaC" && (big32(head, 4) & 0x7fffffff) === 34 && big16(head, 8) >= 16 ? "audio/flac" : undefined;

/** What is in an Ogg file stands at the start of its first page. */
export function oggType(head: Uint8Array): MediaType | undefined {
  if (tagAt(head, 0, 6) !== "OggS\0\x02") return undefined;
  const start = tagAt(head, 27 + (head[26] ?? 0), 8);
  if (/^(?:OpusHead|\x01vorbis|\x7fFLAC|Speex {3})/.test(start)) return "audio/ogg";
  return start.startsWith("\x80theora") ? "video/ogg" : undefined;
}

const WAV_CHUNKS = ["JUNK", "junk", "bext", "LIST", "fact", "PAD ", "FLLR", "iXML", "ds64"];
const WAV_CODECS = [1, 3, 6, 7, 0x11, 0xfffe];

/** A WAV file says how its sound is coded before anything but a few known chunks. */
export function wavType(head: Uint8Array): MediaType | undefined {
  for (let at = 12; at + 8 <= head.length;) {
    const [id, size] = [tagAt(head, at), little32(head, at + 4)];
    if (id === "fmt ") {
      const isPlain = size >= 14 && size <= 64 && WAV_CODECS.includes(little16(head, at + 8));
      return isPlain && little16(head, at + 10) > 0 ? "audio/wav" : undefined;
    }
    if (!WAV_CHUNKS.includes(id)) return undefined;
    at += 8 + size + (size % 2);
  }
  return undefined;
}

/** Bytes of the frame of MPEG audio that begins there; 0 when none does. @see http://www.mp3-tech.org/programmer/frame_header.html */
function mp3FrameLength(bytes: Uint8Array, at: number): number {
  const header = big32(bytes, at);
  const [version, layer] = [(header >>> 19) & 3, 4 - ((header >>> 17) & 3)];
  const [rate, frequency, padding] = [(header >>> 12) & 15, (header >>> 10) & 3, (header >>> 9) & 1];
  if (header >>> 21 !== 0x7ff || version === 1 || layer === 4 || rate === 0 || rate === 15 || frequency === 3) return 0;
  const bits = (RATES[`${version === 3 ? 1 : 2}-${layer}`]?.[rate] ?? 0) * 1_000;
  const samples = (SAMPLES[frequency] ?? 1) / (version === 3 ? 1 : version === 2 ? 2 : 4);
  if (layer === 1) return (Math.floor((12 * bits) / samples) + padding) * 4;
  return Math.floor(((layer === 3 && version !== 3 ? 72 : 144) * bits) / samples) + padding;
}

/** Bytes of the ADTS frame of AAC that begins there; 0 when none does. @see https://wiki.multimedia.cx/index.php/ADTS */
function aacFrameLength(bytes: Uint8Array, at: number): number {
  const isFrame = (big16(bytes, at) & 0xfff6) === 0xfff0 && (((bytes[at + 2] ?? 0) >>> 2) & 15) < 13;
  const length = (big32(bytes, at + 3) >>> 13) & 0x1fff;
  return isFrame && length > 7 ? length : 0;
}
