/** Frees pictures of all that is not picture, before anything else reads them: what a decoder never sees can't be kept. */
import type { MediaType } from "../types/media-types.ts";
import { stripGif } from "./gif.ts";
import { stripJpeg } from "./jpeg.ts";
import { stripPng } from "./png.ts";
import type { Stripped } from "./stripped.ts";
import { stripWebp } from "./webp.ts";

const STRIP: Partial<Record<MediaType, (bytes: Uint8Array) => Stripped | undefined>> = {
  "image/gif": stripGif,
  "image/jpeg": stripJpeg,
  "image/png": stripPng,
  "image/webp": stripWebp,
};

/** The picture without metadata, or nothing when it is malformed or no such picture. */
export const stripMetadata = (bytes: Uint8Array, type: MediaType): Stripped | undefined => STRIP[type]?.(bytes);
