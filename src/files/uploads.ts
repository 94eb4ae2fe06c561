/** Files on their way in: they come as bytes, are made what they are to be, and are kept. */
import type { Database } from "bun:sqlite";
import { statfs } from "node:fs/promises";

import { TooBusy } from "../auth/turns.ts";
import type { Config } from "../config.ts";
import type { Commit } from "../database/write-queue.ts";
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import { formatBytes } from "../lib/bytes.ts";
import { randomToken } from "../lib/tokens.ts";
import { THUMBNAILS, type ThumbnailSize } from "./addresses.ts";
import type { Content } from "./content-store.ts";
import type { Incoming } from "./incoming.ts";
import { TooLong, WrongOffset } from "./incoming.ts";
import { HEAD_BYTES, readMediaType } from "./media-type.ts";
import { isPicture, mayHaveMetadata, type MediaType, UNPROCESSED_PICTURE } from "./media-types.ts";
import { storedName } from "./names.ts";
import type { Prepared, Thumbnail } from "./picture.ts";
import type { Pictures } from "./pictures.ts";
import type { Storage } from "./storage.ts";
import { findFile, type StoredFile } from "./store.ts";
import { beginUpload, type Begun, discardFile, finishUpload } from "./uploads.store.ts";

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

const NOT_BEGUN: Record<Exclude<Begun, "begun">, ErrorDetails> = {
  "not allowed": { status: 403, sentence: "You can't write here any more." },
  "no room": { status: 404, sentence: "There is no such room, or you are not in it." },
  archived: { status: 403, sentence: "This room is archived. Nobody can write here any more." },
  "direct off": { status: 403, sentence: "Direct messages are switched off here. You can still read what was said." },
  "keepers only": { status: 403, sentence: "Only the keepers of this room write here." },
  muted: { status: 403, sentence: "You can read here, but a keeper of this room has muted you." },
  "day full": { status: 429, sentence: "You have sent as much as one person may in a day. Try again tomorrow." },
  "place full": { status: 507, sentence: "There is no room left for files here. Messages still go through." },
};

const NO_SPACE = NOT_BEGUN["place full"];
export const NO_FILE: ErrorDetails = { status: 404, sentence: "There is no such file, or you may not see it." };

type Deps = {
  config: Pick<
    Config,
    "dataDir" | "fileBytes" | "filesPerPersonDay" | "filesTotal" | "diskFreeFloor" | "uploadPauseSeconds"
  >;
  db: Database;
  commit: Commit;
  incoming: Incoming;
  storage: Storage;
  pictures: Pictures;
};

export function openUploads({ config, db, commit, incoming, storage, pictures }: Deps): Uploads {
  /** What is being finished now: who sends the last bytes again waits for the same. */
  const finishing = new Map<string, Promise<void>>();

  async function begin({ length, name, keepSize = false, ...file }: NewFile, id = newId()): Promise<string> {
    if (length > config.fileBytes) throw new HttpError(tooLarge(config.fileBytes));
    await expectSpace(length);
    const limits = { mostInDay: config.filesPerPersonDay, most: config.filesTotal };
    const begun = await commit(beginUpload, {
      ...file,
      ...limits,
      id,
      length,
      keepSize,
      name: storedName(name),
      at: Date.now(),
    });
    if (begun !== "begun") throw new HttpError(NOT_BEGUN[begun]);
    return id;
  }

  /** @throws HttpError when the disk would have too little room left for messages */
  async function expectSpace(length: number): Promise<void> {
    if ((await freeOn(config.dataDir)) - length < config.diskFreeFloor) throw new HttpError(NO_SPACE);
  }

  async function take(file: Omit<NewFile, "length">, bytes: AsyncIterable<Uint8Array>): Promise<string> {
    await expectSpace(config.fileBytes);
    const id = newId();
    const length = config.fileBytes;
    try {
      const came = await incoming.append(id, bytes, { from: 0, length, pause: pauseOf(config) });
      await begin({ ...file, length: came }, id);
    } catch (error) {
      await incoming.discard(id);
      throw error instanceof TooLong ? new HttpError(tooLarge(length)) : error;
    }
    const begun = findFile(db, id);
    if (begun) await finishOnce(begun);
    return id;
  }

  async function append(file: StoredFile, from: number, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    const { id, length } = file;
    if (file.content !== null) {
      if (from === length) return length; // the answer was lost
      throw new HttpError(elsewhere());
    }
    const offset = await incoming.append(id, bytes, { from, length, pause: pauseOf(config) }).catch(rethrow);
    if (offset === length) await finishOnce(file);
    return offset;
  }

  async function finishOnce(file: StoredFile): Promise<void> {
    const work = finishing.get(file.id) ?? finish(file).finally(() => finishing.delete(file.id));
    finishing.set(file.id, work);
    await work;
  }

  async function finish({ id, user, keepSize }: StoredFile): Promise<void> {
    if (findFile(db, id)?.content !== null) return; // finished while this waited
    const path = incoming.pathOf(id);
    const found = readMediaType(await Bun.file(path).slice(0, HEAD_BYTES).bytes());
    const picture = isPicture(found) ? await prepare(user, path, keepSize) : undefined;
    const type: MediaType = isPicture(found) && !picture ? UNPROCESSED_PICTURE : found;
    const stored: (Content | null)[] = [];
    const put = async (path: string) => {
      const content = await storage.put(path);
      stored.push(content);
      return content;
    };
    const putBytes = async (bytes: Uint8Array | undefined) => {
      if (!bytes) return null;
      await Bun.write(`${path}.picture`, bytes, { mode: 0o600 });
      return put(`${path}.picture`);
    };
    try {
      const small = await putBytes(picture && thumbnailOf(picture, "small"));
      const large = await putBytes(picture && thumbnailOf(picture, "large"));
      const content = (await putBytes(picture?.bytes)) ?? (await put(path));
      const tellsMore = !picture && mayHaveMetadata(type);
      const finished = await commit(finishUpload, {
        ...{ id, content, small, large, type, tellsMore, at: Date.now() },
        ...shownOf(picture),
      });
      if (finished === "missing") throw new HttpError(NO_FILE);
    } finally {
      storage.release(...stored);
    }
    await incoming.discard(id); // of a picture that was made anew
  }

  /** Nothing when it can't be shown as a picture. Its turn comes later when too many wait. */
  const prepare = (user: number, path: string, original: boolean) =>
    pictures.prepare(user, path, { original }).catch((error: unknown) => {
      throw error instanceof TooBusy ? new HttpError(BUSY) : error;
    });

  return {
    begin,
    append,
    take,
    offset: async ({ id, content, length }) => (content === null ? incoming.offset(id) : length),
    async discard(id, user) {
      const discarded = await commit(discardFile, { id, user });
      if (discarded === "discarded") await incoming.discard(id);
      return discarded === "discarded";
    },
  };
}

const newId = () => randomToken(12);
const pauseOf = ({ uploadPauseSeconds }: Pick<Config, "uploadPauseSeconds">) => uploadPauseSeconds * 1_000;

const BUSY: ErrorDetails = {
  status: 503,
  sentence: "Too many pictures are being prepared. Try again in a moment.",
  retryAfter: 5,
};

/** The thumbnail of a size: those that would save no bytes are left out. */
function thumbnailOf({ thumbnails }: Prepared, size: ThumbnailSize): Uint8Array | undefined {
  const isSmall = ({ width, height }: Thumbnail) => Math.max(width, height) <= THUMBNAILS.small;
  return thumbnails.find((thumbnail) => isSmall(thumbnail) === (size === "small"))?.bytes;
}

const shownOf = (picture: Prepared | undefined) => ({
  width: picture?.width ?? null,
  height: picture?.height ?? null,
  animated: picture?.animated ?? false,
  placeholder: picture?.placeholder ?? null,
});

const tooLarge = (most: number): ErrorDetails => ({
  status: 413,
  sentence: `That file is too large. Files here can have up to ${formatBytes(most)}.`,
});

const elsewhere = (): ErrorDetails => ({ status: 409, sentence: "This file goes on at another place." });

function rethrow(error: unknown): never {
  if (error instanceof WrongOffset) throw new HttpError(elsewhere());
  if (error instanceof TooLong) throw new HttpError({ status: 413, sentence: "More came of this file than it has." });
  throw error;
}

/** Bytes that are free on the disk of a folder. */
async function freeOn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
