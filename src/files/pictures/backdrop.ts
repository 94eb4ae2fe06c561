/** A picture that fills a page behind its text. */
import { readStill } from "./avatar.ts";
import { turn } from "./orientation.ts";
import { open, type PictureLimits, unlessBroken, within } from "./picture.ts";

/** The longer side in pixels, for a large screen and for a phone. */
const LARGE = 1_920;
const SMALL = 960;

export type Sized = { bytes: Uint8Array; width: number; height: number };

/** `small` is left out where the picture is no larger than that. */
export type Backdrop = { large: Sized; small: Sized | undefined };

/**
 * A picture in two sizes, as WebP without anything else in it; of an animation, its first frame. Nothing, if the file there
 * is no picture, is broken or too large.
 * @throws when the file can't be read
 */
export async function prepareBackdrop(path: string, limits: PictureLimits): Promise<Backdrop | undefined> {
  const still = await readStill(path, limits);
  if (!still) return undefined;
  const sized = async (side: number): Promise<Sized> => {
    const image = turn(within(open(still.bytes, limits), side), still.orientation).webp({ quality: 78 });
    const bytes = await image.bytes();
    return { bytes, width: image.width, height: image.height };
  };
  return unlessBroken(async () => {
    const large = await sized(LARGE);
    return { large, small: Math.max(large.width, large.height) > SMALL ? await sized(SMALL) : undefined };
  });
}
