/** What is noted about backups that were taken away. */
import { audit } from "../auth/audit.store.ts";
import { type Actor, requireAdministrator } from "../auth/lifecycle.ts";
import { defineWrite } from "../database/writes.ts";

/** Notes that an administrator took a backup away. */
export const noteDownload = defineWrite(
  "backup.note-download",
  1,
  (db, { bytes, at, by }: { bytes: number; at: number; by: Actor }, record): void => {
    requireAdministrator(db, by);
    audit(db, { at, by, action: "backup downloaded", detail: String(bytes) }, record);
  },
);
