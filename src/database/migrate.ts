/** Brings a database to the newest schema: numbered SQL files, in order, all in one transaction. */
import type { Database } from "bun:sqlite";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { messageOf, OperatorError } from "../lib/operator-error.ts";

export type Migration = { level: number; name: string; sql: string };

/** The database was made by a newer Parlor. Its message is one line for the operator. */
export class NewerDatabase extends OperatorError {}

/** A migration can't be applied to this database. Its message is one line for the operator. */
export class MigrationFailed extends OperatorError {}

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

/** How many migrations the database has had: SQLite's own `user_version`. */
export const levelOf = (db: Database): number =>
  db.query<{ user_version: number }, []>("PRAGMA user_version").get()?.user_version ?? 0;

/**
 * Applies what is missing, all of it or nothing, and returns the names of what was applied. The level changes in the
 * same transaction as the schema.
 * @throws NewerDatabase when the database is ahead of the given migrations, MigrationFailed when one can't be applied
 */
export function migrate(db: Database, migrations: Migration[]): string[] {
  const level = levelOf(db);
  if (level > migrations.length) {
    throw new NewerDatabase(
      `the database is at level ${level}, this version of Parlor knows ${migrations.length}: start a newer Parlor`,
    );
  }
  const missing = migrations.slice(level);
  if (missing.length > 0) db.transaction(() => missing.forEach((migration) => apply(db, migration))).exclusive();
  return missing.map(({ name }) => name);
}

function apply(db: Database, { level, name, sql }: Migration): void {
  try {
    db.run(sql);
    db.run(`PRAGMA user_version = ${level}`);
  } catch (error) {
    throw new MigrationFailed(`the upgrade failed at ${name} (${messageOf(error)})`, { cause: error });
  }
}
