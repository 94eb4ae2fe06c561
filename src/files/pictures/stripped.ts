/** What is left of a picture without its metadata, and how much of it there may be. */

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

/** Of a picture that doesn't move, and is encoded anew. */
export const STILL = { frames: 1, isCovered: true, isFinal: false };

/** No animation of people has more, and each costs memory to list. */
export const MOST_FRAMES = 10_000;

/** Nor has a picture more parts. */
export const MOST_CHUNKS = 50_000;
