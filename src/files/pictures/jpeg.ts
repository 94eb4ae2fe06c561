/** Takes a JPEG apart and keeps only what is its picture. @see https://www.w3.org/Graphics/JPEG/itu-t81.pdf */
import { big16, tagAt } from "../../lib/binary.ts";
import { cleanProfile, PROFILE_BYTES } from "./colour-profile.ts";
import { readOrientation } from "./orientation.ts";
import { MOST_CHUNKS, STILL, type Stripped } from "./stripped.ts";

const END = 0xd9;
const SCAN = 0xda;
const TABLES = 0xdb;
const EXIF = 0xe1;
const PROFILE = 0xe2;
const ADOBE = 0xee;
const COMMENT = 0xfe;

/** How it is coded: each of these gives the size, and there are gaps between them. */
const FRAMES = [0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];

type Segment = { marker: number; content: Uint8Array; whole: Uint8Array };

/**
 * The JPEG without what programs and cameras add to it, but a cleaned colour profile. Nothing, if it is malformed.
 */
export function stripJpeg(bytes: Uint8Array): Stripped | undefined {
  const segments = segmentsOf(bytes);
  const frame = segments?.find(({ marker }) => FRAMES.includes(marker))?.content;
  if (!segments || !frame || frame.length < 6) return undefined;
  const [height, width] = [big16(frame, 1), big16(frame, 3)];
  if (width === 0 || height === 0) return undefined;
  const kept = segments.filter(({ marker, content }) => !isAddition(marker) || (marker === ADOBE && content.length === 12 && tagAt(content, 0, 5) === "Adobe")); // prettier-ignore
  const exif = segments.find(({ marker, content }) => marker === EXIF && tagAt(content, 0, 6) === "Exif\0\0");
  return {
    bytes: Buffer.concat([
      Buffer.from([0xff, 0xd8]),
      ...profileIn(segments),
      ...kept.map(({ whole }) => whole),
      Buffer.from([0xff, END]),
    ]),
    width,
    height,
    ...STILL,
    orientation: exif && readOrientation(exif.content.subarray(6)),
    quality: qualityOf(segments),
  };
}

const isAddition = (marker: number): boolean => (marker >= 0xe0 && marker <= 0xef) || marker === COMMENT;

/** A progressive picture has about ten. Each is a walk over the whole, so that many are a way to keep a decoder busy. */
const MOST_SCANS = 100;

/** The segments; one of a scan has its data with it. As decoders do, it skips bytes between them, and needs no end. */
function segmentsOf(bytes: Uint8Array): Segment[] | undefined {
  const segments: Segment[] = [];
  let scans = 0;
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || marker === 0xff || marker < 0xc0) {
      at++;
      continue;
    }
    if (marker === END && scans > 0) return segments;
    const start = at + 2 + big16(bytes, at + 2);
    const isScan = marker === SCAN;
    if (start < at + 4 || start > bytes.length || segments.length >= MOST_CHUNKS) return undefined;
    if ((marker >= 0xd0 && marker <= END) || (isScan && ++scans > MOST_SCANS)) return undefined;
    const end = isScan ? dataEnd(bytes, start) : start;
    segments.push({ marker, content: bytes.subarray(at + 4, start), whole: bytes.subarray(at, end) });
    at = end;
  }
  return scans > 0 ? segments : undefined;
}

/** Where the data of a scan ends: at the next marker that is not one of its own. */
function dataEnd(bytes: Uint8Array, start: number): number {
  for (let at = start; at < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue;
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && (marker < 0xd0 || marker > 0xd7) && marker !== 0xff) return at;
  }
  return bytes.length;
}

/** The colour profile, which may be in several parts, cleaned and in one. */
function profileIn(segments: Segment[]): Uint8Array[] {
  const parts = segments
    .filter(({ marker, content }) => marker === PROFILE && tagAt(content, 0, 12) === "ICC_PROFILE\0")
    .toSorted((one, other) => (one.content[12] ?? 0) - (other.content[12] ?? 0))
    .map(({ content }) => content.subarray(14));
  const whole = Buffer.concat(parts);
  const profile = whole.length > PROFILE_BYTES ? undefined : cleanProfile(whole);
  if (!profile || profile.length > 65_000) return [];
  const header = Buffer.from("\xff\xe2\0\0ICC_PROFILE\0\x01\x01", "latin1");
  header.writeUInt16BE(profile.length + 16, 2);
  return [header, profile];
}

/** The sum of the table that programs use at quality 50, and scale for others. */
const STANDARD = 3_685;

/**
 * The quality that most programs would have been told to reach these tables. Encoding at it anew loses next to nothing
 * more, and a higher one only costs bytes.
 */
function qualityOf(segments: Segment[]): number | undefined {
  const table = segments.find(({ marker, content }) => marker === TABLES && content[0] === 0)?.content.subarray(1, 65);
  if (!table || table.length < 64) return undefined;
  const scale = (table.reduce((sum, step) => sum + step, 0) / STANDARD) * 100;
  return Math.max(1, Math.min(100, Math.round(scale <= 100 ? (200 - scale) / 2 : 5_000 / scale)));
}
