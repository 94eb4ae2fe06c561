/** Which way up a camera was held, as Exif says it. @see https://exiftool.org/TagNames/EXIF.html */
import { big16, big32, little16, little32, tagAt } from "../../lib/binary.ts";

const ORIENTATION = 0x0112;

/** From 1 to 8; nothing when it is not said, or not in order. @param exif with or without the six bytes of JPEG before it */
export function readOrientation(exif: Uint8Array): number | undefined {
  const tiff = tagAt(exif, 0, 6) === "Exif\0\0" ? exif.subarray(6) : exif;
  const order = tagAt(tiff, 0);
  if (order !== "II*\0" && order !== "MM\0*") return undefined;
  const [read16, read32] = order === "II*\0" ? [little16, little32] : [big16, big32];
  const start = read32(tiff, 4);
  const count = read16(tiff, start);
  for (let entry = start + 2; entry < start + 2 + count * 12 && entry + 12 <= tiff.length; entry += 12) {
    if (read16(tiff, entry) !== ORIENTATION) continue;
    const value = read16(tiff, entry + 8);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/** Whether width and height change places when a picture is turned the right way up. */
export const isSideways = (orientation = 1): boolean => orientation >= 5;

/** Turns a picture the right way up, before it is scaled: Bun does it in this order, in whatever order it is asked to. */
export function turn(image: Bun.Image, orientation = 1): Bun.Image {
  const [degrees, isMirrored] = TURNS[orientation - 1] ?? [0, false];
  if (degrees > 0) image.rotate(degrees);
  return isMirrored ? image.flop() : image;
}

/** Turned clockwise first, then mirrored, which is Bun's order too. */
const TURNS: [degrees: number, isMirrored: boolean][] = [
  [0, false],
  [0, true],
  [180, false],
  [180, true],
  [90, true],
  [90, false],
  [270, true],
  [270, false],
];
