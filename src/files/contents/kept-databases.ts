/** The databases that a restore has kept: as long as one lies there, so do the files that only it names. */
import { Database } from "bun:sqlite";
import { readdirSync } from "node:fs";
import { join } from "node:path";

export type KeptDatabases = Disposable & {
  /** Whether one of them names a content. */
  names: (hash: string) => boolean;
};

const KEPT = /^before-restore-.*\.sqlite$/;

export function openKeptDatabases(folder: string): KeptDatabases {
  const paths = readdirSync(folder).filter((name) => KEPT.test(name));
  const kept = paths.map((name) => tryOpen(join(folder, name))).filter((db) => db !== undefined);
  return {
    names: (hash) => kept.some((db) => db.query("SELECT 1 FROM contents WHERE hash = ?").get(hash) !== null),
    [Symbol.dispose]: () => kept.forEach((db) => db.close()),
  };
}

/** Nothing when it is from before there were files, or can't be read: it was kept as it was then. */
function tryOpen(path: string): Database | undefined {
  let db: Database | undefined;
  try {
    db = new Database(path, { readonly: true });
    db.query("SELECT 1 FROM contents LIMIT 1").get();
    return db;
  } catch {
    db?.close();
    return undefined;
  }
}
