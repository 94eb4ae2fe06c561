/** `restore`: replaces the place with a backup, while the server is stopped, or puts lost files back. */
import { Database } from "bun:sqlite";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { tryLock } from "../database/lock.ts";
import { openBeside } from "../database/open.ts";
import { NotRestored, restoreDatabase } from "../database/restore.ts";
import { backupNote } from "../files/backup-note.ts";
import type { StoreConfig } from "../files/contents/blob-store.ts";
import { OperatorError } from "../lib/operator-error.ts";
import { printable, say } from "../lib/terminal.ts";
import { databaseIn } from "./backup-folder.ts";
import { counted, describe } from "./backup.ts";
import type { Command } from "./command.ts";
import { countMissing, restoreAllFiles, restoreFiles } from "./restore-files.ts";

export const restore: Command = {
  usage: "<folder>",
  about: "replace everything with a backup, or the database with a .sqlite file, while the server is stopped",
  notes: `All of it is checked from end to end first: if anything is missing or damaged, nothing has changed. Files that the place
has already are not copied again. The previous database is kept beside the new one, under a name that is printed, and as
long as it lies there, the files that only it names stay as well. Pages that are still open show the restored history
when the server is back. Anyone who has logged out since the backup was made stays logged out.

  --incomplete   take what is there of a backup that is not whole
  --files        only put back files that are lost, also while the server is running`,
  options: { incomplete: { type: "boolean" }, files: { type: "boolean" } },
  async run({ argument: path, options }, config) {
    if (options.files) return await putBack(path, config);
    mkdirSync(config.dataDir, { recursive: true });
    using lock = tryLock(config.dataDir);
    if (!lock) throw new OperatorError(`Parlor is running on ${config.dataDir}: stop it first`);
    const kept = await restoreFrom(path, config, options.incomplete === true);
    using db = new Database(join(config.dataDir, "parlor.sqlite"), { readonly: true });
    await say(`restored from ${printable(path)}: ${describe(db)}`);
    if (kept) await say(`the previous database is kept as ${kept}`);
    const missing = await countMissing(db, config);
    if (missing > 0) await say(`missing here: ${counted(missing, "file", "files")} that it names`);
  },
};

/** Returns where the previous database is kept, if there was one. */
async function restoreFrom(path: string, config: StoreConfig, incomplete: boolean): Promise<string | undefined> {
  if (!isFolder(path)) return await restoreDatabase(path, config.dataDir);
  if (!backupNote.read(path) && !incomplete)
    throw new NotRestored(`${path} is not a file, nor the folder of a whole backup`);
  return await restoreDatabase(databaseIn(path), config.dataDir, async (draft) => {
    await restoreAllFiles(draft, path, config, incomplete);
  });
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

async function putBack(folder: string, config: StoreConfig): Promise<void> {
  if (!backupNote.read(folder)) throw new NotRestored(`${folder} is not the folder of a backup`);
  using db = openBeside(config.dataDir, "any level");
  const { copied, lost } = await restoreFiles(db, folder, config);
  await say(`put back ${counted(copied, "file", "files")} from ${printable(folder)}`);
  if (lost.length > 0)
    throw new OperatorError(`${counted(lost.length, "file is", "files are")} neither here nor there`);
}
