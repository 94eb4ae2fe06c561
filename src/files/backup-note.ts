/** What stands beside the database and the files in a backup: when it was made, and what is not in it. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** `at`: in ms; 0 while the first is being made. `lost`: contents that the place itself had lost, by their hashes. */
export type BackupNote = { at: number; lost: string[] };

export const NOTE = "backup.json";

/** What is noted of the backup in a folder; nothing where there is none. */
export function readNote(folder: string): BackupNote | undefined {
  try {
    const noted = JSON.parse(readFileSync(join(folder, NOTE), "utf8")) as Partial<Record<keyof BackupNote, unknown>>;
    if (typeof noted.at !== "number" || !Array.isArray(noted.lost)) return undefined;
    return { at: noted.at, lost: noted.lost.filter((hash) => typeof hash === "string") };
  } catch {
    return undefined;
  }
}

/** Notes it, whole or not at all. */
export function writeNote(folder: string, note: BackupNote): void {
  const draft = join(folder, `${NOTE}.new`);
  writeFileSync(draft, noteText(note), { mode: 0o600, flush: true });
  renameSync(draft, join(folder, NOTE));
}

export const noteText = (note: BackupNote): string => `${JSON.stringify(note)}\n`;
