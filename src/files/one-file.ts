/** Forms with one file that is made something else of, such as a picture of oneself: it is gone when that is done. */
import type { Context } from "elysia";

import type { Config } from "../config.ts";
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import { listenerOf } from "../http/listener.ts";
import { readParts } from "../http/parts.ts";
import { formatBytes } from "../lib/bytes.ts";
import { randomToken } from "../lib/tokens.ts";
import { freeOn } from "./free-space.ts";
import { type Incoming, TooLong } from "./incoming.ts";

/** Bytes of the texts of such a form, and of what stands around its file. */
const TEXTS = 4_096;
const AROUND = 1_024;

/** Seconds until a connection without a request is closed again. */
const IDLE = 30;

type Deps = {
  config: Pick<Config, "dataDir" | "diskFreeFloor" | "fileBytes" | "uploadPauseSeconds">;
  incoming: Incoming;
};

const NOTHING_CHOSEN: ErrorDetails = { status: 422, sentence: "Choose a file first." };
const NO_SPACE: ErrorDetails = { status: 507, sentence: "There is no room left for files here." };

/**
 * Returns what reads a form with one file and hands on where that lies, until what is done with it is done.
 * `mostBytes` are those of the largest such form.
 * @example await receive({ request, server }, (path) => pictures.set(member.id, path));
 */
export function oneFileReceiver({ config, incoming }: Deps) {
  const { dataDir, diskFreeFloor, fileBytes, uploadPauseSeconds } = config;

  /** @throws HttpError when there is none in it, it is too large, or the disk is full */
  async function receive<Result>(
    { request, server }: Pick<Context, "request" | "server">,
    use: (path: string) => Promise<Result>,
  ): Promise<Result> {
    if ((await freeOn(dataDir)) - fileBytes < diskFreeFloor) throw new HttpError(NO_SPACE);
    const connection = listenerOf(request)?.server ?? server;
    connection?.timeout(request, 0);
    const id = randomToken(12);
    let came = 0;
    try {
      await readParts(request, {
        textBytes: TEXTS,
        files: 1,
        pause: uploadPauseSeconds * 1_000,
        take: async ({ bytes }) => {
          came = await incoming.append(id, bytes, { from: 0, length: fileBytes, pause: uploadPauseSeconds * 1_000 });
        },
      });
      if (came === 0) throw new HttpError(NOTHING_CHOSEN);
      return await use(incoming.pathOf(id));
    } catch (error) {
      throw error instanceof TooLong ? new HttpError(tooLarge(fileBytes)) : error;
    } finally {
      connection?.timeout(request, IDLE);
      await incoming.discard(id);
    }
  }

  return Object.assign(receive, { mostBytes: fileBytes + TEXTS + AROUND });
}

export type ReceiveFile = ReturnType<typeof oneFileReceiver>;

const tooLarge = (most: number): ErrorDetails => ({
  status: 413,
  sentence: `That file is too large. Files here can have up to ${formatBytes(most)}.`,
});
