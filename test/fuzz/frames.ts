/** WebSocket frames that are almost right: their sizes, masks, kinds and order each wrong in another way. */
import type { Random } from "../faults/random.ts";
import { mutate, noise } from "./mutate.ts";

const [CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG] = [0, 1, 2, 8, 9, 10];
const USUAL = [TEXT, TEXT, TEXT, BINARY, PING, PONG];
const UNUSUAL = [CONTINUATION, CLOSE, 3, 7, 11, 15];
const WORDS = [
  "",
  "typing",
  "unread",
  "read 1",
  "read 999999999999999",
  "read -1",
  "read 1 2",
  "away",
  "here",
  "{}",
  '{"typing":true}',
  "null",
  "[".repeat(500),
  "\u0000",
  "x".repeat(1_023),
  "x".repeat(1_024),
];
const CODES = [0, 999, 1000, 1004, 1005, 1006, 1015, 2999, 3000, 4401, 5000, 65_535];

/** One to six frames, as the bytes of a connection. */
export function randomFrames(random: Random): Buffer {
  if (random.chance(0.05)) return noise(random, random.between(1, 3_000));
  const frames = Array.from({ length: random.between(1, 6) }, () => randomFrame(random));
  const whole = Buffer.concat(frames);
  return random.chance(0.8) ? whole : mutate(random, whole, random.between(1, 3));
}

function randomFrame(random: Random): Buffer {
  const opcode = random.pick(random.chance(0.9) ? USUAL : UNUSUAL);
  const payload = opcode === CLOSE ? closing(random) : content(random, opcode);
  const final = random.chance(0.95) ? 0x80 : 0;
  const reserved = random.chance(0.97) ? 0 : random.between(1, 7) << 4; // the first is compression, which was not agreed on
  return Buffer.concat([Buffer.from([final | reserved | opcode]), head(random, payload.length), payload]);
}

/** The length, said in one of three ways, sometimes a lie; and the mask, which clients owe. */
function head(random: Random, length: number): Buffer {
  const masked = random.chance(0.97) ? 0x80 : 0;
  const said = random.chance(0.96) ? length : random.pick([0, 125, 126, 65_535, 65_536, 2 ** 31, 2 ** 40]);
  const mask = masked ? Buffer.alloc(4) : Buffer.alloc(0); // a mask of zeros leaves the payload as it is
  const short = random.chance(0.95);
  if (said < 126 && short) return Buffer.concat([Buffer.from([masked | said]), mask]);
  if (said < 65_536 && short) return Buffer.concat([Buffer.from([masked | 126, said >> 8, said & 0xff]), mask]);
  const long = Buffer.alloc(9);
  long[0] = masked | 127;
  long.writeBigUInt64BE(random.chance(0.9) ? BigInt(said) : 2n ** 64n - 1n, 1);
  return Buffer.concat([long, mask]);
}

/** Mostly what such a frame may carry: words as text, and little in a ping. */
function content(random: Random, opcode: number): Buffer {
  if (random.chance(opcode === TEXT ? 0.9 : 0.3)) return Buffer.from(random.pick(WORDS));
  return noise(
    random,
    random.pick(opcode > CLOSE ? [0, 1, 125, 125, 126] : [0, 1, 2, 125, 126, 130, 1_000, 1_025, 5_000]),
  );
}

function closing(random: Random): Buffer {
  const code = Buffer.alloc(2);
  code.writeUInt16BE(random.pick(CODES));
  return random.pick([Buffer.alloc(0), code.subarray(0, 1), code, Buffer.concat([code, noise(random, 123)])]);
}
