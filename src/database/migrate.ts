/** Brings a database to the newest schema: numbered SQL files, in order, each in a transaction of its own. */
import type { Database } from "bun:sqlite";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Migration = { level: number; name: string; sql: string };

/** The database was made by a newer Parlor. Its message is one line for the operator. */
export class NewerDatabase extends Error {}

/** The `0001-name.sql` files of a folder, by number. Throws on a gap or a double number. */
export function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder).filter((name) => /^\d{4}-.+\.sql$/.test(name));
  const migrations = names.sort().map((name) => ({
    level: Number(name.slice(0, 4)),
    name,
    sql: readFileSync(join(folder, name), "utf8"),
  }));
  migrations.forEach(({ level, name }, index) => {
    if (level !== index + 1) throw new Error(`db/migrations: ${name} should be number ${index + 1}`);
  });
  return migrations;
}

/**
 * Applies what is missing and returns the names of what was applied. The level is SQLite's own
 * `user_version`, changed in the same transaction as the schema.
 * @throws NewerDatabase when the database is ahead of the given migrations
 */
export function migrate(db: Database, migrations: Migration[]): string[] {
  const level = db.query<{ user_version: number }, []>("PRAGMA user_version").get()?.user_version ?? 0;
  if (level > migrations.length) {
    throw new NewerDatabase(
      `the database is at level ${level}, this version of Parlor knows ${migrations.length}: start a newer Parlor`,
    );
  }
  const missing = migrations.slice(level);
  for (const migration of missing) {
    db.transaction(() => {
      db.run(migration.sql);
      db.run(`PRAGMA user_version = ${migration.level}`);
    }).exclusive();
  }
  return missing.map(({ name }) => name);
}
