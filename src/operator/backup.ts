/** `backup`: writes a copy of the database to a file, also while the server runs. */
import { Database } from "bun:sqlite";
import { statSync } from "node:fs";

import { backUp } from "../database/backup.ts";
import { noteBackup } from "../database/last-backup.ts";
import { openBeside } from "../database/open.ts";
import { messageOf, OperatorError } from "../lib/operator-error.ts";
import { printable, say } from "../lib/terminal.ts";
import type { Command } from "./command.ts";
import { requireDatabase } from "./run-on-server.ts";

export const backup: Command = {
  usage: "<file>",
  about: "write a checked copy of the database to a file",
  notes: `The copy is the database as it was at one moment, even while the server is running. It is checked from end to end before
it gets its name. An existing file is never overwritten. Everything is in the copy, password hashes included, so keep it
as safe as the original. Only the secret that signs sessions is not in it.`,
  async run({ argument: file }, { dataDir }) {
    requireDatabase(dataDir);
    using db = openBeside(dataDir, "any level");
    const before = count(db);
    backUp(db, file);
    const after = count(db);
    using copy = new Database(file, { readonly: true });
    const copied = count(copy);
    const complete = before.messages <= copied.messages && copied.messages <= after.messages;
    if (!complete || copied.people < before.people) throw new OperatorError(`${file} does not match the database`);
    const bytes = statSync(file).size;
    await say(`${printable(file)}: ${describe(copied)}, ${megabytes(bytes)} MB, checked`);
    tryNote(dataDir, bytes);
  },
};

/** The copy is there, whether or not it can be noted for the administrators. */
function tryNote(folder: string, bytes: number): void {
  try {
    noteBackup(folder, { at: Date.now(), bytes });
  } catch (error) {
    process.stderr.write(`The time of this backup can't be noted in ${folder} (${messageOf(error)})\n`);
  }
}

type Count = { messages: number; people: number };

/** Rows are only ever added, so a copy has at least as many as there were before, and no more than there are after. */
export function count(db: Database): Count {
  const sql = "SELECT (SELECT count(*) FROM messages) AS messages, (SELECT count(*) FROM users) AS people";
  return db.query<Count, []>(sql).get() ?? { messages: 0, people: 0 };
}

export const describe = ({ messages, people }: Count): string =>
  `${counted(messages, "message", "messages")}, ${counted(people, "person", "people")}`;

const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1);
