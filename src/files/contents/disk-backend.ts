/** Contents on this machine's disk, as `ab/abcdef…`, which survive a power cut from the moment they are acknowledged. */
import { mkdir, open, readdir, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";

import { unlessAbsent } from "../../lib/error-code.ts";
import { type ByteRange, isHash, type StorageBackend } from "./backend.ts";

/** Opens the store in a folder. What else lies in it is left alone. */
export function openDiskBackend(folder: string): StorageBackend {
  const folderOf = (hash: string) => join(folder, hash.slice(0, 2));
  const pathOf = (hash: string) => join(folderOf(hash), hash);
  const prepared = new Map<string, Promise<void>>();

  /** Makes a folder that a power cut leaves; one that is there already may have been made just before a crash. */
  async function prepare(path: string) {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await sync(folder);
    await sync(dirname(folder));
  }

  function prepareOnce(path: string): Promise<void> {
    const preparing = prepared.get(path) ?? prepare(path);
    prepared.set(path, preparing);
    preparing.catch(() => prepared.delete(path));
    return preparing;
  }

  return {
    async put(path, { hash }) {
      await finish(path); // first the bytes, then the name
      await prepareOnce(folderOf(hash));
      await rename(path, pathOf(hash)); // over the same bytes, if they are there: an old copy that was damaged is whole again
      await sync(folderOf(hash));
    },

    async get(hash, range) {
      const file = Bun.file(pathOf(hash));
      const found = await file.stat().catch(unlessAbsent);
      return found && { body: range ? partOf(file, range, found.size) : file, bytes: found.size };
    },

    async delete(hash) {
      await unlink(pathOf(hash)).catch(unlessAbsent); // if a power cut undoes it, it is a file without a row, which the sweep finds
    },

    async *list() {
      for (const start of (await readdir(folder).catch(unlessAbsent)) ?? []) {
        if (!/^[0-9a-f]{2}$/.test(start)) continue;
        for (const hash of (await readdir(join(folder, start)).catch(unlessAbsent)) ?? []) {
          const found =
            isHash(hash) && hash.startsWith(start) ? await stat(pathOf(hash)).catch(unlessAbsent) : undefined;
          if (found) yield { hash, bytes: found.size, at: found.mtimeMs };
        }
      }
    },
  };
}

/** A part that knows its own size: `slice` alone believes what it is told, beyond the end too. */
const partOf = (file: Blob, { from, to }: ByteRange, size: number): Blob =>
  file.slice(Math.min(from, size), Math.min(to, size));

/** Gives a file that was written the mode and time of a content, and waits until it is on the disk. */
async function finish(path: string): Promise<void> {
  await using file = await open(path, "r");
  const now = new Date();
  await Promise.all([file.chmod(0o600), file.utimes(now, now)]);
  await file.sync();
}

/** Waits until the names in a folder are on the disk. */
async function sync(folder: string): Promise<void> {
  await using handle = await open(folder, "r");
  await handle.sync();
}
