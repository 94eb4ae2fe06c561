/** `restore`: replaces the database with a backup, while the server is stopped. */
import { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { FolderInUse, lockFolder } from "../database/lock.ts";
import { restoreDatabase } from "../database/restore.ts";
import { OperatorError } from "../lib/operator-error.ts";
import { printable, say } from "../lib/terminal.ts";
import { count, describe } from "./backup.ts";
import type { Command } from "./command.ts";

export const restore: Command = {
  usage: "<file>",
  about: "replace the database with a backup, while the server is stopped",
  notes: `The file is checked from end to end first. The previous database is kept beside the new one, under a name that is
printed. Pages that are still open show the restored history when the server is back. Anyone who has logged out since
the backup was made stays logged out.`,
  async run({ argument: file }, { dataDir }) {
    mkdirSync(dataDir, { recursive: true });
    const lock = lockStopped(dataDir);
    try {
      const kept = restoreDatabase(file, dataDir);
      using db = new Database(join(dataDir, "parlor.sqlite"), { readonly: true });
      await say(`restored from ${printable(file)}: ${describe(count(db))}`);
      if (kept) await say(`the previous database is kept as ${kept}`);
    } finally {
      lock.close();
    }
  },
};

function lockStopped(folder: string) {
  try {
    return lockFolder(folder);
  } catch (error) {
    if (error instanceof FolderInUse) throw new OperatorError(`Parlor is running on ${folder}: stop it first`);
    throw error;
  }
}
