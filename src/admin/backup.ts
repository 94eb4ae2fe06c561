/** A backup to download: a copy made by a process of its own, so that nobody waits for it, and gone once it is sent. */
import { readdirSync, rmSync, statfsSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";

import { randomHex } from "../lib/tokens.ts";
import { SELF } from "../paths.ts";

/** What the copies are called until they are sent. */
const PREFIX = "download-";

/** Bytes that are read at a time. */
const BLOCK = 262_144;

/** No copy was made; the message is for the log. */
export class NoDownload extends Error {}

export type Download = {
  body: ReadableStream<Uint8Array>;
  bytes: number;
};

export type Backups = {
  /** Whether one is being made now. */
  isBusy: () => boolean;
  /**
   * Makes a copy and opens it. The file itself is gone by then: what reads the stream to its end, or gives up, frees it.
   * @throws NoDownload
   */
  make: () => Promise<Download>;
};

export function openBackups(folder: string): Backups {
  let busy = false;
  return {
    isBusy: () => busy,
    async make() {
      busy = true;
      removeCopies(folder);
      const path = join(folder, `${PREFIX}${randomHex(6)}.sqlite`);
      try {
        await copyTo(path, folder);
        return await openOnce(path);
      } finally {
        busy = false;
        removeCopies(folder); // what is being sent is open, and stays until it is closed
      }
    },
  };
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

async function openOnce(path: string): Promise<Download> {
  const file = await open(path);
  const { size: bytes } = await file.stat();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { bytesRead, buffer } = await file.read(new Uint8Array(BLOCK), 0, BLOCK);
      if (bytesRead > 0) return controller.enqueue(buffer.subarray(0, bytesRead));
      await file.close();
      controller.close();
    },
    cancel: () => file.close(),
  });
  return { body, bytes };
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

export type DiskUse = {
  /** Bytes of the database, what waits to be moved into it included. */
  database: number;
  /** Bytes that are left on the disk it is on, for this user. */
  free: number;
  /** Copies of the database that were kept at an upgrade or a restore. */
  kept: { count: number; bytes: number };
};

/** What a data folder takes, and what is left. */
export function measureDisk(folder: string): DiskUse {
  const sizeOf = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  const { bavail, bsize } = statfsSync(folder);
  const kept = readdirSync(folder).filter((name) => /^(backup-before|before-restore)-.*\.sqlite$/.test(name));
  return {
    database: sizeOf("parlor.sqlite") + sizeOf("parlor.sqlite-wal"),
    free: bavail * bsize,
    kept: { count: kept.length, bytes: kept.reduce((sum, name) => sum + sizeOf(name), 0) },
  };
}
