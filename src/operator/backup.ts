/** `backup`: writes a copy of everything to a folder, or of the database to a file, also while the server runs. */
import { Database } from "bun:sqlite";
import { statSync } from "node:fs";

import { backUp } from "../database/backup.ts";
import { lastBackup } from "../database/last-backup.ts";
import { openBeside } from "../database/open.ts";
import { numberFrom } from "../database/values.ts";
import { openBlobStore, type StoreConfig } from "../files/contents/blob-store.ts";
import { sizeOfContents } from "../files/contents/copy.ts";
import { formatBytes } from "../lib/bytes.ts";
import { messageOf, OperatorError } from "../lib/operator-error.ts";
import { printable, say } from "../lib/terminal.ts";
import { backUpToFolder } from "./backup-folder.ts";
import type { Command } from "./command.ts";

export const backup: Command = {
  usage: "<folder>",
  about: "write a checked copy of everything to a folder, or of the database to a .sqlite file",
  notes: `The folder is new, empty, or has an earlier backup, of which only what has changed is written: the database anew, and
the files that are not there yet. It then equals the place as it is at one moment, even while the server is running, and
what was deleted is deleted there as well. If it is broken off, the backup of before is still good. A path that ends in
.sqlite gets the database alone, without files, and no existing file is ever overwritten.

Everything is checked: the database from end to end, and each file that is copied. Files that the place itself has lost
are reported, and the exit code is 1 then. Password hashes are in a backup, so keep it as safe as the original. Only the
secret that signs sessions is not in it.`,
  async run({ argument: path }, config) {
    using db = openBeside(config.dataDir, "any level");
    const before = numbersOf(db);
    const made = await (path.endsWith(".sqlite") ? toFile(db, path) : toFolder(db, path, config));
    requireAll(made.database, before, numbersOf(db));
    await say(made.said);
    tryNote(config.dataDir, made.bytes);
    if (made.lost > 0) throw new OperatorError(`${counted(made.lost, "file", "files")} of this place are lost and not in the backup: sweep says which`); // prettier-ignore
  },
};

/** What was made: its database, its size, what to say of it, and how many files are not in it though they should be. */
type Made = { database: string; bytes: number; said: string; lost: number };

async function toFile(db: Database, file: string): Promise<Made> {
  backUp(db, file);
  using copy = new Database(file, { readonly: true });
  const { size: bytes } = statSync(file);
  const { files, bytes: left } = sizeOfContents(copy);
  const said = `${printable(file)}: ${describe(copy)}, ${megabytes(bytes)} MB, checked`;
  const without = `the files are not in it (${counted(files, "file", "files")}, ${formatBytes(left, " ")}): name a folder to have them too`;
  return { database: file, bytes, said: files > 0 ? `${said}\n${without}` : said, lost: 0 };
}

async function toFolder(db: Database, folder: string, config: StoreConfig): Promise<Made> {
  const { database, files, copied, lost, ...rest } = await backUpToFolder(db, openBlobStore(config), folder);
  using copy = new Database(database, { readonly: true });
  const bytes = rest.bytes + statSync(database).size;
  const what = `${describe(copy)}, ${counted(files, "file", "files")}`;
  const said = `${printable(folder)}: ${what}, ${megabytes(bytes)} MB, checked; ${copied.toLocaleString("en")} of the files are new`;
  return { database, bytes, said, lost: lost.length };
}

/** @throws OperatorError when the copy is not of the time between two looks at the database, by the numbers it has given out */
function requireAll(path: string, before: Numbers, after: Numbers): void {
  using copy = new Database(path, { readonly: true });
  const copied = numbersOf(copy);
  const isBetween = before.message <= copied.message && copied.message <= after.message;
  if (!isBetween || copied.people < before.people) throw new OperatorError(`${path} does not match the database`);
}

type Numbers = { message: number; people: number };

/** The number of the last message, though it may be gone, and how many people there are. */
const numbersOf = (db: Database): Numbers => ({
  message: numberFrom(db, "SELECT max(seq) FROM sqlite_sequence WHERE name = 'messages'"),
  people: numberFrom(db, "SELECT count(*) FROM users"),
});

/** The copy is there, whether or not it can be noted for the administrators. */
function tryNote(folder: string, bytes: number): void {
  try {
    lastBackup.write(folder, { at: Date.now(), bytes });
  } catch (error) {
    process.stderr.write(`The time of this backup can't be noted in ${folder} (${messageOf(error)})\n`);
  }
}

/** How much is in a database, in words. */
export function describe(db: Database): string {
  const messages = counted(numberFrom(db, "SELECT count(*) FROM messages"), "message", "messages");
  return `${messages}, ${counted(numberFrom(db, "SELECT count(*) FROM users"), "person", "people")}`;
}

export const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1);
