/** An upgrade: what is in the database is copied first, then every missing migration is applied, or none. */
import type { Database } from "bun:sqlite";
import { closeSync, openSync, readdirSync, readSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

import type { Logger } from "../logger.ts";
import { backUp } from "./backup.ts";
import { levelOf, migrate, type Migration, MigrationFailed } from "./migrate.ts";

/**
 * Brings the database of a folder to the newest schema. One that has been in use gets a backup beside it, named by the
 * first migration that it lacks and the time.
 * @throws NewerDatabase, or NoBackup or MigrationFailed and then the database is as it was
 */
export function upgrade(db: Database, folder: string, migrations: Migration[], log?: Logger): void {
  const level = levelOf(db);
  const next = migrations[level];
  const backup = level > 0 && next ? keepBackup(db, folder, `backup-before-${next.name.slice(0, 4)}-`) : undefined;
  if (backup) log?.info("backup", { reason: "the database is about to be upgraded", file: backup });
  try {
    migrate(db, migrations);
  } catch (error) {
    if (!backup || !(error instanceof MigrationFailed)) throw error;
    const message = `${error.message}. The database is as it was, and ${backup} is a copy of it: start the previous version of Parlor`;
    throw new MigrationFailed(message, { cause: error });
  }
  if (level > 0 && next) log?.info("upgraded", { from: level, to: migrations.length });
}

/**
 * A backup in the folder; the one of an earlier try, if nothing has changed since: a service that is restarted over and
 * over must not fill the disk.
 */
function keepBackup(db: Database, folder: string, prefix: string): string {
  const time = new Date().toISOString().replaceAll(/[-:]/g, "");
  const path = join(folder, `${prefix}${time}.sqlite`);
  const earlier = readdirSync(folder).filter((name) => name.startsWith(prefix) && name.endsWith(".sqlite"));
  backUp(db, path);
  const same = earlier.map((name) => join(folder, name)).find((other) => isSame(other, path));
  if (!same) return path;
  rmSync(path);
  return same;
}

const BLOCK = 1_048_576;

/** Whether two files hold the same bytes. */
function isSame(one: string, other: string): boolean {
  const { size } = statSync(one);
  if (size !== statSync(other).size) return false;
  const files = [openSync(one, "r"), openSync(other, "r")] as const;
  const blocks = [Buffer.alloc(BLOCK), Buffer.alloc(BLOCK)] as const;
  try {
    for (let at = 0; at < size; at += BLOCK) {
      files.forEach((file, index) => readSync(file, blocks[index] ?? blocks[0], 0, BLOCK, at));
      if (!blocks[0].equals(blocks[1])) return false;
    }
    return true;
  } finally {
    files.forEach(closeSync);
  }
}
