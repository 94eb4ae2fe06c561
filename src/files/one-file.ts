/** Forms with one file of which something else is made, such as a profile picture. The file itself is removed afterwards. */
import type { Database } from "bun:sqlite";

import type { Context } from "elysia";

import type { Config } from "../config.ts";
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import { withoutIdleTimeout } from "../http/listener.ts";
import { type PartsOptions, readParts } from "../http/parts.ts";
import { randomToken } from "../lib/tokens.ts";
import { bytesStored } from "./contents/contents.store.ts";
import { expectSpace, NO_SPACE, rethrowDiskFull } from "./free-space.ts";
import { type Incoming, TooLong } from "./incoming.ts";
import { tooLarge } from "./limits.ts";

/** Bytes of the texts of such a form, and of what stands around its file. */
const TEXTS = 4_096;
const AROUND = 1_024;

export type OneFileDeps = {
  config: Pick<Config, "dataDir" | "diskFreeFloor" | "fileBytes" | "filesTotal" | "uploadPauseSeconds">;
  db: Database;
  incoming: Incoming;
};

const NOTHING_CHOSEN: ErrorDetails = { status: 422, sentence: "Choose a file first." };

/**
 * Returns what reads a form with one file and hands on where that lies, until what is done with it is done.
 * `mostBytes` are those of the largest such form.
 * @example await receive({ request, server }, (path) => pictures.set(member.id, path));
 */
export function oneFileReceiver({ config, db, incoming }: OneFileDeps) {
  const { fileBytes, filesTotal, uploadPauseSeconds } = config;

  /** @throws HttpError when there is none in it, it is too large, or the disk or the place is full */
  async function receive<Result>(
    received: Pick<Context, "request" | "server">,
    use: (path: string) => Promise<Result>,
  ): Promise<Result> {
    await expectSpace(config, fileBytes);
    if (filesTotal > 0 && bytesStored(db) >= filesTotal) throw new HttpError(NO_SPACE);
    const id = randomToken(12);
    const pause = uploadPauseSeconds * 1_000;
    let came = 0;
    const take: PartsOptions["take"] = async ({ bytes }) => {
      came = await incoming.append(id, bytes, { from: 0, length: fileBytes, pause });
    };
    try {
      return await withoutIdleTimeout(received, async () => {
        await readParts(received.request, { textBytes: TEXTS, files: 1, pause, take });
        if (came === 0) throw new HttpError(NOTHING_CHOSEN);
        return use(incoming.pathOf(id));
      });
    } catch (error) {
      if (error instanceof TooLong) throw new HttpError(tooLarge(fileBytes));
      return rethrowDiskFull(error);
    } finally {
      await incoming.discard(id);
    }
  }

  return Object.assign(receive, { mostBytes: fileBytes + TEXTS + AROUND });
}
