/** When the last backup was made. That is no part of the database: a copy that is restored knows nothing of later ones. */
import { areNumbers, defineNote } from "../lib/note.ts";

/** `at` in ms since 1970. */
export type LastBackup = { at: number; bytes: number };

/** Where it can't be read, the page says that there is none, which is the safe side to err on. */
export const lastBackup = defineNote<LastBackup>("last-backup.json", ({ at, bytes }) => areNumbers(at, bytes));
