/** The process: the server, or what went wrong in one line. */
import { BadConfig, readConfig } from "./config.ts";
import { NoBackup } from "./database/backup.ts";
import { FolderInUse } from "./database/lock.ts";
import { MigrationFailed, NewerDatabase } from "./database/migrate.ts";
import { NotBuilt } from "./http/assets.ts";
import { startServer } from "./server.ts";

process.umask(0o077); // the database, its log and the secret are for this user only

try {
  startServer(readConfig(process.env));
} catch (error) {
  process.stderr.write(`Parlor can't start: ${reasonOf(error)}\n`);
  process.exit(1);
}

/** One line for what an operator can mend; for a bug, where it is. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const mendable = [BadConfig, FolderInUse, NewerDatabase, NoBackup, MigrationFailed, NotBuilt].some(
    (kind) => error instanceof kind,
  );
  return mendable || "code" in error ? error.message : (error.stack ?? error.message);
}
