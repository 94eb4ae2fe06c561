/** Opens the database the way the whole server relies on: durable, never waiting, forgetting what is deleted. */
import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { OperatorError } from "../lib/operator-error.ts";
import type { Logger } from "../logger.ts";
import { MIGRATIONS } from "../paths.ts";
import { levelOf, readMigrations } from "./migrate.ts";
import { upgrade } from "./upgrade.ts";

/** The database was last used by another version of Parlor. */
export class OtherLevel extends OperatorError {}

/** Bun keeps 20 compiled statements by default, fewer than Parlor has. */
Database.MAX_QUERY_CACHE_SIZE = 200;

/**
 * `parlor.sqlite` in the folder, at the newest schema.
 * @throws NewerDatabase, NoBackup, MigrationFailed, or SQLite's error when the file can't be opened or written
 */
export function openDatabase(folder: string, log?: Logger): Database {
  const db = new Database(join(folder, "parlor.sqlite"), { create: true, readwrite: true, strict: true });
  db.run("PRAGMA busy_timeout = 2000"); // while starting nobody waits for the event loop
  db.run("PRAGMA journal_mode = WAL");
  db.run("PRAGMA synchronous = FULL"); // an acknowledged message survives a power cut
  db.run("PRAGMA foreign_keys = ON");
  db.run("PRAGMA secure_delete = ON"); // deleted text is gone from the file
  upgrade(db, folder, readMigrations(MIGRATIONS), log);
  db.run("PRAGMA wal_autocheckpoint = 0"); // on a timer instead, see write-queue.ts
  db.run("PRAGMA busy_timeout = 0"); // a wait would stop everybody; the write queue retries on a timer
  return db;
}

/**
 * The database of a folder beside a server that may be running, to look at. It has to be at this version's level, unless
 * any will do.
 * @throws OtherLevel, or OperatorError when there is none
 */
export function openBeside(folder: string, levels: "this level" | "any level" = "this level"): Database {
  requireDatabase(folder);
  const db = new Database(join(folder, "parlor.sqlite"), { readwrite: true, strict: true });
  db.run("PRAGMA busy_timeout = 5000");
  const [level, known] = [levelOf(db), readMigrations(MIGRATIONS).length];
  if (levels === "any level" || level === known) return db;
  db.close();
  throw new OtherLevel(
    `the database is at level ${level}, this version of Parlor knows ${known}: start the server first`,
  );
}

/** @throws OperatorError when there is no database in the folder: a command must not create one */
export function requireDatabase(folder: string): void {
  if (existsSync(join(folder, "parlor.sqlite"))) return;
  throw new OperatorError(`there is no parlor.sqlite in ${folder}: set DATA_DIR to the data folder of your Parlor`);
}

/** Why the database does not answer, or nothing when it does. */
export function databaseProblem(db: Database): string | undefined {
  try {
    db.query("SELECT count(*) FROM rooms").get();
    return undefined;
  } catch (error) {
    return String(error);
  }
}
