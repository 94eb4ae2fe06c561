/**
 * Takes out of an MP4 or MOV what cameras note of where, when and with what it was taken. Nothing in it moves: what is taken
 * out becomes free space of the same length, so that all that is played stays where the file says it is.
 * @see https://developer.apple.com/documentation/quicktime-file-format
 */
import { type FileHandle, open } from "node:fs/promises";

import { big32, tagAt } from "../lib/binary.ts";
import type { MediaType } from "./types/media-types.ts";

type Box = { name: string; start: number; content: number; end: number };

/** Boxes that have others in them, down to what says what a track is, and which of those are taken out; "" is the file. */
const METADATA: Record<string, string[]> = {
  "": ["udta", "meta", "uuid"],
  moov: ["udta", "meta", "uuid"],
  trak: ["udta", "meta"],
  mdia: ["udta", "meta"],
};

/** They begin with when they were made and last changed. */
const DATED = ["mvhd", "tkhd", "mdhd"];

/** Kinds of tracks. Others may well be places, such as those of cameras that are worn. */
const PLAYED = ["vide", "soun"];

/** A film has some dozens; one that is sent bit by bit, one for each second. */
const MOST_BOXES = 10_000;

/** Whether a file of this type is a film made of such boxes. */
export const isMp4Film = (type: MediaType): boolean =>
  type === "video/mp4" || type === "video/quicktime" || type === "video/3gpp";

/**
 * Takes it out of the file there, and returns whether nothing else is known that may tell more: not so where a track is neither
 * picture nor sound, or the file is not as it should be.
 */
export async function removeMp4Metadata(path: string): Promise<boolean> {
  await using file = await open(path, "r+");
  const kinds: string[] = [];
  let boxes = 0;

  async function cleanWithin(container: string, from: number, to: number): Promise<boolean> {
    for (let at = from; at + 8 <= to;) {
      const box = ++boxes > MOST_BOXES ? undefined : await readBox(file, at, to);
      if (!box) return false;
      const { name, content, end } = box;
      if (METADATA[container]?.includes(name)) await makeFree(file, box);
      else if (name in METADATA && !(await cleanWithin(name, content, end))) return false;
      else if (DATED.includes(name)) await clearTimes(file, box);
      else if (name === "hdlr") kinds.push(tagAt(await read(file, content, 12), 8));
      at = end;
    }
    return true;
  }

  const { size } = await file.stat();
  return (await cleanWithin("", 0, size)) && kinds.length > 0 && kinds.every((kind) => PLAYED.includes(kind));
}

/** The box that begins there; nothing where none does, or it is longer than what it lies in. */
async function readBox(file: FileHandle, start: number, most: number): Promise<Box | undefined> {
  const head = await read(file, start, 16);
  const short = big32(head, 0);
  const content = start + (short === 1 ? 16 : 8);
  const length = short === 1 ? big32(head, 8) * 2 ** 32 + big32(head, 12) : short;
  const end = short === 0 ? most : start + length; // 0: up to the end
  return content <= end && end <= most ? { name: tagAt(head, 4), start, content, end } : undefined;
}

async function read(file: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

async function makeFree(file: FileHandle, { start, content, end }: Box): Promise<void> {
  await file.write(Buffer.from("free"), 0, 4, start + 4);
  await clear(file, content, end);
}

/** Two times of 4 bytes behind version and flags; of 8 in version 1. */
async function clearTimes(file: FileHandle, { content, end }: Box): Promise<void> {
  const [version] = await read(file, content, 1);
  await clear(file, content + 4, Math.min(end, content + (version === 1 ? 20 : 12)));
}

async function clear(file: FileHandle, from: number, to: number): Promise<void> {
  const zeros = new Uint8Array(65_536);
  for (let at = from; at < to;) {
    const { bytesWritten } = await file.write(zeros, 0, Math.min(zeros.length, to - at), at);
    at += bytesWritten;
  }
}
