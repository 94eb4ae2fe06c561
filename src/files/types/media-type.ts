/** Tells the type of a file by its first bytes: its name and what a browser says about it may be wrong, or lies. */
import { big16, big32, little16, little32, tagAt } from "../../lib/binary.ts";
import { archiveType } from "./archive-type.ts";
import { aacOrMp3Type, flacType, id3Type, oggType, wavType } from "./audio-type.ts";
import type { MediaType } from "./media-types.ts";
import { mp4Type } from "./mp4-type.ts";
import { textType } from "./text-type.ts";
import { webmType } from "./webm-type.ts";

/** Bytes from the start of a file that tell its type. */
export const HEAD_BYTES = 4_100;

type Reader = (head: Uint8Array) => MediaType | undefined;

/**
 * The type of a file by its first `HEAD_BYTES` bytes; fewer if it is shorter. A type that is played in place needs a head
 * in which nothing contradicts it, so that a web page does not pass as one because of a few bytes before it. A picture is
 * proven by preparing it.
 *
 * @example readMediaType(await Bun.file(path).slice(0, HEAD_BYTES).bytes()) // "image/jpeg"
 */
export function readMediaType(head: Uint8Array): MediaType {
  const bytes = head.subarray(0, HEAD_BYTES);
  for (const read of READERS) {
    const type = read(bytes);
    if (type) return type;
  }
  return "application/octet-stream";
}

const jpeg: Reader = (head) =>
  tagAt(head, 0, 3) === "\xff\xd8\xff" && (head[3] ?? 0) >= 0xc0 && head[3] !== 0xff ? "image/jpeg" : undefined;

const png: Reader = (head) =>
  tagAt(head, 0, 8) === "\x89PNG\r\n\x1a\n" && big32(head, 8) === 13 && tagAt(head, 12) === "IHDR"
    ? "image/png"
    : undefined;

const gif: Reader = (head) =>
  /^GIF8[79]a$/.test(tagAt(head, 0, 6)) && little16(head, 6) > 0 && little16(head, 8) > 0 ? "image/gif" : undefined;

const riff: Reader = (head) => {
  if (tagAt(head, 0) !== "RIFF") return undefined;
  const form = tagAt(head, 8);
  if (form === "WEBP") return /^VP8[ LX]$/.test(tagAt(head, 12)) ? "image/webp" : undefined;
  if (form === "WAVE") return wavType(head);
  return form === "AVI " && tagAt(head, 12) === "LIST" ? "video/x-msvideo" : undefined;
};

/** TIFF, and what cameras make of it. */
const tiff: Reader = (head) => {
  const start = tagAt(head, 0);
  if (tagAt(head, 0, 15) === "FUJIFILMCCD-RAW" || /^(?:IIRO|IIRS|MMOR|IIU\0)$/.test(start)) return "image/x-raw";
  if (!["II*\0", "MM\0*", "II+\0", "MM\0+"].includes(start)) return undefined;
  return tagAt(head, 8, 2) === "CR" ? "image/x-raw" : "image/tiff";
};

const bmp: Reader = (head) =>
  tagAt(head, 0, 2) === "BM" && little32(head, 6) === 0 && [12, 40, 52, 56, 64, 108, 124].includes(little32(head, 14))
    ? "image/bmp"
    : undefined;

const icon: Reader = (head) =>
  tagAt(head, 0) === "\0\0\x01\0" && little16(head, 4) > 0 && little16(head, 4) < 64 && head[9] === 0
    ? "image/x-icon"
    : undefined;

/** Java's classes have the same first bytes as a program for several Macs, and a version where that has their number. */
const mac: Reader = (head) =>
  /^(?:\xcf\xfa\xed\xfe|\xce\xfa\xed\xfe)$/.test(tagAt(head, 0)) ||
  (tagAt(head, 0) === "\xca\xfe\xba\xbe" && big32(head, 4) < 40)
    ? "application/x-mach-binary"
    : undefined;

const flash: Reader = (head) =>
  /^[FCZ]WS$/.test(tagAt(head, 0, 3)) && (head[3] ?? 0) > 0 && (head[3] ?? 0) < 64
    ? "application/x-shockwave-flash"
    : undefined;

const mpeg: Reader = (head) =>
  big16(head, 0) === 1 && [0xba, 0xb3].includes(big16(head, 2)) ? "video/mpeg" : undefined;

/** What its first bytes alone tell. None of them is shown in place. */
const SIGNATURES: [start: string, type: MediaType][] = [
  ["%PDF-", "application/pdf"],
  ["{\\rtf", "application/rtf"],
  ["8BPS\0", "image/vnd.adobe.photoshop"],
  ["\xff\x0a", "image/jxl"],
  ["\0\0\0\x0cJXL \r\n\x87\n", "image/jxl"],
  ["\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"],
  ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"],
  ["MThd\0\0\0\x06", "audio/midi"],
  ["#!AMR", "audio/amr"],
  ["\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"],
  ["\x7fELF", "application/x-elf"],
  ["SQLite format 3\0", "application/vnd.sqlite3"],
];

const signature: Reader = (head) => SIGNATURES.find(([start]) => tagAt(head, 0, start.length) === start)?.[1];

const aiff: Reader = (head) =>
  tagAt(head, 0) === "FORM" && /^AIF[FC]$/.test(tagAt(head, 8)) ? "audio/aiff" : undefined;

/** The start of every program for Windows points to a second one. Text may begin with these letters, too. */
const windows: Reader = (head) =>
  tagAt(head, 0, 2) === "MZ" && (little32(head, 60) >= 64 || tagAt(head, 2, 1) === "\x90")
    ? "application/vnd.microsoft.portable-executable"
    : undefined;

/** Readers of PDF look for its first line further down. */
const latePdf: Reader = (head) => (tagAt(head, 0, 1_024).includes("%PDF-") ? "application/pdf" : undefined);

const READERS: Reader[] = [
  jpeg,
  png,
  gif,
  riff,
  mp4Type,
  webmType,
  oggType,
  flacType,
  id3Type,
  aacOrMp3Type,
  signature,
  archiveType,
  tiff,
  aiff,
  mpeg,
  textType,
  bmp,
  icon,
  windows,
  mac,
  flash,
  latePdf,
];
