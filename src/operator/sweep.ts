/** `sweep`: compares the files that lie in the store with those that messages have. */
import type { Database } from "bun:sqlite";

import { sweepOnServer } from "../control/socket.ts";
import { sweepForOperator, type SweepReport } from "../control/sweeping.ts";
import type { WriteQueue } from "../database/write-queue.ts";
import { incomingFolder, openBlobStore, type StoreConfig } from "../files/contents/blob-store.ts";
import { openStorage } from "../files/contents/storage.ts";
import { openUpkeep } from "../files/contents/upkeep.ts";
import { openIncoming } from "../files/incoming.ts";
import { formatBytes } from "../lib/bytes.ts";
import { OperatorError } from "../lib/operator-error.ts";
import { printable, say } from "../lib/terminal.ts";
import { openLogger } from "../logger.ts";
import { counted } from "./backup.ts";
import type { Command } from "./command.ts";
import { hereOrThere } from "./run-on-server.ts";

export const sweep: Command = {
  usage: "",
  about: "remove files that belong to nothing, and say which are lost",
  notes: `The server does this every night at four. Files that no message carries a day after they were sent go, and so do
bytes that nothing names: a server that was killed may leave some. At night they stay if they are many, as this may be
the wrong database, or the store of another place; this command removes them all. What is younger than an hour stays.
Files that a message has and the store has not are listed, and the exit code is 1 then: restore --files puts them back
from a backup.`,
  async run(_, config) {
    const report = await hereOrThere(
      config.dataDir,
      (db, queue) => sweepHere(config, db, queue),
      () => sweepOnServer(config.dataDir),
    );
    await say(inWords(report));
    const { missing, damaged } = report.swept;
    const lost = missing.length + damaged.length;
    if (lost > 0) throw new OperatorError(`${counted(lost, "content is", "contents are")} missing or damaged`);
  },
};

async function sweepHere(config: StoreConfig, db: Database, queue: WriteQueue): Promise<SweepReport> {
  const log = openLogger("error", (line) => process.stderr.write(line));
  const storage = openStorage(openBlobStore(config), db, queue, (error) => log.error("file not deleted", { reason: String(error) })); // prettier-ignore
  const incoming = openIncoming(incomingFolder(config.dataDir));
  const upkeep = openUpkeep({ config, db, queue, storage, incoming, log: { ...log, error() {} } });
  try {
    return await sweepForOperator(db, upkeep);
  } finally {
    await Promise.all([upkeep.close(), storage.close()]);
  }
}

function inWords({ swept, lost }: SweepReport): string {
  const { kept, removed, temporary, missing, damaged } = swept;
  const amount = ({ files, bytes }: { files: number; bytes: number }, what = "file") =>
    `${counted(files, what, `${what}s`)}, ${formatBytes(bytes, " ")}`;
  const lines = [
    `in the store: ${amount(kept)}`,
    `removed: ${amount(removed)}, that nothing named; ${amount(temporary, "temporary file")}`,
    `missing: ${missing.length}, damaged: ${damaged.length}`,
    ...lost.map(({ id, name, room }) => `  ${printable(name)} in ${room} (/files/${id})`),
  ];
  return lines.join("\n");
}
