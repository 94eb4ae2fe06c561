/**
 * A backup to download: a copy of the database, made by a process of its own so that nobody waits for it and gone once it is
 * sent, and all files, in one archive that is made while it is sent.
 */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { Storage } from "../files/contents/storage.ts";
import { tar } from "../lib/tar.ts";
import { randomHex } from "../lib/tokens.ts";
import { SELF } from "../paths.ts";
import { openCopy } from "./archive.ts";

/** What the copies are called until they are sent. */
const PREFIX = "download-";

/** No copy was made; the message is for the log. */
export class NoDownload extends Error {}

export type Download = {
  body: ReadableStream<Uint8Array>;
  /** Of the database and all files; the archive is a little larger. */
  bytes: number;
};

export type Backups = {
  /** Whether one is being made now. */
  isBusy: () => boolean;
  /**
   * Copies the database and opens the copy. Its file is gone by then: what reads the stream to its end, or gives up, frees it.
   * @param name of the folder in the archive
   * @param mayGoOn is asked before each file; where it says no, the stream breaks off
   * @throws NoDownload
   */
  make: (name: string, mayGoOn: () => boolean) => Promise<Download>;
};

export function openBackups(folder: string, storage: Pick<Storage, "get" | "keepAll">): Backups {
  let busy = false;
  return {
    isBusy: () => busy,
    async make(name, mayGoOn) {
      busy = true;
      removeCopies(folder);
      const path = join(folder, `${PREFIX}${randomHex(6)}.sqlite`);
      const letGo = storage.keepAll(); // what the copy names has to be there until it is sent
      try {
        await copyTo(path, folder);
        const { entries, bytes, close } = await openCopy(path, storage, { name, mayGoOn });
        return { body: toStream(tar(entries), () => Promise.resolve(letGo()).then(close)), bytes };
      } catch (error) {
        letGo();
        throw error;
      } finally {
        busy = false;
        removeCopies(folder); // what is being sent is open, and stays until it is closed
      }
    },
  };
}

/** Hands on what is made as it is asked for. However it ends, `close` is called once nothing is being made any more. */
function toStream(pieces: AsyncGenerator<Uint8Array>, close: () => Promise<void>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await pieces.next();
        if (!done) return controller.enqueue(value);
        await close();
        controller.close();
      } catch (error) {
        await close();
        controller.error(error);
      }
    },
    async cancel() {
      await pieces.return(undefined);
      await close();
    },
  });
}

/** Runs the operator's own command. */
async function copyTo(path: string, folder: string): Promise<void> {
  const child = Bun.spawn([...SELF, "backup", path], {
    env: { ...process.env, DATA_DIR: folder },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  const [problem, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  if (code !== 0) throw new NoDownload(problem.trim() || `the command ended with ${code}`);
}

/** Removes all copies, also those of a server that was ended while it made them. */
function removeCopies(folder: string): void {
  for (const name of readdirSync(folder).filter((name) => name.startsWith(PREFIX))) {
    try {
      rmSync(join(folder, name), { force: true });
    } catch {
      // Where an open file can't be removed, the next download does it.
    }
  }
}
