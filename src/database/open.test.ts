/** The database is opened the way the whole server relies on. */
import type { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "../../test/support/folder.ts";
import { addPerson, say } from "../../test/support/memory.ts";
import { latestRev } from "../messages/store.ts";
import { openDatabase } from "./open.ts";

const pragma = (db: Database, name: string) => Object.values(db.query<object, []>(`PRAGMA ${name}`).get() ?? {})[0];

test.each([
  ["readers never wait for a writer", "journal_mode", "wal"],
  ["what is acknowledged survives a power cut", "synchronous", 2],
  ["nothing points at a row that is not there", "foreign_keys", 1],
  ["deleted text is overwritten", "secure_delete", 1],
  ["a locked database never stops the event loop", "busy_timeout", 0],
  ["no write has to wait for a checkpoint", "wal_autocheckpoint", 0],
])("%s", (_, name, value) => {
  using folder = temporaryFolder();
  using db = openDatabase(folder.path);
  expect(pragma(db, name)).toBe(value);
});

test("a database opened again has everything that was in it", () => {
  using folder = temporaryFolder();
  const db = openDatabase(folder.path);
  say(db, { author: addPerson(db, "Ada") });
  db.close();
  using again = openDatabase(folder.path);
  expect(latestRev(again)).toBe(1);
});

test("deleted text is gone from the files", () => {
  using folder = temporaryFolder();
  using db = openDatabase(folder.path);
  const holding = (text: string) =>
    readdirSync(folder.path).filter((name) => readFileSync(join(folder.path, name)).includes(text));
  say(db, { author: addPerson(db, "Ada"), body: "a secret between us" });
  db.run("PRAGMA wal_checkpoint(TRUNCATE)");
  expect(holding("a secret between us")).toEqual(["parlor.sqlite"]);
  db.run("UPDATE messages SET body = ''");
  db.run("PRAGMA wal_checkpoint(TRUNCATE)");
  expect(holding("a secret between us")).toEqual([]);
});
