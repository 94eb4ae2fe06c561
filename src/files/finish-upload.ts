/** Finishes an upload of which all bytes have come: its type is told by them, pictures are prepared, and all of it is stored. */
import type { Database } from "bun:sqlite";

import type { Commit } from "../database/write-queue.ts";
import { THUMBNAILS, type ThumbnailSize } from "./addresses.ts";
import { putBytes, type PutDeps } from "./contents/put-bytes.ts";
import { rethrowDiskFull } from "./free-space.ts";
import { isMp4Film, removeMp4Metadata } from "./mp4-metadata.ts";
import type { Prepared, Sized } from "./pictures/picture.ts";
import type { Pictures } from "./pictures/pictures.ts";
import { findFile, type StoredFile } from "./store.ts";
import { HEAD_BYTES, readMediaType } from "./types/media-type.ts";
import { isPicture, mayHaveMetadata, type MediaType, UNPROCESSED_PICTURE } from "./types/media-types.ts";
import { finishUpload } from "./uploads.store.ts";

export type FinishDeps = PutDeps & { db: Database; commit: Commit; pictures: Pick<Pictures, "prepare"> };

type Finished = "finished" | "missing";

/**
 * Returns what finishes a file; `missing` when it was taken back meanwhile. Who sends the last bytes again waits for the same.
 * It throws an HttpError when the disk is full, or too many pictures wait: what came stays, to be finished later.
 */
export function uploadFinisher({ db, commit, incoming, storage, pictures }: FinishDeps) {
  const finishing = new Map<string, Promise<Finished>>();

  function finishOnce(file: StoredFile): Promise<Finished> {
    const work =
      finishing.get(file.id) ??
      finish(file)
        .catch(whyNot)
        .finally(() => finishing.delete(file.id));
    finishing.set(file.id, work);
    return work;

    /** A file that was taken back meanwhile lost its bytes while they were read. */
    function whyNot(error: unknown): "missing" {
      return findFile(db, file.id) ? rethrowDiskFull(error) : "missing";
    }
  }

  async function finish({ id, user, keepSize }: StoredFile): Promise<Finished> {
    const now = findFile(db, id); // this may have waited
    if (now?.content !== null) return now ? "finished" : "missing";
    const path = incoming.pathOf(id);
    const found = readMediaType(await Bun.file(path).slice(0, HEAD_BYTES).bytes());
    const picture = isPicture(found)
      ? await pictures.prepare(user, path, { original: keepSize }) // nothing when it can't be shown as a picture
      : undefined;
    const type: MediaType = isPicture(found) && !picture ? UNPROCESSED_PICTURE : found;
    const isClean = picture !== undefined || (isMp4Film(type) && (await removeMp4Metadata(path)));
    const tellsMore = !isClean && mayHaveMetadata(type);
    const { width = null, height = null, animated = false, placeholder = null } = picture ?? {};
    const shown = { type, tellsMore, width, height, animated, placeholder };
    const parts = [thumbnailOf(picture, "small"), thumbnailOf(picture, "large"), picture?.bytes ?? path] as const;
    const finished = await putBytes({ storage, incoming }, parts, ([small, large, content]) =>
      commit(finishUpload, { id, content, small, large, ...shown, at: Date.now() }),
    );
    if (finished === "finished") await incoming.discard(id); // of a picture that was made anew
    return finished;
  }

  return finishOnce;
}

/** The thumbnail of a size: those that would save no bytes are left out. */
function thumbnailOf(picture: Prepared | undefined, size: ThumbnailSize): Uint8Array | undefined {
  const isSmall = ({ width, height }: Sized) => Math.max(width, height) <= THUMBNAILS.small;
  return picture?.thumbnails.find((thumbnail) => isSmall(thumbnail) === (size === "small"))?.bytes;
}
