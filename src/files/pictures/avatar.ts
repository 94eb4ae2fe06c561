/** Pictures of people, cut to the square in the middle, and the logo of a place. */
import { isSideways, turn } from "./orientation.ts";
import { open, type PictureLimits, readPicture, scaled, type Sized, type Still, unlessBroken } from "./picture.ts";
import { cutSquare } from "./png-pixels.ts";
import { flatten, toneOf } from "./transparency.ts";

/** Sides of a person's picture, in pixels. */
const AVATAR = { small: 96, large: 384 };

/** The longer side of a logo, in pixels. */
const LOGO = 512;

/** A picture that is longer than this many times its other side has no middle that would show what it is of. */
const SLIMMEST = 16;

/** Pixels to a side of what is looked at to tell how light a logo is. */
const SAMPLE = 48;

export type Avatar = { small: Uint8Array; large: Uint8Array };

export type Logo = Sized & { tone: "dark" | "light" | null };

/**
 * A person's picture in two sizes, as WebP; of an animation, its first frame. Nothing, if the file there is no picture,
 * is broken, too large or too slim. One that is smaller is enlarged, so that every picture has the size that is asked for.
 * Nothing shows through it, since the letter that stands for it is under it.
 * @throws when the file can't be read
 */
export async function prepareAvatar(path: string, limits: PictureLimits): Promise<Avatar | undefined> {
  return withStill(path, limits, async (still) => {
    const { width, height } = await open(still.bytes, limits).metadata(); // a frame may be smaller than the whole
    const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
    if (longer > SLIMMEST * shorter) return undefined;
    const long = Math.round((longer * AVATAR.large) / shorter);
    const isWide = width > height !== isSideways(still.orientation);
    const image = open(still.bytes, limits).resize(isWide ? long : AVATAR.large, isWide ? AVATAR.large : long);
    const scaled = await turn(image, still.orientation).png({ compressionLevel: 1 }).bytes();
    const square = await cutSquare(scaled, flatten);
    if (!square) return undefined;
    const large = await open(square, limits).webp({ quality: 85 }).bytes();
    const small = await open(square, limits).resize(AVATAR.small, AVATAR.small).webp({ quality: 85 }).bytes();
    return { small, large };
  });
}

/**
 * A logo within 512 pixels, as WebP, with its transparency; of an animation, its first frame. Nothing, if the file there
 * is no picture, is broken or too large. `tone` says on pages of which tone it would not be seen.
 * @throws when the file can't be read
 */
export async function prepareLogo(path: string, limits: PictureLimits): Promise<Logo | undefined> {
  return withStill(path, limits, async (still) => {
    const logo = await scaled(still, LOGO, 90, limits);
    return { ...logo, tone: await readTone(logo.bytes, limits) };
  });
}

/** Looks at a small square of all of it. */
async function readTone(bytes: Uint8Array, limits: PictureLimits): Promise<Logo["tone"]> {
  let tone: Logo["tone"] = null;
  const square = await open(bytes, limits).resize(SAMPLE, SAMPLE, { fit: "fill" }).png().bytes();
  await cutSquare(square, (pixels) => (tone = toneOf(pixels)));
  return tone;
}

/** Does something with a picture, or the first frame of one that moves. Nothing, if it is none, is broken or too large. */
export async function withStill<Result>(
  path: string,
  limits: PictureLimits,
  work: (still: Still) => Promise<Result>,
): Promise<Result | undefined> {
  const found = await readPicture(path, limits);
  if (!found) return undefined;
  const { first, bytes, orientation } = found.picture;
  return unlessBroken(() => work({ bytes: first ?? bytes, orientation }));
}
