/** One picture is decoded at a time: each takes a core, and a few hundred megabytes if it is large. */
import { type ErrorDetails, HttpError } from "../../http/error.tsx";
import { openFairQueue, TooBusy } from "../../lib/fair-queue.ts";
import { type Avatar, type Logo, prepareAvatar, prepareLogo } from "./avatar.ts";
import { type Backdrop, prepareBackdrop } from "./backdrop.ts";
import { type PictureLimits, type Prepared, preparePicture } from "./picture.ts";

export type PicturesOptions = PictureLimits & {
  /** How many may wait in all. */
  waiting: number;
  /** How many of them may be one person's. */
  perPerson: number;
};

/**
 * Each is done when its turn comes, and a person's many pictures wait for each other, not others for them. They throw an
 * HttpError when more wait than is good.
 */
export type Pictures = {
  prepare: (person: number, path: string, options: { original: boolean }) => Promise<Prepared | undefined>;
  avatar: (person: number, path: string) => Promise<Avatar | undefined>;
  logo: (person: number, path: string) => Promise<Logo | undefined>;
  backdrop: (person: number, path: string) => Promise<Backdrop | undefined>;
};

export const NO_PICTURE: ErrorDetails = {
  status: 422,
  sentence: "That isn't a picture that can be shown here. Use a JPEG, PNG, WebP or GIF.",
};

const BUSY: ErrorDetails = {
  status: 503,
  sentence: "Too many pictures are being prepared. Try again in a moment.",
  retryAfter: 5,
};

export function openPictures({ waiting, perPerson, ...limits }: PicturesOptions): Pictures {
  const queue = openFairQueue({ atOnce: 1, waiting, perFlow: perPerson });

  const inTurn = <Result>(person: number, work: () => Promise<Result>): Promise<Result> =>
    queue({ flow: String(person) }, work).catch((error) => {
      throw error instanceof TooBusy ? new HttpError(BUSY) : error;
    });

  return {
    prepare: (person, path, options) => inTurn(person, () => preparePicture(path, { ...limits, ...options })),
    avatar: (person, path) => inTurn(person, () => prepareAvatar(path, limits)),
    logo: (person, path) => inTurn(person, () => prepareLogo(path, limits)),
    backdrop: (person, path) => inTurn(person, () => prepareBackdrop(path, limits)),
  };
}
