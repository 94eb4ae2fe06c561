/** What somebody chose as a picture of themselves, on its way to what is shown. */
import type { Commit } from "../database/write-queue.ts";
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import { putBytes, type PutDeps } from "./contents/put-bytes.ts";
import { NO_PICTURE, type Pictures } from "./pictures/pictures.ts";
import { setPicture } from "./profile-picture.store.ts";

export type KeepPictureDeps = PutDeps & { commit: Commit; pictures: Pick<Pictures, "avatar"> };

const GONE: ErrorDetails = { status: 404, sentence: "There is no such person." };

/**
 * Makes the picture in a file somebody's own.
 * @throws HttpError when it is none that can be shown, or too many wait
 */
export async function keepPicture(deps: KeepPictureDeps, user: number, path: string): Promise<void> {
  const avatar = await deps.pictures.avatar(user, path);
  if (!avatar) throw new HttpError(NO_PICTURE);
  const isKept = await putBytes(deps, [avatar.small, avatar.large] as const, ([small, large]) =>
    deps.commit(setPicture, { user, small, large, at: Date.now() }),
  );
  if (!isKept) throw new HttpError(GONE);
}
