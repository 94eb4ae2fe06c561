import { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { FolderInUse, lockFolder } from "../database/lock.ts";
import { restoreDatabase } from "../database/restore.ts";
import { printable, say } from "../lib/terminal.ts";
import { count, describe } from "./backup.ts";
import { type Command, Problem } from "./command.ts";

export const restore: Command = {
  usage: "<file>",
  about: "put a backup in the place of the database, while the server is stopped",
  notes: `The file is read from end to end first; the database of before is kept beside the new one, under a name that is
printed. Pages that are still open start afresh with the restored history when the server is back. Who has logged out
since the backup was made stays logged out.`,
  words: 1,
  run: async ({ words: [file = ""] }, { dataDir }) => {
    mkdirSync(dataDir, { recursive: true });
    const lock = lockStopped(dataDir);
    try {
      const kept = restoreDatabase(file, dataDir);
      using db = new Database(join(dataDir, "parlor.sqlite"), { readonly: true });
      await say(`restored from ${printable(file)}: ${describe(count(db))}`);
      if (kept) await say(`the database of before is ${kept}`);
    } finally {
      lock.close();
    }
  },
};

function lockStopped(folder: string) {
  try {
    return lockFolder(folder);
  } catch (error) {
    if (error instanceof FolderInUse) throw new Problem(`Parlor is running on ${folder}: stop it first`);
    throw error;
  }
}
