/** A database is brought to the newest schema step by step, or left as it was. */
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "../../test/support/folder.ts";
import { MIGRATIONS } from "../../test/support/memory.ts";
import { migrate, type Migration, MigrationFailed, NewerDatabase, readMigrations } from "./migrate.ts";

const migration = (level: number, sql: string): Migration => ({ level, name: `000${level}-step.sql`, sql });
const FIRST = migration(1, "CREATE TABLE steps (name TEXT); INSERT INTO steps VALUES ('first');");
const SECOND = migration(2, "INSERT INTO steps VALUES ('second'); INSERT INTO steps VALUES ('third');");
const BROKEN = migration(2, "CREATE TABLE halves (name TEXT); INSERT INTO nowhere VALUES ('second');");

const steps = (db: Database) => db.query<{ name: string }, []>("SELECT name FROM steps").all();
const tables = (db: Database) => db.query<{ name: string }, []>("SELECT name FROM sqlite_schema").all();
const names = (rows: { name: string }[]) => rows.map(({ name }) => name);

function read(...files: string[]): string[] {
  using folder = temporaryFolder();
  for (const file of files) writeFileSync(join(folder.path, file), "");
  return names(readMigrations(folder.path));
}

test("migrations are applied in order, each once, and said by name", () => {
  using db = new Database(":memory:");
  expect(migrate(db, [FIRST, SECOND])).toEqual([FIRST.name, SECOND.name]);
  expect(migrate(db, [FIRST, SECOND])).toEqual([]);
  expect(names(steps(db))).toEqual(["first", "second", "third"]);
});

test("an older database gets only what it lacks", () => {
  using db = new Database(":memory:");
  migrate(db, [FIRST]);
  expect(migrate(db, [FIRST, SECOND])).toEqual([SECOND.name]);
  expect(names(steps(db))).toEqual(["first", "second", "third"]);
});

test("a database of a newer version is left alone, with one line for the operator", () => {
  using db = new Database(":memory:");
  migrate(db, [FIRST, SECOND]);
  expect(() => migrate(db, [FIRST])).toThrow(NewerDatabase);
  expect(() => migrate(db, [FIRST])).toThrow(/^.*level 2.*knows 1.*newer Parlor$/);
  expect(names(steps(db))).toEqual(["first", "second", "third"]);
});

test("a migration that fails leaves everything as it was, and can be tried again", () => {
  using db = new Database(":memory:");
  migrate(db, [FIRST]);
  expect(() => migrate(db, [FIRST, BROKEN])).toThrow(MigrationFailed);
  expect(() => migrate(db, [FIRST, BROKEN])).toThrow(/^.*0002-step.sql.*nowhere.*$/);
  expect([names(tables(db)), names(steps(db)), db.inTransaction]).toEqual([["steps"], ["first"], false]);
  expect(migrate(db, [FIRST, SECOND])).toEqual([SECOND.name]);
});

test("a folder's migrations are read by number, other files left out", () => {
  expect(read("0002-b.sql", "0001-a.sql", "notes.md", "0003.sql")).toEqual(["0001-a.sql", "0002-b.sql"]);
});

test.each([
  ["a gap", ["0001-a.sql", "0003-c.sql"], "0003-c.sql should be number 2"],
  ["a double number", ["0001-a.sql", "0001-b.sql"], "0001-b.sql should be number 2"],
  ["a wrong beginning", ["0002-a.sql"], "0002-a.sql should be number 1"],
])("%s in the numbers stops the start", (_, files, problem) => {
  expect(() => read(...files)).toThrow(problem);
});

test("Parlor's own migrations make a database with a lobby in it", () => {
  using db = new Database(":memory:");
  migrate(db, readMigrations(MIGRATIONS));
  expect(db.query("SELECT id, slug, name FROM rooms").all()).toEqual([{ id: 1, slug: "lobby", name: "Lobby" }]);
});
