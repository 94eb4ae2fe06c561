/** A copy of a database that is in use: whole and checked, or not there at all. */
import { Database } from "bun:sqlite";
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";

import { messageOf, OperatorError } from "../lib/operator-error.ts";

/** No sound copy could be made. Its message is one line for the operator. */
export class NoBackup extends OperatorError {}

/**
 * Writes a copy of the database to a path where nothing is yet, as the database is at this moment.
 * @throws NoBackup, and then nothing was left behind
 */
export function backUp(db: Database, path: string): void {
  const draft = `${path}.new`;
  if (existsSync(path)) throw new NoBackup(`${path} already exists: Parlor does not overwrite a backup`);
  try {
    rmSync(draft, { force: true }); // of a copy that was broken off
    db.query("VACUUM INTO ?").run(draft);
    verify(draft);
    sync(draft, "r+");
    renameSync(draft, path);
    sync(dirname(path));
  } catch (error) {
    rmSync(draft, { force: true });
    if (error instanceof NoBackup) throw error;
    throw new NoBackup(`the backup ${path} can't be written (${messageOf(error)})`, { cause: error });
  }
}

/**
 * Reads a database file from end to end.
 * @throws NoBackup when SQLite finds anything wrong with it
 */
export function verify(path: string): void {
  using db = new Database(path, { readonly: true });
  const [first] = db.query<{ integrity_check: string }, []>("PRAGMA integrity_check(1)").all();
  if (first?.integrity_check !== "ok")
    throw new NoBackup(`${path} is damaged (${first?.integrity_check.replaceAll("\n", " ")})`);
}

/** What was written to a file, or the names in a folder, have reached the disk. Windows wants a file to be open for writing. */
export function sync(path: string, flags: "r" | "r+" = "r"): void {
  const opened = openSync(path, flags);
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
