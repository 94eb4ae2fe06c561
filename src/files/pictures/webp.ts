/** Takes a WebP apart and keeps only what is its picture. @see https://developers.google.com/speed/webp/docs/riff_container */
import { little16, little24, little32, tagAt } from "../../lib/binary.ts";
import { cleanProfile } from "./colour-profile.ts";
import { readOrientation } from "./orientation.ts";
import { MOST_CHUNKS, MOST_FRAMES, STILL, type Stripped } from "./stripped.ts";

const ANIMATED = 0x02;
const ALPHA = 0x10;
const PROFILE = 0x20;

type Chunk = { name: string; content: Uint8Array };
type Size = { width: number; height: number };

/**
 * The same WebP with its picture or frames, how they are shown, and a cleaned colour profile. Nothing, if it is malformed
 * in any way.
 */
export function stripWebp(bytes: Uint8Array): Stripped | undefined {
  const length = little32(bytes, 4);
  if (tagAt(bytes, 0) !== "RIFF" || tagAt(bytes, 8) !== "WEBP" || length + 8 > bytes.length) return undefined;
  const chunks = chunksOf(bytes.subarray(12, length + 8));
  const [header] = chunks ?? [];
  if (!chunks || !header) return undefined;
  if (header.name !== "VP8X") return still([header], undefined);
  if (header.content.length !== 10) return undefined;
  const size = { width: little24(header.content, 4) + 1, height: little24(header.content, 7) + 1 };
  return ((header.content[0] ?? 0) & ANIMATED) === 0 ? still(chunks, size) : moving(chunks, size);
}

/** The picture without its colour profile, which would be most of a very small one. */
export function withoutProfile(bytes: Uint8Array): Uint8Array {
  const picture = pictureIn(chunksOf(bytes.subarray(12)) ?? []);
  return picture ? pack(picture.chunks, picture, 0) : bytes;
}

function still(chunks: Chunk[], canvas: Size | undefined): Stripped | undefined {
  const picture = pictureIn(chunks);
  if (!picture || (canvas && !isSame(canvas, picture))) return undefined;
  const exif = chunks.find(({ name }) => name === "EXIF")?.content;
  const { width, height, isLossless } = picture;
  const bytes = pack([...profileIn(chunks), ...picture.chunks], picture, 0);
  return { ...STILL, bytes, width, height, isLossless, orientation: exif && readOrientation(exif) };
}

function moving(chunks: Chunk[], canvas: Size): Stripped | undefined {
  const start = chunks.find(({ name }) => name === "ANIM");
  const found = chunks.filter(({ name }) => name === "ANMF").map(({ content }) => frameOf(content, canvas));
  const frames = found.filter((frame) => frame !== undefined);
  const [first] = frames;
  if (start?.content.length !== 6 || !first || found.length > frames.length || frames.length > MOST_FRAMES)
    return undefined;
  const kept = frames.map(({ chunk }) => chunk);
  const flags = ANIMATED | (frames.some(({ picture }) => picture.hasAlpha) ? ALPHA : 0);
  return {
    bytes: pack([start, ...kept], canvas, flags), // without a colour profile, which browsers do not mind where a WebP moves
    ...canvas,
    frames: frames.length,
    isCovered: isSame(first.picture, canvas),
    isFinal: true,
    first: pack(first.picture.chunks, first.picture, 0),
  };
}

/** A frame: where it is shown, how long, and its picture, which has to have the size that is announced. */
function frameOf(content: Uint8Array, canvas: Size) {
  const picture = pictureIn(chunksOf(content.subarray(16), MOST_IN_FRAME) ?? []);
  const [left, top] = [little24(content, 0) * 2, little24(content, 3) * 2];
  const size = { width: little24(content, 6) + 1, height: little24(content, 9) + 1 };
  if (!picture || !isSame(size, picture)) return undefined;
  if (left + size.width > canvas.width || top + size.height > canvas.height) return undefined;
  const chunk = { name: "ANMF", content: Buffer.concat([content.subarray(0, 16), ...picture.chunks.flatMap(encode)]) };
  return { chunk, picture };
}

/** The picture among chunks, and the transparency that goes with it. */
function pictureIn(chunks: Chunk[]) {
  const alpha = chunks.filter(({ name }) => name === "ALPH").slice(0, 1);
  const lossy = chunks.find(({ name }) => name === "VP8 ");
  const lossless = chunks.find(({ name }) => name === "VP8L");
  if (lossy && !lossless) {
    const { content } = lossy;
    const isKey = ((content[0] ?? 1) & 1) === 0 && tagAt(content, 3, 3) === "\x9d\x01\x2a";
    const [width, height] = [little16(content, 6) & 0x3fff, little16(content, 8) & 0x3fff];
    if (!isKey || width === 0 || height === 0) return undefined;
    return { chunks: [...alpha, lossy], width, height, isLossless: false, hasAlpha: alpha.length > 0 };
  }
  if (!lossless || lossy || lossless.content[0] !== 0x2f || lossless.content.length < 5) return undefined;
  const bits = little32(lossless.content, 1);
  const size = { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  return { chunks: [lossless], ...size, isLossless: true, hasAlpha: ((bits >>> 28) & 1) === 1 };
}

function profileIn(chunks: Chunk[]): Chunk[] {
  const profile = chunks.find(({ name }) => name === "ICCP");
  const content = profile && cleanProfile(profile.content);
  return content ? [{ name: "ICCP", content }] : [];
}

/** A whole file of chunks; with the header for more than a plain picture where there is more. */
function pack(chunks: Chunk[], { width, height }: Size, flags: number): Uint8Array {
  const names = chunks.map(({ name }) => name);
  const all = flags | (names.includes("ICCP") ? PROFILE : 0) | (names.includes("ALPH") ? ALPHA : 0);
  const header = Buffer.alloc(10);
  header.writeUInt8(all, 0);
  header.writeUIntLE(width - 1, 4, 3);
  header.writeUIntLE(height - 1, 7, 3);
  const content = (all === 0 ? chunks : [{ name: "VP8X", content: header }, ...chunks]).flatMap(encode);
  const start = Buffer.from("RIFF\0\0\0\0WEBP");
  start.writeUInt32LE(4 + content.reduce((sum, part) => sum + part.length, 0), 4);
  return Buffer.concat([start, ...content]);
}

function encode({ name, content }: Chunk): Uint8Array[] {
  const header = Buffer.from(`${name}\0\0\0\0`);
  header.writeUInt32LE(content.length, 4);
  return [header, content, new Uint8Array(content.length % 2)];
}

/** A frame has its picture, what is transparent in it, and hardly more. */
const MOST_IN_FRAME = 16;

/** The chunks that fill the bytes, or nothing when they don't, or are more than `most`. */
function chunksOf(bytes: Uint8Array, most = MOST_CHUNKS): Chunk[] | undefined {
  const chunks: Chunk[] = [];
  let at = 0;
  while (at + 8 <= bytes.length) {
    const end = at + 8 + little32(bytes, at + 4);
    if (end > bytes.length || chunks.length >= most) return undefined;
    chunks.push({ name: tagAt(bytes, at), content: bytes.subarray(at + 8, end) });
    at = end + (end % 2 === at % 2 ? 0 : 1);
  }
  return at >= bytes.length ? chunks : undefined;
}

const isSame = (one: Size, other: Size): boolean => one.width === other.width && one.height === other.height;
