/** Tells what is in the boxes that MP4, MOV, M4A, HEIC and AVIF share. @see https://mp4ra.org/registered-types/brands */
import { big32, tagAt } from "../../lib/binary.ts";
import type { MediaType } from "./media-types.ts";

/** By the brand that comes first. */
const BRANDS: [brand: RegExp, type: MediaType][] = [
  [/^avi[fs]$/, "image/avif"],
  [/^(?:hei[cxms]|hev[cxms]|msf1)$/, "image/heic"],
  [/^crx $/, "image/x-raw"],
  [/^M4[AB] $/, "audio/mp4"],
  [/^qt {2}$/, "video/quicktime"],
  [/^3g[0-9a-z]{2}$/, "video/3gpp"],
  [/^(?:isom|iso[2-9a-c]|mp4[12]|avc1|M4V[ HP]?|mmp4|dash|MSNV|f4v |cmf[c2])/, "video/mp4"],
];

/** What may stand behind the brands of audio and video. */
const BOXES = ["moov", "mdat", "free", "skip", "wide", "moof", "styp", "sidx", "uuid", "pdin", "emsg", "pnot"];

export function mp4Type(head: Uint8Array): MediaType | undefined {
  const size = big32(head, 0);
  if (tagAt(head, 4) !== "ftyp" || size < 16 || size > 1_024 || size % 4 !== 0) return undefined;
  const brand = tagAt(head, 8);
  if (brand === "mif1" || brand === "miaf") return stillType(tagAt(head, 16, size - 16));
  const type = BRANDS.find(([pattern]) => pattern.test(brand))?.[1];
  if (!type || type.startsWith("image/")) return type;
  if (!BOXES.includes(tagAt(head, size + 4)) || !isSize(big32(head, size))) return undefined;
  return type === "video/mp4" && hasSoundOnly(head.subarray(size)) ? "audio/mp4" : type;
}

/** A box may reach to the end of the file (0), or have its size behind its name (1). */
const isSize = (size: number): boolean => size <= 1 || size >= 8;

/** Pictures whose first brand says only that they are one. */
const stillType = (others: string): MediaType => (/avi[fs]/.test(others) ? "image/avif" : "image/heic");

/** Whether the tracks are listed within these bytes, and all of them are sound: so browsers record voices. */
function hasSoundOnly(bytes: Uint8Array): boolean {
  const handlers = boxesIn(bytes)
    .filter(({ name, isWhole }) => name === "moov" && isWhole)
    .flatMap(({ content }) => within(within([content], "trak"), "mdia"))
    .flatMap((content) => within([content], "hdlr"))
    .map((content) => tagAt(content, 8));
  return handlers.includes("soun") && !handlers.includes("vide");
}

type Box = { name: string; content: Uint8Array; isWhole: boolean };

const within = (contents: Uint8Array[], name: string): Uint8Array[] =>
  contents.flatMap((content) => boxesIn(content).filter((box) => box.name === name).map((box) => box.content)); // prettier-ignore

function boxesIn(bytes: Uint8Array): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = big32(bytes, at);
    if (size < 8) break;
    boxes.push({
      name: tagAt(bytes, at + 4),
      content: bytes.subarray(at + 8, at + size),
      isWhole: at + size <= bytes.length,
    });
    at += size;
  }
  return boxes;
}
