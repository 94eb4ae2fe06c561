/** What a data folder takes on its disk, and what is left there. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { freeOn } from "../files/free-space.ts";

export type DiskUse = {
  /** Bytes of the database, what waits to be moved into it included. */
  database: number;
  /** Bytes that are left on the disk it is on, for this user. */
  free: number;
  /** Copies of the database that were kept at an upgrade or a restore. */
  kept: { count: number; bytes: number };
};

export async function measureDisk(folder: string): Promise<DiskUse> {
  const sizeOf = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  const kept = readdirSync(folder).filter((name) => /^(backup-before|before-restore)-.*\.sqlite$/.test(name));
  return {
    database: sizeOf("parlor.sqlite") + sizeOf("parlor.sqlite-wal"),
    free: await freeOn(folder),
    kept: { count: kept.length, bytes: kept.reduce((sum, name) => sum + sizeOf(name), 0) },
  };
}
