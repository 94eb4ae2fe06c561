/** Colour profiles keep what a phone's colours mean, and may tell whose phone. Only the meaning stays. @see https://www.color.org/specification/ICC.2-2023.pdf */
import { big16, big32, tagAt } from "../../lib/binary.ts";

/** A longer profile is dropped. */
export const PROFILE_BYTES = 1_048_576;

/** White, the three colours, how light they become, and the adaptation to paper. */
const COLOURS = ["wtpt", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC", "chad"];
/** Tables in place of the colours, as of a scanner. */
const TABLES = ["wtpt", "A2B0", "A2B1", "chad"];

/** The three colours of sRGB, as every picture without a profile is read. */
const SRGB: Record<string, [x: number, y: number, z: number]> = {
  rXYZ: [0.436, 0.2225, 0.0139],
  gXYZ: [0.3851, 0.7169, 0.0971],
  bXYZ: [0.1431, 0.0606, 0.7141],
};

/** How light half of sRGB is. */
const SRGB_HALF = 0.214;

/**
 * The profile with only what its colours mean: no names, dates, makers or numbers. Nothing where it is sRGB, which needs
 * no profile, where it is about other colours than those of a screen, and where it is broken.
 */
export function cleanProfile(profile: Uint8Array): Uint8Array | undefined {
  if (profile.length < 132 || tagAt(profile, 36) !== "acsp" || tagAt(profile, 16) !== "RGB ") return undefined;
  const tags = tagsOf(profile);
  const names = COLOURS.slice(1, 7).every((name) => tags.has(name)) ? COLOURS : tags.has("A2B0") ? TABLES : [];
  if (names.length === 0 || isSrgb(tags)) return undefined;
  return build(
    profile,
    names.flatMap((name) => tagIn(tags, name)),
  );
}

type Tag = { name: string; content: Uint8Array };

const tagIn = (tags: Map<string, Uint8Array>, name: string): Tag[] => {
  const content = tags.get(name);
  return content ? [{ name, content }] : [];
};

function tagsOf(profile: Uint8Array): Map<string, Uint8Array> {
  const tags = new Map<string, Uint8Array>();
  for (let index = 0; index < Math.min(big32(profile, 128), 100); index++) {
    const entry = 132 + index * 12;
    const [start, length] = [big32(profile, entry + 4), big32(profile, entry + 8)];
    if (length >= 12 && start + length <= profile.length) tags.set(tagAt(profile, entry), profile.subarray(start, start + length)); // prettier-ignore
  }
  return tags;
}

function isSrgb(tags: Map<string, Uint8Array>): boolean {
  const isNear = Object.entries(SRGB).every(([name, xyz]) => {
    const content = tags.get(name);
    return content && xyz.every((value, index) => Math.abs(fixed(content, 8 + index * 4) - value) < 0.003);
  });
  const curve = tags.get("gTRC");
  return isNear && curve !== undefined && Math.abs(half(curve) - SRGB_HALF) < 0.01;
}

/** A number of 16 bits before the point and 16 behind it. */
const fixed = (bytes: Uint8Array, at: number): number => (big32(bytes, at) | 0) / 65_536;

/** What a curve makes of one half. */
function half(curve: Uint8Array): number {
  if (tagAt(curve, 0) === "para") {
    const [gamma, a, b] = big16(curve, 8) === 0 ? [fixed(curve, 12), 1, 0] : [12, 16, 20].map((at) => fixed(curve, at));
    return ((a ?? 1) / 2 + (b ?? 0)) ** (gamma ?? 1);
  }
  const count = big32(curve, 8);
  if (count === 1) return 0.5 ** (big16(curve, 12) / 256);
  return big16(curve, 12 + 2 * Math.floor((count - 1) / 2)) / 65_535;
}

/** A profile of these tags. The same curve for all three colours is written once. */
function build(profile: Uint8Array, tags: Tag[]): Uint8Array {
  const entries = Buffer.alloc(4 + 12 * tags.length);
  entries.writeUInt32BE(tags.length, 0);
  const parts: { content: Uint8Array; at: number }[] = [];
  let end = 128 + entries.length;
  for (const [index, { name, content }] of tags.entries()) {
    const same = parts.find((part) => Buffer.compare(part.content, content) === 0);
    const at = same?.at ?? end;
    if (!same) {
      parts.push({ content, at });
      end += Math.ceil(content.length / 4) * 4;
    }
    entries.write(name, 4 + index * 12, "latin1");
    entries.writeUInt32BE(at, 8 + index * 12);
    entries.writeUInt32BE(content.length, 12 + index * 12);
  }
  const result = Buffer.alloc(end);
  for (const [start, length] of KEPT) result.set(profile.subarray(start, start + length), start);
  result.writeUInt32BE(end, 0);
  result.set(entries, 128);
  for (const { content, at } of parts) result.set(content, at);
  return result;
}

/** Of the header: version, kind, colours and the space they are given in; its mark; rendering intent and white. */
const KEPT: [start: number, length: number][] = [
  [8, 4],
  [12, 12],
  [36, 4],
  [64, 16],
];
