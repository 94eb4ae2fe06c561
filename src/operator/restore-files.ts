/** Brings the files of a backup back to the place. */
import { Database } from "bun:sqlite";

import { NotRestored } from "../database/restore.ts";
import { backupNote } from "../files/backup-note.ts";
import { type BlobStore, incomingFolder, openBlobStore, type StoreConfig } from "../files/contents/blob-store.ts";
import { contentsIn, type CopiedAll, copyAll, isSound, seeAll } from "../files/contents/copy.ts";
import { openDiskBackend } from "../files/contents/disk-backend.ts";
import { messageOf, OperatorError } from "../lib/operator-error.ts";
import { printable } from "../lib/terminal.ts";
import { filesIn } from "./backup-folder.ts";

/**
 * Copies what a database names and the place has not, or has damaged, from a backup.
 * @param added gets the hashes of what was not there before
 */
export async function restoreFiles(
  db: Database,
  folder: string,
  config: StoreConfig,
  added?: string[],
): Promise<CopiedAll> {
  const place = openBlobStore(config);
  const put = (path: string) => place.put(path).then(() => {});
  const target = { list: place.list, put, folder: incomingFolder(config.dataDir) };
  return await copyAll(db, openDiskBackend(filesIn(folder)), target, (content) => isSound(place, content), added);
}

/**
 * Does the same for the database that is about to take the place of the present one: with all of its files, but for those that
 * the place itself had lost when the backup was made.
 * @throws NotRestored, or an error of the file system, and then nothing has changed
 */
export async function restoreAllFiles(
  draft: string,
  folder: string,
  config: StoreConfig,
  incomplete: boolean,
): Promise<CopiedAll> {
  using db = new Database(draft, { readonly: true });
  const added: string[] = [];
  try {
    const restored = await restoreFiles(db, folder, config, added);
    const known = new Set(backupNote.read(folder)?.lost);
    const [first, ...others] = restored.lost.filter((hash) => !known.has(hash));
    if (first === undefined || incomplete) return restored;
    throw new NotRestored(
      `${folder} is not whole: ${1 + others.length} of its files are missing or damaged, such as ${printable(first)}; restore --incomplete takes the rest`,
    );
  } catch (error) {
    await takeAway(openBlobStore(config), added);
    if (error instanceof OperatorError) throw error;
    throw new NotRestored(`${folder} can't be restored (${messageOf(error)}); nothing has changed`, { cause: error });
  }
}

/** On a full disk there would else be no room for anything. */
async function takeAway(place: Pick<BlobStore, "delete">, hashes: string[]): Promise<void> {
  for (const hash of hashes) await place.delete(hash).catch(() => {}); // else the sweep does it
}

/** How many contents a database names that the place has not. */
export async function countMissing(db: Database, config: StoreConfig): Promise<number> {
  const seen = await seeAll(openBlobStore(config));
  return [...contentsIn(db)].filter(({ hash, bytes }) => seen.sizeOf(hash) !== bytes).length;
}
