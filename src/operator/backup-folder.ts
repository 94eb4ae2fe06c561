/** A backup of everything in a folder, which goes on being the same folder night after night: only what is new is copied. */
import { Database } from "bun:sqlite";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import { backUp, NoBackup, sync } from "../database/backup.ts";
import { tryLock } from "../database/lock.ts";
import { backupNote } from "../files/backup-note.ts";
import type { StorageBackend } from "../files/contents/backend.ts";
import { isContent } from "../files/contents/contents.store.ts";
import { copyAll, hasContents, sizeOfContents, type Target } from "../files/contents/copy.ts";
import { openDiskBackend } from "../files/contents/disk-backend.ts";
import { isFull } from "../files/free-space.ts";
import { messageOf } from "../lib/operator-error.ts";

/** What was backed up. `lost`: contents that the place itself has not, or has damaged, by their hashes. */
export type FolderBackup = { database: string; files: number; bytes: number; copied: number; lost: string[] };

/** How often the database is copied anew, because files of the copy were deleted before they could be copied. */
const TRIES = 5;

/** Where a backup has its database and its files: as a place has them. */
export const databaseIn = (folder: string): string => join(folder, "parlor.sqlite");
export const filesIn = (folder: string): string => join(folder, "files");

/**
 * Brings the backup in a folder up to date, which is new, empty, or has a backup. Until all of it is there, the folder has the
 * backup of before. Then what the place no longer has goes from it as well.
 * @throws NoBackup, after which the backup of before can be used
 */
export async function backUpToFolder(
  db: Database,
  store: Pick<StorageBackend, "get">,
  folder: string,
): Promise<FolderBackup> {
  const lock = claim(folder);
  const next = join(folder, "next.sqlite");
  try {
    const incoming = join(filesIn(folder), "incoming");
    rmSync(incoming, { recursive: true, force: true }); // of a backup that was broken off
    mkdirSync(incoming, { recursive: true });
    const target = { ...openDiskBackend(filesIn(folder)), folder: incoming };
    const early = await copyAll(db, store, target); // most of it, so that little can be deleted below
    const late = await copyDatabase(db, store, target, next);
    backupNote.write(folder, { at: Date.now(), lost: late.lost });
    renameSync(next, databaseIn(folder));
    sync(folder);
    using copy = new Database(databaseIn(folder), { readonly: true });
    await removeOthers(copy, target);
    return {
      database: databaseIn(folder),
      ...sizeOfContents(copy),
      copied: early.copied + late.copied,
      lost: late.lost,
    };
  } catch (error) {
    rmSync(next, { force: true });
    if (isFull(error)) await removeNew(folder);
    if (error instanceof NoBackup) throw error;
    throw new NoBackup(`the backup ${folder} can't be written (${messageOf(error)})`, { cause: error });
  } finally {
    lock.close();
  }
}

/** Makes room again on a disk that is full: it may be that of the place. What else breaks off is continued the next time. */
async function removeNew(folder: string): Promise<void> {
  const store = openDiskBackend(filesIn(folder));
  rmSync(join(filesIn(folder), "incoming"), { recursive: true, force: true });
  if (!existsSync(databaseIn(folder))) return void rmSync(filesIn(folder), { recursive: true, force: true });
  using before = new Database(databaseIn(folder), { readonly: true });
  await removeOthers(before, store);
}

/** Takes the folder, unless something else is in it. */
function claim(folder: string): Database {
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new NoBackup(`${folder} already exists: Parlor does not overwrite a backup`);
  }
  try {
    if (!existsSync(folder)) mkdirSync(folder); // its parent has to be there: a disk that is not mounted is none
    if (backupNote.read(folder) === undefined) {
      if (readdirSync(folder).length > 0) throw new NoBackup(`${folder} has something else in it: name a new folder`);
      backupNote.write(folder, { at: 0, lost: [] });
    }
    const lock = tryLock(folder);
    if (!lock) throw new NoBackup(`another backup is being made in ${folder}`);
    return lock;
  } catch (error) {
    if (error instanceof NoBackup) throw error;
    throw new NoBackup(`the backup ${folder} can't be written (${messageOf(error)})`, { cause: error });
  }
}

/**
 * Copies the database, and the files it names. When some were deleted in between, it all is done again. What the database
 * still names then is lost.
 */
async function copyDatabase(db: Database, store: Pick<StorageBackend, "get">, target: Target, next: string) {
  let copied = 0;
  for (let tries = 1; ; tries++) {
    rmSync(next, { force: true });
    backUp(db, next);
    using copy = new Database(next, { readonly: true });
    const result = await copyAll(copy, store, target);
    copied += result.copied;
    const isUpToDate = result.lost.length === 0 || (tries > 1 && result.lost.every((hash) => isContent(db, hash)));
    if (isUpToDate || tries === TRIES) return { copied, lost: result.lost };
  }
}

async function removeOthers(db: Database, store: Pick<StorageBackend, "list" | "delete">): Promise<void> {
  const isNamed = hasContents(db) ? (hash: string) => isContent(db, hash) : () => false;
  for await (const { hash } of store.list()) if (!isNamed(hash)) await store.delete(hash);
}
