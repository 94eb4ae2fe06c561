/** Files on their way in: they are announced, come as bytes, and are taken back. */
import type { Config } from "../config.ts";
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import { randomToken } from "../lib/tokens.ts";
import { WHY_NOT_WRITE } from "../rooms/access.ts";
import { discardFile } from "./discard.store.ts";
import { type FinishDeps, uploadFinisher } from "./finish-upload.ts";
import { expectSpace, NO_SPACE, rethrowDiskFull } from "./free-space.ts";
import { type Incoming, TooLong, WrongOffset } from "./incoming.ts";
import { type LimitsConfig, openLimits } from "./limits.ts";
import { storedName } from "./names.ts";
import { findFile, type StoredFile } from "./store.ts";
import { beginUpload, type Begun, shortenUpload } from "./uploads.store.ts";

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

/** A file that is to be sent, with the name that its sender gives it. */
export type NewFile = Pick<StoredFile, "room" | "user" | "name" | "length"> & Partial<Pick<StoredFile, "keepSize">>;

/** Why a file may not be sent at all. */
const NOT_BEGUN: Record<Exclude<Begun, "begun" | "too many" | "day full">, ErrorDetails> = {
  ...WHY_NOT_WRITE,
  "place full": NO_SPACE,
};

export const NO_FILE: ErrorDetails = { status: 404, sentence: "There is no such file, or you may not see it." };

type Deps = FinishDeps & {
  config: LimitsConfig & Pick<Config, "dataDir" | "diskFreeFloor" | "uploadPauseSeconds">;
  incoming: Incoming;
};

export function openUploads({ config, db, commit, incoming, storage, pictures }: Deps): Uploads {
  const finish = uploadFinisher({ db, commit, incoming, storage, pictures });
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
      if (begun) await finishFile(begun);
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
    return incoming.append(id, bytes, options).catch(rethrowDiskFull);
  }

  const discard = async (id: string, user: number): Promise<boolean> =>
    (await commit(discardFile, { id, user })) === "discarded";

  async function append(file: StoredFile, from: number, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    const { id, length } = file;
    if (file.content !== null) {
      if (from === length) return length; // the answer was lost
      throw new HttpError(ELSEWHERE);
    }
    const offset = await addTo(id, bytes, { from, length }).catch(rethrow);
    if (offset === length) await finishFile(file);
    return offset;
  }

  async function finishFile(file: StoredFile): Promise<void> {
    if ((await finish(file)) === "missing") throw new HttpError(NO_FILE);
  }

  return {
    begin,
    append,
    take,
    offset: async ({ id, content, length }) => (content === null ? incoming.offset(id) : length),
    discard,
  };
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

const ELSEWHERE: ErrorDetails = {
  status: 409,
  sentence: "This upload is at another offset. Ask for it with HEAD, and go on from there.",
};

function rethrow(error: unknown): never {
  if (error instanceof WrongOffset) throw new HttpError(ELSEWHERE);
  if (error instanceof TooLong) throw new HttpError({ status: 413, sentence: "More came of this file than it has." });
  throw error;
}
