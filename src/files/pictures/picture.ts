/** Prepares pictures before anybody can see them: turned, scaled, freed of all that is not picture, with thumbnails. */
import { codeOf } from "../../lib/error-code.ts";
import { THUMBNAILS } from "../addresses.ts";
import { HEAD_BYTES, readMediaType } from "../types/media-type.ts";
import { isPicture, type MediaType } from "../types/media-types.ts";
import { turn } from "./orientation.ts";
import { repackPng } from "./png-pixels.ts";
import { stripMetadata } from "./strip-metadata.ts";
import type { Stripped } from "./stripped.ts";
import { withoutProfile } from "./webp.ts";

export type PictureLimits = {
  /** Width times height that is decoded at most. */
  maxPixels: number;
  /** Width times height times frames of an animation, which every browser that shows it has to draw. */
  maxAnimationPixels: number;
};

export type PictureOptions = PictureLimits & {
  /** Whether it keeps its size. */
  original: boolean;
};

/** A picture as it is shown, in pixels. */
export type Sized = { bytes: Uint8Array; width: number; height: number };

export type Prepared = Sized & {
  type: MediaType;
  /** Whether it moves. */
  animated: boolean;
  /** The picture blurred, as a `data:` address of at most 150 characters. */
  placeholder: string;
  /**
   * WebP, of an animation its first frame; the smaller first, within 480 and 1,200 pixels. One that would save no bytes is left
   * out: show the next, or the picture. There is none of an animation whose first frame does not fill it.
   */
  thumbnails: Sized[];
};

/** The longer side of a picture that is not sent as the original. */
export const LONGEST = 2_560;

/** Longer sides of thumbnails. */
const THUMBNAIL_SIDES = Object.values(THUMBNAILS);

/** A picture as small as a thumbnail that has no more bytes than this needs none. */
const SMALL_BYTES = 24_000;

/** A thumbnail has to save at least this share of what it stands for. */
const WORTH = 0.8;

const PLACEHOLDER_LENGTH = 150;

/** Most to least: pixels of the longer side and quality of a placeholder. */
const PLACEHOLDERS = [
  [16, 20],
  [16, 1],
  [10, 1],
  [4, 1],
] as const;

/**
 * The picture that the file there holds, ready to be shown; nothing when it is none, is malformed or broken, or is larger
 * than the limits, which is told before anything is decoded. The file stays as it is.
 *
 * It takes up to six bytes of memory a pixel, on another thread; `openPictures` does one after the other.
 * @throws when the file can't be read
 */
export async function preparePicture(path: string, options: PictureOptions): Promise<Prepared | undefined> {
  const found = await readPicture(path, options);
  if (!found) return undefined;
  const { type, picture } = found;
  return unlessBroken(async () => {
    const shown = picture.isFinal ? picture : await encode(type, picture, options);
    if (!shown) return undefined;
    const { bytes, width, height } = shown;
    const still = picture.first ?? bytes;
    const thumbnails = picture.isCovered ? await thumbnailsOf(still, shown, picture.frames > 1, options) : [];
    const placeholder = await placeholderOf(thumbnails[0]?.bytes ?? still, options);
    return { type, bytes, width, height, animated: picture.frames > 1, placeholder, thumbnails };
  });
}

/** A file's picture, taken apart and within the limits, but not decoded yet. */
export async function readPicture(path: string, limits: PictureLimits) {
  const file = Bun.file(path);
  const type = readMediaType(await file.slice(0, HEAD_BYTES).bytes());
  const picture = isPicture(type) ? stripMetadata(await file.bytes(), type) : undefined;
  return picture && isWithin(picture, limits) ? { type, picture } : undefined;
}

function isWithin({ width, height, frames }: Stripped, { maxPixels, maxAnimationPixels }: PictureLimits): boolean {
  return width * height <= maxPixels && (frames === 1 || width * height * frames <= maxAnimationPixels);
}

/** Does what decodes a picture. Nothing, if that can't be decoded, or is larger than it says. */
export async function unlessBroken<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (codeOf(error).startsWith("ERR_IMAGE_")) return undefined;
    throw error;
  }
}

/** A picture to be decoded, which is not turned: what says how was taken away. */
export const open = (bytes: Uint8Array, { maxPixels }: PictureLimits): Bun.Image =>
  new Bun.Image(bytes, { maxPixels, autoOrient: false });

/** Scaled to lie within a square, and never enlarged. */
export const within = (image: Bun.Image, side: number): Bun.Image =>
  image.resize(side, side, { fit: "inside", withoutEnlargement: true });

/** A picture before it is turned, and how. */
export type Still = { bytes: Uint8Array; orientation?: number };

/** The picture turned and within a square, as WebP without anything else in it. */
export async function scaled({ bytes, orientation }: Still, side: number, quality: number, limits: PictureLimits) {
  const image = turn(within(open(bytes, limits), side), orientation).webp({ quality });
  return { bytes: await image.bytes(), width: image.width, height: image.height };
}

/** The picture in its own format, turned, and scaled unless it is the original. */
async function encode(type: MediaType, picture: Stripped, options: PictureOptions): Promise<Sized | undefined> {
  const { width, height, orientation = 1 } = picture;
  const isScaled = !options.original && Math.max(width, height) > LONGEST;
  if (type === "image/png" && !isScaled && orientation === 1) {
    const bytes = await repackPng(picture.bytes); // nothing of it is lost, where encoding would lose its table of colours
    return bytes && { bytes, width, height };
  }
  const image = open(picture.bytes, options);
  if (isScaled) within(image, LONGEST);
  const bytes = await inFormat(turn(image, orientation), type, picture, options).bytes();
  return { bytes, width: image.width, height: image.height };
}

function inFormat(image: Bun.Image, type: MediaType, picture: Stripped, { original }: PictureOptions): Bun.Image {
  if (type === "image/png") return image.png();
  if (type === "image/webp")
    return image.webp(picture.isLossless ? { lossless: true } : { quality: original ? 92 : 82 });
  return image.jpeg({ quality: Math.min(picture.quality ?? 85, original ? 95 : 85) });
}

async function thumbnailsOf(still: Uint8Array, shown: Sized, isMoving: boolean, limits: PictureLimits) {
  const thumbnails: Sized[] = [];
  const longest = Math.max(shown.width, shown.height);
  if (longest <= Math.min(...THUMBNAIL_SIDES) && shown.bytes.length <= SMALL_BYTES) return thumbnails;
  for (const side of THUMBNAIL_SIDES) {
    const thumbnail = await scaled({ bytes: still }, side, 78, limits);
    if (isMoving || thumbnail.bytes.length < shown.bytes.length * WORTH) thumbnails.push(thumbnail);
    if (longest <= side) break;
  }
  return thumbnails;
}

/** Its colours are not exact, since the profile that would make them so is ten times as long. */
async function placeholderOf(bytes: Uint8Array, limits: PictureLimits): Promise<string> {
  let address = "";
  for (const [side, quality] of PLACEHOLDERS) {
    const tiny = await within(open(bytes, limits), side).webp({ quality }).bytes();
    address = `data:image/webp;base64,${Buffer.from(withoutProfile(tiny)).toString("base64")}`;
    if (address.length <= PLACEHOLDER_LENGTH) break;
  }
  return address;
}
