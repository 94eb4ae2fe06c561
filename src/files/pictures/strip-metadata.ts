import type { MediaType } from "../types/media-types.ts";
/** Frees pictures of all that is not picture, before anything else reads them: what a decoder never sees can't be kept. */
import { stripGif } from "./gif.ts";
import { stripJpeg } from "./jpeg.ts";
import { stripPng } from "./png.ts";
import { stripWebp } from "./webp.ts";

/** A picture in its own format, without metadata. */
export type Stripped = {
  bytes: Uint8Array;
  width: number;
  height: number;
  /** One, if it doesn't move. */
  frames: number;
  /** Whether the first frame covers the whole picture, so that it can stand for it. */
  isCovered: boolean;
  /** Whether these bytes are the result, since encoding them anew would end its movement. */
  isFinal: boolean;
  /** How a camera was held, from 1 to 8 as in Exif. @see https://exiftool.org/TagNames/EXIF.html */
  orientation?: number;
  /** The first frame as a picture of its own, where that is not what a decoder makes of the whole. */
  first?: Uint8Array;
  /** How well a JPEG was kept, from 1 to 100. */
  quality?: number;
  /** Whether a WebP keeps every pixel as it was. */
  isLossless?: boolean;
};

/** No animation of people has more, and each costs memory to list. */
export const MOST_FRAMES = 10_000;

/** Nor has a picture more parts. */
export const MOST_CHUNKS = 50_000;

const STRIP: Partial<Record<MediaType, (bytes: Uint8Array) => Stripped | undefined>> = {
  "image/gif": stripGif,
  "image/jpeg": stripJpeg,
  "image/png": stripPng,
  "image/webp": stripWebp,
};

/** The picture without metadata, or nothing when it is malformed or no such picture. */
export const stripMetadata = (bytes: Uint8Array, type: MediaType): Stripped | undefined => STRIP[type]?.(bytes);
