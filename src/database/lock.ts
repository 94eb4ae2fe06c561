/** One server to a data folder: an exclusive transaction on a small database of its own, freed by the kernel. */
import { Database } from "bun:sqlite";
import { join } from "node:path";

import { OperatorError } from "../lib/operator-error.ts";

/** Another server holds the folder. Its message is one line for the operator. */
export class FolderInUse extends OperatorError {}

/**
 * Takes the folder for as long as the returned connection stays open.
 * @throws FolderInUse when another process has it
 */
export function lockFolder(folder: string): Database {
  const lock = tryLock(folder);
  if (lock) return lock;
  throw new FolderInUse(
    `another Parlor is running on ${folder}: stop it first, or set DATA_DIR and PORT to start a second one`,
  );
}

/** The same; nothing when another process has it. */
export function tryLock(folder: string): Database | undefined {
  const lock = new Database(join(folder, "lock"), { create: true, readwrite: true });
  try {
    lock.run("PRAGMA busy_timeout = 0");
    lock.run("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    return undefined;
  }
  return lock;
}

/** Whether SQLite refused because another connection holds the database. */
export const isBusy = (error: unknown): boolean =>
  error instanceof Error && "code" in error && /^SQLITE_(BUSY|LOCKED)/.test(String(error.code));
