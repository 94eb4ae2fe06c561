/** When the last backup was made. That is no part of the database: a copy that is restored knows nothing of later ones. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** `at` in ms since 1970. */
export type LastBackup = { at: number; bytes: number };

const pathIn = (folder: string): string => join(folder, "last-backup.json");

/** Notes that a backup of a data folder was made. Throws when the folder can't be written to. */
export function noteBackup(folder: string, { at, bytes }: LastBackup): void {
  writeFileSync(pathIn(folder), JSON.stringify({ at, bytes }), { mode: 0o600 });
}

/** The last backup of a data folder; nothing when there is none, or it can't be told. */
export function readLastBackup(folder: string): LastBackup | undefined {
  try {
    const { at, bytes } = JSON.parse(readFileSync(pathIn(folder), "utf8")) as Partial<
      Record<keyof LastBackup, unknown>
    >;
    return typeof at === "number" && typeof bytes === "number" ? { at, bytes } : undefined;
  } catch {
    return undefined; // the page says that there is none, which is the safe side to err on
  }
}
