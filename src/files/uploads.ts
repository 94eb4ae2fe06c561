/** Files on their way in: they come as bytes, are made what they are to be, and are kept. */
import type { Database } from "bun:sqlite";

import type { Config } from "../config.ts";
import type { Commit } from "../database/write-queue.ts";
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import { randomToken } from "../lib/tokens.ts";
import { THUMBNAILS, type ThumbnailSize } from "./addresses.ts";
import { expectSpace, NO_SPACE, toldWhenFull } from "./free-space.ts";
import type { Incoming } from "./incoming.ts";
import { TooLong, WrongOffset } from "./incoming.ts";
import { type LimitsConfig, openLimits } from "./limits.ts";
import { HEAD_BYTES, readMediaType } from "./media-type.ts";
import { isPicture, mayHaveMetadata, type MediaType, UNPROCESSED_PICTURE } from "./media-types.ts";
import { storedName } from "./names.ts";
import type { Prepared, Thumbnail } from "./picture.ts";
import type { Pictures } from "./pictures.ts";
import { putBytes } from "./put-bytes.ts";
import type { Storage } from "./storage.ts";
import { findFile, type StoredFile } from "./store.ts";
import { beginUpload, type Begun, discardFile, finishUpload, shortenUpload } from "./uploads.store.ts";
import { inTime } from "./why-no-picture.ts";

export type Uploads = {
  /**
   * Announces a file of so many bytes, and returns its id.
   * @throws HttpError when it may not be sent
   */
  begin: (file: NewFile) => Promise<string>;
  /**
   * Takes bytes of a file from an offset on, and returns how many have come then. When they are all, the file is finished.
   * @throws HttpError 409 when it goes on elsewhere, 413 when it is longer than was said, 404 when it was taken back
   */
  append: (file: StoredFile, from: number, bytes: AsyncIterable<Uint8Array>) => Promise<number>;
  /**
   * Takes a whole file of which nobody knows beforehand how long it is, and returns its id.
   * @throws HttpError when it may not be sent, or is too large
   */
  take: (file: Omit<NewFile, "length">, bytes: AsyncIterable<Uint8Array>) => Promise<string>;
  /** How many bytes of a file have come. */
  offset: (file: StoredFile) => Promise<number>;
  /** Takes back a file that no message carries. Returns whether there was one. */
  discard: (id: string, user: number) => Promise<boolean>;
};

export type NewFile = {
  room: number;
  user: number;
  /** As its sender calls it. */
  name: string;
  /** In bytes. */
  length: number;
  /** A large picture is not scaled. */
  keepSize?: boolean;
};

/** Why a file may not be sent at all. */
const NOT_BEGUN: Record<Exclude<Begun, "begun" | "too many" | "day full">, ErrorDetails> = {
  "not allowed": { status: 403, sentence: "You can't write here any more." },
  "no room": { status: 404, sentence: "There is no such room, or you are not in it." },
  archived: { status: 403, sentence: "This room is archived. Nobody can write here any more." },
  "direct off": { status: 403, sentence: "Direct messages are switched off here. You can still read what was said." },
  "keepers only": { status: 403, sentence: "Only the keepers of this room write here." },
  muted: { status: 403, sentence: "You can read here, but a keeper of this room has muted you." },
  "place full": NO_SPACE,
};

export const NO_FILE: ErrorDetails = { status: 404, sentence: "There is no such file, or you may not see it." };

type Deps = {
  config: LimitsConfig & Pick<Config, "dataDir" | "diskFreeFloor" | "uploadPauseSeconds">;
  db: Database;
  commit: Commit;
  incoming: Incoming;
  storage: Storage;
  pictures: Pictures;
};

export function openUploads({ config, db, commit, incoming, storage, pictures }: Deps): Uploads {
  /** What is being finished now: who sends the last bytes again waits for the same. */
  const finishing = new Map<string, Promise<void>>();
  const limits = openLimits({ config, db });

  async function begin({ length, name, keepSize = false, ...file }: NewFile): Promise<string> {
    if (length > Math.min(config.fileBytes, config.filesPerPersonDay)) throw new HttpError(limits.tooLarge());
    await expectSpace(config, length);
    const id = randomToken(12);
    const begun = await commit(beginUpload, {
      ...{ ...file, id, length, keepSize, name: storedName(name), at: Date.now() },
      ...{ mostInDay: config.filesPerPersonDay, most: config.filesTotal, mostAtOnce: config.uploadsPerPerson },
    });
    if (begun !== "begun") throw new HttpError(whyNot(begun, file.user));
    return id;
  }

  function whyNot(begun: Exclude<Begun, "begun">, user: number): ErrorDetails {
    if (begun === "day full") return limits.dayFull(user);
    return begun === "too many" ? limits.tooMany() : NOT_BEGUN[begun];
  }

  async function take({ user, ...file }: Omit<NewFile, "length">, bytes: AsyncIterable<Uint8Array>): Promise<string> {
    const length = limits.mostNow(user);
    const id = await begin({ ...file, user, length });
    try {
      const all = untilEnd(bytes);
      const came = await addTo(id, all.bytes, { from: 0, length });
      if (!all.haveCome()) throw new HttpError(BROKEN_OFF); // nobody knows its address, so nobody can go on with it
      await commit(shortenUpload, { id, length: came });
      const begun = findFile(db, id);
      if (begun) await finishOnce(begun);
      return id;
    } catch (error) {
      await commit(shortenUpload, { id, length: 0 }); // nothing of it was sent
      await discard(id, user);
      throw error instanceof TooLong ? new HttpError(limits.whyTooLong(user, length)) : error;
    }
  }

  /** Adds what comes to what has come of a file, as long as there is room. */
  async function addTo(
    id: string,
    bytes: AsyncIterable<Uint8Array>,
    { from, length }: { from: number; length: number },
  ) {
    const options = {
      from,
      length,
      pause: config.uploadPauseSeconds * 1_000,
      expectSpace: () => expectSpace(config, 0),
    };
    return incoming.append(id, bytes, options).catch(toldWhenFull);
  }

  async function append(file: StoredFile, from: number, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    const { id, length } = file;
    if (file.content !== null) {
      if (from === length) return length; // the answer was lost
      throw new HttpError(ELSEWHERE);
    }
    const offset = await addTo(id, bytes, { from, length }).catch(rethrow);
    if (offset === length) await finishOnce(file);
    return offset;
  }

  async function finishOnce(file: StoredFile): Promise<void> {
    const work = finishing.get(file.id) ?? finish(file).catch(toldWhenFull).finally(() => finishing.delete(file.id)); // prettier-ignore
    finishing.set(file.id, work);
    await work;
  }

  async function finish({ id, user, keepSize }: StoredFile): Promise<void> {
    if (findFile(db, id)?.content !== null) return; // finished while this waited
    const path = incoming.pathOf(id);
    const found = readMediaType(await Bun.file(path).slice(0, HEAD_BYTES).bytes());
    const picture = isPicture(found)
      ? await inTime(pictures.prepare(user, path, { original: keepSize })) // nothing when it can't be shown as a picture
      : undefined;
    const type: MediaType = isPicture(found) && !picture ? UNPROCESSED_PICTURE : found;
    const tellsMore = !picture && mayHaveMetadata(type);
    const parts = [thumbnailOf(picture, "small"), thumbnailOf(picture, "large"), picture?.bytes ?? path] as const;
    const finished = await putBytes({ storage, incoming }, parts, ([small, large, content]) =>
      commit(finishUpload, {
        ...{ id, content, small, large, type, tellsMore, at: Date.now() },
        ...shownOf(picture),
      }),
    );
    if (finished === "missing") throw new HttpError(NO_FILE);
    await incoming.discard(id); // of a picture that was made anew
  }

  return {
    begin,
    append,
    take,
    offset: async ({ id, content, length }) => (content === null ? incoming.offset(id) : length),
    discard,
  };

  async function discard(id: string, user: number): Promise<boolean> {
    const discarded = await commit(discardFile, { id, user });
    if (discarded === "discarded") await incoming.discard(id);
    return discarded === "discarded";
  }
}

/** What comes, and whether it has come to its end, rather than been broken off. */
function untilEnd(bytes: AsyncIterable<Uint8Array>) {
  let isOver = false;
  async function* noting() {
    yield* bytes;
    isOver = true;
  }
  return { bytes: noting(), haveCome: () => isOver };
}

export const BROKEN_OFF: ErrorDetails = {
  status: 400,
  sentence: "The file broke off before all of it had come. Send it again.",
};

/** The thumbnail of a size: those that would save no bytes are left out. */
function thumbnailOf(picture: Prepared | undefined, size: ThumbnailSize): Uint8Array | undefined {
  const isSmall = ({ width, height }: Thumbnail) => Math.max(width, height) <= THUMBNAILS.small;
  return picture?.thumbnails.find((thumbnail) => isSmall(thumbnail) === (size === "small"))?.bytes;
}

const shownOf = (picture: Prepared | undefined) => ({
  width: picture?.width ?? null,
  height: picture?.height ?? null,
  animated: picture?.animated ?? false,
  placeholder: picture?.placeholder ?? null,
});

const ELSEWHERE: ErrorDetails = { status: 409, sentence: "This file goes on at another place." };

function rethrow(error: unknown): never {
  if (error instanceof WrongOffset) throw new HttpError(ELSEWHERE);
  if (error instanceof TooLong) throw new HttpError({ status: 413, sentence: "More came of this file than it has." });
  throw error;
}
