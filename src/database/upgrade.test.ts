/** An upgrade either happens whole, with a backup of what was before, or nothing has changed. */
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "../../test/support/folder.ts";
import { type Fields, openLogger } from "../logger.ts";
import { levelOf, type Migration, MigrationFailed } from "./migrate.ts";
import { upgrade } from "./upgrade.ts";

const migration = (level: number, sql: string): Migration => ({ level, name: `000${level}-step.sql`, sql });
const FIRST = migration(1, "CREATE TABLE steps (name TEXT); INSERT INTO steps VALUES ('first');");
const SECOND = migration(2, "INSERT INTO steps VALUES ('second');");
const THIRD = migration(3, "DELETE FROM steps;");
const BROKEN = migration(3, "DELETE FROM steps; INSERT INTO nowhere VALUES ('third');");

const steps = (db: Database) =>
  db
    .query<{ name: string }, []>("SELECT name FROM steps")
    .all()
    .map(({ name }) => name);

/** A folder with a database of the first level in it. */
function inUse() {
  const folder = temporaryFolder();
  const open = () => new Database(join(folder.path, "parlor.sqlite"), { create: true });
  {
    using db = open();
    upgrade(db, folder.path, [FIRST]);
  }
  const backups = () => readdirSync(folder.path).filter((name) => name.startsWith("backup"));
  return { path: folder.path, open, backups, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

test("a new database needs no backup, and neither does one that lacks nothing", () => {
  using folder = inUse();
  using db = folder.open();
  upgrade(db, folder.path, [FIRST]);
  expect(folder.backups()).toEqual([]);
});

test("before the first migration that is missing there is a backup, named by it and the time, and it is said", () => {
  using folder = inUse();
  using db = folder.open();
  const lines: Fields[] = [];
  upgrade(
    db,
    folder.path,
    [FIRST, SECOND, THIRD],
    openLogger("info", (line) => void lines.push(JSON.parse(line))),
  );
  expect([levelOf(db), steps(db)]).toEqual([3, []]);
  const [name = ""] = folder.backups();
  expect(name).toMatch(/^backup-before-0002-\d{8}T\d{6}\.\d{3}Z\.sqlite$/);
  using backup = new Database(join(folder.path, name), { readonly: true });
  expect([levelOf(backup), steps(backup)]).toEqual([1, ["first"]]);
  expect(lines.map(({ event }) => event)).toEqual(["backup", "upgraded"]);
  expect(lines[0]?.file).toBe(join(folder.path, name));
});

test("when one migration fails none is applied, and the line says where the backup is", () => {
  using folder = inUse();
  using db = folder.open();
  const tried = () => upgrade(db, folder.path, [FIRST, SECOND, BROKEN]);
  expect(tried).toThrow(MigrationFailed);
  expect(tried).toThrow(
    /^the upgrade failed at 0003-step.sql .*nowhere.* as it was, .*backup-before-0002-.* is a copy.*$/,
  );
  expect([levelOf(db), steps(db), db.inTransaction]).toEqual([1, ["first"], false]);
});

test("one that fails over and over keeps one backup, until something has changed", () => {
  using folder = inUse();
  using db = folder.open();
  const tryAgain = () => expect(() => upgrade(db, folder.path, [FIRST, SECOND, BROKEN])).toThrow(MigrationFailed);
  tryAgain();
  const kept = folder.backups();
  tryAgain();
  expect(folder.backups()).toEqual(kept);
  db.run("INSERT INTO steps VALUES ('and on it went')");
  tryAgain();
  expect(folder.backups()).toHaveLength(2);
});
