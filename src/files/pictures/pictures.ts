/** One picture is decoded at a time: each takes a core, and a few hundred megabytes if it is large. */
import { openFairQueue } from "../../lib/fair-queue.ts";
import { type Avatar, type Logo, prepareAvatar, prepareLogo } from "./avatar.ts";
import { type Backdrop, prepareBackdrop } from "./backdrop.ts";
import { type PictureLimits, type Prepared, preparePicture } from "./picture.ts";

export type PicturesOptions = PictureLimits & {
  /** How many may wait in all. */
  waiting: number;
  /** How many of them may be one person's. */
  perPerson: number;
};

/** Each is done when its turn comes, and a person's many pictures wait for each other, not others for them. */
export type Pictures = {
  /** @throws {TooBusy} when more wait than is good */
  prepare: (person: number, path: string, options: { original: boolean }) => Promise<Prepared | undefined>;
  /** @throws {TooBusy} when more wait than is good */
  avatar: (person: number, path: string) => Promise<Avatar | undefined>;
  /** @throws {TooBusy} when more wait than is good */
  logo: (person: number, path: string) => Promise<Logo | undefined>;
  /** @throws {TooBusy} when more wait than is good */
  backdrop: (person: number, path: string) => Promise<Backdrop | undefined>;
};

export function openPictures({ waiting, perPerson, ...limits }: PicturesOptions): Pictures {
  const inTurn = openFairQueue({ atOnce: 1, waiting, perFlow: perPerson });
  const placeOf = (person: number) => ({ flow: String(person) });
  return {
    prepare: (person, path, options) => inTurn(placeOf(person), () => preparePicture(path, { ...limits, ...options })),
    avatar: (person, path) => inTurn(placeOf(person), () => prepareAvatar(path, limits)),
    logo: (person, path) => inTurn(placeOf(person), () => prepareLogo(path, limits)),
    backdrop: (person, path) => inTurn(placeOf(person), () => prepareBackdrop(path, limits)),
  };
}
