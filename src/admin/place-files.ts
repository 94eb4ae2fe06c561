/** What an administrator chose for the place to show of itself, on its way there. */
import type { Actor } from "../auth/lifecycle.ts";
import type { Commit } from "../database/write-queue.ts";
import type { Content } from "../files/contents/backend.ts";
import { putBytes, type PutDeps } from "../files/contents/put-bytes.ts";
import { isMp4Film, removeMp4Metadata } from "../files/mp4-metadata.ts";
import type { Sized } from "../files/pictures/picture.ts";
import { NO_PICTURE, type Pictures } from "../files/pictures/pictures.ts";
import { HEAD_BYTES, readMediaType } from "../files/types/media-type.ts";
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import { type NewPlaceFile, type PlaceFileName, type PlaceUse, setPlaceFiles } from "./place-files.store.ts";

export type PlaceFilesDeps = PutDeps & { commit: Commit; pictures: Pick<Pictures, "logo" | "backdrop"> };

const NO_BACKDROP: ErrorDetails = {
  status: 422,
  sentence: "That is nothing that can be shown here. JPEG, PNG, WebP, GIF, MP4 and WebM work.",
};

type Chosen = { use: PlaceUse; by: number };

/**
 * Has the place show what is in a file.
 * @throws HttpError when that can't be shown, or too many pictures wait
 */
export async function keepPlaceFile(deps: PlaceFilesDeps, { use, by }: Chosen, path: string): Promise<void> {
  const commit = (files: NewPlaceFile[]) => deps.commit(setPlaceFiles, { use, files, at: Date.now(), by });
  if (use === "logo") return keepLogo(deps, by, path, commit);
  const type = readMediaType(await Bun.file(path).slice(0, HEAD_BYTES).bytes());
  if (use === "landing" && (type === "video/mp4" || type === "video/webm")) {
    if (isMp4Film(type)) await removeMp4Metadata(path);
    return putBytes(deps, [path] as const, ([content]) =>
      commit([{ name: "landing", content, type, width: null, height: null, tone: null }]),
    );
  }
  return keepBackdrop(deps, { use, by }, path, commit);
}

type CommitFiles = (files: NewPlaceFile[]) => Promise<void>;

async function keepLogo(deps: PlaceFilesDeps, by: number, path: string, commit: CommitFiles): Promise<void> {
  const logo = await deps.pictures.logo(by, path);
  if (!logo) throw new HttpError(NO_PICTURE);
  await putBytes(deps, [logo.bytes] as const, ([content]) =>
    commit([{ ...toPlaceFile("logo", content, logo), tone: logo.tone }]),
  );
}

async function keepBackdrop(deps: PlaceFilesDeps, { use, by }: Chosen, path: string, commit: CommitFiles) {
  const backdrop = await deps.pictures.backdrop(by, path);
  if (!backdrop) throw new HttpError(use === "landing" ? NO_BACKDROP : NO_PICTURE);
  const { large, small } = backdrop;
  const name = use === "landing" ? "landing" : "still";
  await putBytes(deps, [large.bytes, small?.bytes] as const, ([content, smaller]) =>
    commit([
      toPlaceFile(name, content, large),
      ...(small && smaller ? [toPlaceFile(`${name}-small`, smaller, small)] : []),
    ]),
  );
}

function toPlaceFile(name: PlaceFileName, content: Content, { width, height }: Sized): NewPlaceFile {
  return { name, content, type: "image/webp", width, height, tone: null };
}

/** Takes it away again. */
export const removePlaceFile = (deps: Pick<PlaceFilesDeps, "commit">, use: PlaceUse, by: Actor): Promise<void> =>
  deps.commit(setPlaceFiles, { use, files: [], at: Date.now(), by });
