/** Putting a backup in the place of a database: checked before, and with the old one kept beside it. */
import { Database } from "bun:sqlite";
import { copyFileSync, existsSync, linkSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

import { OperatorError } from "../lib/operator-error.ts";
import { randomHex } from "../lib/tokens.ts";
import { MIGRATIONS } from "../paths.ts";
import { backUp, sync, verify } from "./backup.ts";
import { levelOf, NewerDatabase, readMigrations } from "./migrate.ts";

/** The file can't be restored; nothing has changed. Its message is one line for the operator. */
export class NotRestored extends OperatorError {}

/**
 * Makes a copy of `file` the database of a folder, which must be locked. The copy has another epoch, so that open pages
 * start afresh, and lets in no session that has ended since. Returns where the database of before is kept, if there
 * was one. Whenever the process ends, the folder has the old database or the new one.
 * @param prepare does what has to be done before the copy, which is at the path it gets, takes the place of the database; what
 * it throws leaves everything as it is
 * @throws NotRestored, NewerDatabase or NoBackup
 */
export async function restoreDatabase(
  file: string,
  folder: string,
  prepare?: (draft: string) => Promise<void>,
): Promise<string | undefined> {
  const target = join(folder, "parlor.sqlite");
  const draft = join(folder, "parlor.sqlite.restoring");
  try {
    copyChecked(file, draft);
    await prepare?.(draft);
    const kept = existsSync(target) ? keep(target) : undefined;
    adapt(draft, kept?.isSound ? target : undefined);
    renameSync(draft, target);
    sync(folder);
    return kept?.path;
  } finally {
    rmSync(draft, { force: true });
  }
}

function copyChecked(file: string, draft: string): void {
  rmSync(draft, { force: true }); // of a try that was broken off
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new NotRestored(`${file} is not a file`);
  try {
    verify(file);
    using source = new Database(file, { readonly: true });
    requireParlor(source, file);
    backUp(source, draft); // also what is still in a log beside the file
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new NotRestored(`${file} can't be read as a database (${error.message})`, { cause: error });
  }
}

function requireParlor(db: Database, file: string): void {
  const level = levelOf(db);
  const { length } = readMigrations(MIGRATIONS);
  if (level > length) throw new NewerDatabase(`${file} is at level ${level}, this version of Parlor knows ${length}`);
  const tables = "SELECT count(*) AS count FROM sqlite_schema WHERE name IN ('log', 'users', 'sessions', 'messages')";
  const found = db.query<{ count: number }, []>(tables).get()?.count;
  if (level === 0 || found !== 4) throw new NotRestored(`${file} is a database, but not one of Parlor's`);
}

/** Gives the copy an epoch of its own, and takes out the sessions that are no longer in the present database. */
function adapt(draft: string, present: string | undefined): void {
  using db = new Database(draft, { readwrite: true });
  db.run("UPDATE log SET epoch = ?", [randomHex(6)]);
  if (present === undefined) return void db.run("DELETE FROM sessions"); // it can't be told which of them have ended
  db.run("ATTACH ? AS present", [present]);
  db.run("DELETE FROM sessions WHERE id NOT IN (SELECT id FROM present.sessions)");
}

/** Leaves the present database under another name as well, whole. Returns that, and whether it can be read. */
function keep(target: string): { path: string; isSound: boolean } {
  const time = new Date().toISOString().replaceAll(/[-:]/g, "");
  const kept = join(dirname(target), `before-restore-${time}.sqlite`);
  const [log, keptLog] = [`${target}-wal`, `${kept}-wal`];
  nameAgain(target, kept);
  if (existsSync(log)) nameAgain(log, keptLog);
  const isSound = settle(target);
  if (isSound) rmSync(keptLog, { force: true });
  for (const rest of [log, `${target}-shm`]) rmSync(rest, { force: true }); // the new database must not find them
  return { path: kept, isSound };
}

function nameAgain(path: string, other: string): void {
  try {
    linkSync(path, other);
  } catch {
    copyFileSync(path, other); // a file system without links
  }
}

/** Brings what is still in the write-ahead log into the file. False when that is damaged; the log is kept with it then. */
function settle(path: string): boolean {
  try {
    using db = new Database(path, { readwrite: true });
    db.query("SELECT count(*) FROM sessions").get();
    db.run("PRAGMA journal_mode = DELETE");
    return true;
  } catch {
    return false;
  }
}
