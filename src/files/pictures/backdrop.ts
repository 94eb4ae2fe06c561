/** A picture that fills a page behind its text. */
import { withStill } from "./avatar.ts";
import { type PictureLimits, scaled, type Sized } from "./picture.ts";

/** The longer side in pixels, for a large screen and for a phone. */
const LARGE = 1_920;
const SMALL = 960;
const QUALITY = 78;

/** `small` is left out where the picture is no larger than that. */
export type Backdrop = { large: Sized; small: Sized | undefined };

/**
 * A picture in two sizes, as WebP without anything else in it; of an animation, its first frame. Nothing, if the file there
 * is no picture, is broken or too large.
 * @throws when the file can't be read
 */
export async function prepareBackdrop(path: string, limits: PictureLimits): Promise<Backdrop | undefined> {
  return withStill(path, limits, async (still) => {
    const large = await scaled(still, LARGE, QUALITY, limits);
    const isLarge = Math.max(large.width, large.height) > SMALL;
    return { large, small: isLarge ? await scaled(still, SMALL, QUALITY, limits) : undefined };
  });
}
