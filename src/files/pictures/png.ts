/** Takes a PNG apart and keeps only what is its picture, or its moving pictures. @see https://www.w3.org/TR/png-3/ */
import { big32, tagAt } from "../../lib/binary.ts";
import { zlib } from "../../lib/zlib.ts";
import { cleanProfile, PROFILE_BYTES } from "./colour-profile.ts";
import { readOrientation } from "./orientation.ts";
import { MOST_CHUNKS, MOST_FRAMES, type Stripped } from "./stripped.ts";

const SIGNATURE = "\x89PNG\r\n\x1a\n";
/** What makes up the picture, and what its colours mean, with the most bytes that each can have. */
const PICTURE: Record<string, number> = {
  IHDR: 13,
  PLTE: 768,
  tRNS: 256,
  IDAT: Infinity,
  IEND: 0,
  gAMA: 4,
  cHRM: 32,
  sRGB: 1,
  cICP: 4,
};
const ANIMATION: Record<string, number> = { acTL: 8, fcTL: 26, fdAT: Infinity };

export type Chunk = { name: string; content: Uint8Array; whole: Uint8Array };

/**
 * The same PNG with its picture, what its colours mean, and its frames. Nothing, if it is malformed in any way.
 */
export function stripPng(bytes: Uint8Array): Stripped | undefined {
  const chunks = chunksOf(bytes);
  const header = chunks?.[0]?.content;
  if (!chunks || chunks[0]?.name !== "IHDR" || header?.length !== 13) return undefined;
  const [width, height] = [big32(header, 0), big32(header, 4)];
  if (width === 0 || height === 0) return undefined;
  const frames = chunks.some(({ name }) => name === "acTL") ? countFrames(chunks, width, height) : 1;
  if (!frames || frames > MOST_FRAMES) return undefined;
  const isMoving = frames > 1;
  const lengths = isMoving ? { ...PICTURE, ...ANIMATION } : PICTURE;
  const kept: Uint8Array[] = [];
  const once = new Set<string>();
  for (const chunk of chunks) {
    const { name, content, whole } = chunk;
    const most = lengths[name];
    const isRepeated = most !== Infinity && name !== "fcTL" && once.has(name);
    if (most !== undefined && (content.length > most || isRepeated)) return undefined;
    once.add(name);
    if (most !== undefined) kept.push(whole);
    if (name === "iCCP" && !isRepeated) kept.push(...profileOf(chunk));
  }
  const exif = chunks.find(({ name }) => name === "eXIf")?.content;
  return {
    bytes: pngOf(kept),
    width,
    height,
    frames,
    isCovered: true,
    isFinal: isMoving,
    orientation: exif && !isMoving ? readOrientation(exif) : undefined,
  };
}

/** How many frames there are, if that is what is announced, each lies within the picture, and they are in order. */
function countFrames(chunks: Chunk[], width: number, height: number): number | undefined {
  const announced = chunks.filter(({ name }) => name === "acTL");
  const controls = chunks.filter(({ name }) => name === "fcTL").map(({ content }) => content);
  const numbered = chunks.filter(({ name }) => name === "fcTL" || name === "fdAT");
  const isInOrder = numbered.every(({ content }, index) => content.length > 4 && big32(content, 0) === index);
  const fit = controls.every((content) => {
    const [wide, high] = [big32(content, 4), big32(content, 8)];
    const isWithin = big32(content, 12) + wide <= width && big32(content, 16) + high <= height;
    return content.length === 26 && wide > 0 && high > 0 && isWithin;
  });
  const [first, second] = announced;
  if (!first || second || first.content.length !== 8 || !isInOrder || !fit) return undefined;
  return big32(first.content, 0) === controls.length ? controls.length : undefined;
}

/** A colour profile, cleaned, in a chunk of its own. */
function profileOf({ content }: Chunk): Uint8Array[] {
  const start = content.indexOf(0) + 2;
  try {
    const packed = content.subarray(start);
    const profile = cleanProfile(zlib().inflateSync(packed, { maxOutputLength: PROFILE_BYTES }));
    return profile ? [encode("iCCP", Buffer.concat([Buffer.from("icc\0\0"), zlib().deflateSync(profile)]))] : [];
  } catch {
    return []; // broken or far too long: the picture is shown without
  }
}

/** A PNG of chunks. */
export const pngOf = (chunks: Uint8Array[]): Uint8Array => Buffer.concat([Buffer.from(SIGNATURE, "latin1"), ...chunks]);

export function encode(name: string, content: Uint8Array): Uint8Array {
  const whole = Buffer.alloc(content.length + 12);
  whole.writeUInt32BE(content.length, 0);
  whole.write(name, 4, "latin1");
  whole.set(content, 8);
  whole.writeUInt32BE(zlib().crc32(whole.subarray(4, 8 + content.length)), 8 + content.length);
  return whole;
}

/** All chunks up to the end of the picture; nothing when one is damaged, or the end is not there. */
export function chunksOf(bytes: Uint8Array): Chunk[] | undefined {
  if (tagAt(bytes, 0, 8) !== SIGNATURE) return undefined;
  const chunks: Chunk[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + big32(bytes, at);
    const name = tagAt(bytes, at + 4);
    if (end > bytes.length || chunks.length >= MOST_CHUNKS) return undefined;
    if (big32(bytes, end - 4) !== zlib().crc32(bytes.subarray(at + 4, end - 4))) return undefined;
    chunks.push({ name, content: bytes.subarray(at + 8, end - 4), whole: bytes.subarray(at, end) });
    if (name === "IEND") return chunks;
    at = end;
  }
  return undefined;
}
