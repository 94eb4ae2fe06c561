/** Small damage to bytes, as bad networks, bad programs and bad people do it. */
import type { Random } from "../faults/random.ts";

/** Pieces that parsers trip over. */
const TROUBLE = [
  "\r\n",
  "\n",
  "\r",
  "\0",
  " ",
  "\t",
  ":",
  ";",
  ",",
  "%",
  "%00",
  "%2e%2e/",
  "%c0%af",
  "%ff",
  "../",
  "//",
  "\\",
  "?",
  "#",
  "&",
  "=",
  "[]",
  "-1",
  "0",
  "1e309",
  "99999999999999999999",
  "NaN",
  "\xff\xfe",
  "\xed\xa0\x80",
  "\xf4\x90\x80\x80",
  "__proto__",
  "{",
  "\u007f",
  "'",
  '"',
  "<",
  "\x1b[2J",
].map((text) => Buffer.from(text, "latin1"));

/** The bytes with so many small changes. */
export function mutate(random: Random, bytes: Buffer, changes: number): Buffer {
  let result = bytes;
  for (let change = 0; change < changes; change++) result = random.pick(CHANGES)(random, result);
  return result;
}

type Change = (random: Random, bytes: Buffer) => Buffer;

const somewhere = (random: Random, bytes: Buffer) => random.between(0, bytes.length);
const cut = (random: Random, bytes: Buffer): [Buffer, Buffer, Buffer] => {
  const [start, end] = [somewhere(random, bytes), somewhere(random, bytes)].sort((a, b) => a - b) as [number, number];
  return [
    bytes.subarray(0, start),
    bytes.subarray(start, Math.min(end, start + 200)),
    bytes.subarray(Math.min(end, start + 200)),
  ];
};

const flip: Change = (random, bytes) => {
  const copy = Buffer.from(bytes);
  const at = random.between(0, Math.max(0, copy.length - 1));
  if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ (1 << random.between(0, 7));
  return copy;
};
const insert: Change = (random, bytes) => {
  const at = somewhere(random, bytes);
  return Buffer.concat([bytes.subarray(0, at), random.pick(TROUBLE), bytes.subarray(at)]);
};
const insertNoise: Change = (random, bytes) => {
  const at = somewhere(random, bytes);
  return Buffer.concat([bytes.subarray(0, at), noise(random, random.between(1, 40)), bytes.subarray(at)]);
};
const remove: Change = (random, bytes) => {
  const [before, , after] = cut(random, bytes);
  return Buffer.concat([before, after]);
};
const repeat: Change = (random, bytes) => {
  const [before, piece, after] = cut(random, bytes);
  return Buffer.concat([before, ...Array.from({ length: random.between(2, 30) }, () => piece), after]);
};
const truncate: Change = (random, bytes) => bytes.subarray(0, somewhere(random, bytes));

const CHANGES: Change[] = [flip, flip, insert, insert, insertNoise, remove, repeat, truncate];

/** So many bytes of anything. */
export function noise(random: Random, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let index = 0; index < length; index++) bytes[index] = random.between(0, 255);
  return bytes;
}

/** The bytes in a few parts, as they may arrive. */
export function inParts(random: Random, bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let rest = bytes;
  while (rest.length > 1 && parts.length < 4 && random.chance(0.5)) {
    const at = random.between(1, rest.length - 1);
    parts.push(rest.subarray(0, at));
    rest = rest.subarray(at);
  }
  return [...parts, rest];
}
