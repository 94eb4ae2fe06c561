/** What stands beside the database and the files in a backup: when it was made, and what is not in it. */
import { areNumbers, defineNote } from "../lib/note.ts";

/** `at`: in ms; 0 while the first is being made. `lost`: contents that the place itself had lost, by their hashes. */
export type BackupNote = { at: number; lost: string[] };

export const backupNote = defineNote<BackupNote>(
  "backup.json",
  ({ at, lost }) => areNumbers(at) && Array.isArray(lost) && lost.every((hash) => typeof hash === "string"),
);
