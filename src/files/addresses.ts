/** Where files are found. */
import { nameInPath } from "./names.ts";

type Named = { id: string; name: string };

/** Pixels of the longer side of thumbnails. */
export const THUMBNAILS = { small: 480, large: 1_200 } as const;

export type ThumbnailSize = keyof typeof THUMBNAILS;

/** The address of a file; its name is for people, and for what saves it. */
export const filePath = ({ id, name }: Named): string => `/files/${id}/${nameInPath(name)}`;

export const thumbnailPath = ({ id }: Named, size: ThumbnailSize): string =>
  `/files/${id}/thumb-${THUMBNAILS[size]}.webp`;

/** Which thumbnail a name in the address of a file means, if it is one. */
export const thumbnailIn = (name: string): ThumbnailSize | undefined =>
  (Object.keys(THUMBNAILS) as ThumbnailSize[]).find((size) => name === `thumb-${THUMBNAILS[size]}.webp`);
