/** The pixels of a PNG: packed anew, so that nothing else is left among them, or cut to a square. */
import { PassThrough, promises, Readable, type Transform } from "node:stream";

import { big32 } from "../../lib/binary.ts";
import { codeOf } from "../../lib/error-code.ts";
import { zlib } from "../../lib/zlib.ts";
import { type Chunk, chunksOf, encode, pngOf } from "./png.ts";
import type { Rows } from "./transparency.ts";

/** Bytes that are packed in one go on another thread. */
const STEP = 262_144;

/** Values of a pixel by the number of its kind: grey, colours, one of a table, grey and colours with transparency. */
const VALUES: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Start and step, across and down, of the seven passes of a picture that comes into focus. */
const PASSES = [
  [0, 8, 0, 8],
  [4, 8, 0, 8],
  [0, 4, 4, 8],
  [2, 4, 0, 4],
  [0, 2, 2, 4],
  [1, 2, 0, 2],
  [0, 1, 1, 2],
] as const;

/** `content` is the header itself; `bits` are those of a pixel. */
type Header = { content: Uint8Array; width: number; height: number; bits: number; isInterlaced: boolean };

/** The same picture, exactly, packed anew. Nothing, if there are more or fewer pixels than the header says. */
export async function repackPng(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const chunks = chunksOf(bytes);
  const header = chunks && headerOf(chunks);
  if (!header) return undefined;
  const parts: Uint8Array[] = [];
  const isExact = await unpack(chunks, pixelBytes(header), parts, zlib().createDeflate({ level: 6, chunkSize: STEP }));
  return isExact ? assemble(chunks, header.content, Buffer.concat(parts)) : undefined;
}

/**
 * The square in the middle of a PNG as `Bun.Image` makes it: colours and transparency of eight bits, in one pass.
 * @param change may look at its pixels, and change them
 */
export async function cutSquare(bytes: Uint8Array, change: (square: Rows) => void): Promise<Uint8Array | undefined> {
  const chunks = chunksOf(bytes);
  const header = chunks && headerOf(chunks);
  if (!header || header.bits !== 32 || header.isInterlaced) return undefined;
  const parts: Uint8Array[] = [];
  if (!(await unpack(chunks, pixelBytes(header), parts, new PassThrough()))) return undefined;
  const rows = Buffer.concat(parts);
  const { width, height } = header;
  const side = Math.min(width, height);
  const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)];
  unfilter(rows, 1 + width * 4, top + side);
  const square = Buffer.alloc(side * (1 + side * 4));
  for (let y = 0; y < side; y++) {
    const start = (top + y) * (1 + width * 4) + 1 + left * 4;
    square.set(rows.subarray(start, start + side * 4), y * (1 + side * 4) + 1);
  }
  change({ rows: square, width: side });
  const cut = Buffer.from(header.content);
  cut.writeUInt32BE(side, 0);
  cut.writeUInt32BE(side, 4);
  return assemble(chunks, cut, zlib().deflateSync(square, { level: 1 })); // half a megabyte at most
}

function headerOf(chunks: Chunk[]): Header | undefined {
  const [first] = chunks;
  if (first?.name !== "IHDR" || first.content.length !== 13) return undefined;
  const [depth = 0, kind = 0, , , interlace = 0] = first.content.subarray(8);
  const values = VALUES[kind];
  if (!values || ![1, 2, 4, 8, 16].includes(depth) || interlace > 1) return undefined;
  const [width, height] = [big32(first.content, 0), big32(first.content, 4)];
  return { content: first.content, width, height, bits: values * depth, isInterlaced: interlace === 1 };
}

/** Bytes of all rows, each with one before it that says how it is filtered. */
function pixelBytes({ width, height, bits, isInterlaced }: Header): number {
  const rows = (wide: number, high: number) => (wide > 0 ? high * (1 + Math.ceil((wide * bits) / 8)) : 0);
  if (!isInterlaced) return rows(width, height);
  return PASSES.reduce((sum, [left, across, top, down]) => {
    return sum + rows(Math.ceil((width - left) / across), Math.ceil((height - top) / down));
  }, 0);
}

/** Unpacks the pixels, has them go through `last` as they come, and returns whether they were exactly so many bytes. */
async function unpack(chunks: Chunk[], length: number, parts: Uint8Array[], last: Transform): Promise<boolean> {
  const packed = chunks.filter(({ name }) => name === "IDAT").map(({ content }) => content);
  let count = 0;
  const counter = async function* (pixels: AsyncIterable<Uint8Array>) {
    for await (const part of pixels) {
      count += part.length;
      if (count > length) throw new WrongPixels();
      yield part;
    }
  };
  const collect = async (result: AsyncIterable<Uint8Array>) => {
    for await (const part of result) parts.push(part);
  };
  try {
    await promises.pipeline(Readable.from(packed), zlib().createInflate({ chunkSize: STEP }), counter, last, collect);
    return count === length;
  } catch (error) {
    const code = codeOf(error);
    if (error instanceof WrongPixels || code.startsWith("Z_") || code === "ERR_STREAM_PREMATURE_CLOSE") return false;
    throw error;
  }
}

/** There are more of them than a picture of this size has. */
class WrongPixels extends Error {}

/** The chunks with another header and other pixels. */
function assemble(chunks: Chunk[], header: Uint8Array, pixels: Uint8Array): Uint8Array {
  const between = chunks.slice(1).filter(({ name }) => name !== "IDAT" && name !== "IEND");
  return pngOf([
    encode("IHDR", header),
    ...between.map(({ whole }) => whole),
    encode("IDAT", pixels),
    encode("IEND", new Uint8Array()),
  ]);
}

/** Undoes what makes rows of four bytes a pixel easier to pack. @see https://www.w3.org/TR/png-3/#9Filters */
function unfilter(rows: Buffer, length: number, count: number): void {
  for (let row = 0; row < count; row++) {
    const start = row * length + 1;
    const filter = rows[start - 1];
    for (let at = start; at < start + length - 1; at++) {
      const left = at >= start + 4 ? (rows[at - 4] ?? 0) : 0;
      const above = row > 0 ? (rows[at - length] ?? 0) : 0;
      const corner = row > 0 && at >= start + 4 ? (rows[at - length - 4] ?? 0) : 0;
      rows[at] = (rows[at] ?? 0) + expected(filter, left, above, corner);
    }
  }
}

/** What a filter expects of a byte by those beside it. */
function expected(filter: number | undefined, left: number, above: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  return filter === 4 ? nearest(left, above, corner) : 0;
}

/** Paeth's: whichever of the three is nearest to what the slope between them would give. */
function nearest(left: number, above: number, corner: number): number {
  const slope = left + above - corner;
  const [toLeft, toAbove, toCorner] = [Math.abs(slope - left), Math.abs(slope - above), Math.abs(slope - corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
