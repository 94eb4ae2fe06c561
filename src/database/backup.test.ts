/** A backup is everything the database held at that moment, and sound; anything less is not kept. */
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "../../test/support/folder.ts";
import { addPerson, say } from "../../test/support/memory.ts";
import { backUp, NoBackup, verify } from "./backup.ts";
import { openDatabase } from "./open.ts";

const bodies = (db: Database) => db.query<{ body: string }, []>("SELECT body FROM messages ORDER BY id").all();

/** Writes garbage over the middle of a file. */
function spoil(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(0x55, bytes.length / 2, bytes.length / 2 + 8_192);
  writeFileSync(path, bytes);
}

test("a backup has what was stored until then, though it is still in the write-ahead log, and no more", () => {
  using folder = temporaryFolder();
  using db = openDatabase(folder.path);
  const path = join(folder.path, "backup.sqlite");
  const author = addPerson(db, "Ada");
  for (let index = 0; index < 200; index++) say(db, { author, body: `message ${index}` });
  backUp(db, path);
  say(db, { author, body: "after" });
  using copy = new Database(path, { readonly: true });
  expect(bodies(copy)).toEqual(bodies(db).slice(0, 200));
  expect(readdirSync(folder.path).filter((name) => name.startsWith("backup"))).toEqual(["backup.sqlite"]);
});

test("another file is not written over", () => {
  using folder = temporaryFolder();
  using db = openDatabase(folder.path);
  const path = join(folder.path, "backup.sqlite");
  writeFileSync(path, "something dear");
  expect(() => backUp(db, path)).toThrow(NoBackup);
  expect(readFileSync(path, "utf8")).toBe("something dear");
});

test("where nothing can be written there is one line, and nothing is left behind", () => {
  using folder = temporaryFolder();
  using db = openDatabase(folder.path);
  const before = readdirSync(folder.path);
  expect(() => backUp(db, join(folder.path, "nowhere/backup.sqlite"))).toThrow(
    /^the backup .*nowhere.* can't be written/,
  );
  expect(readdirSync(folder.path)).toEqual(before);
});

test("a damaged file is found out", () => {
  using folder = temporaryFolder();
  const db = openDatabase(folder.path);
  const author = addPerson(db, "Ada");
  for (let index = 0; index < 2_000; index++) say(db, { author });
  const path = join(folder.path, "backup.sqlite");
  backUp(db, path);
  db.close();
  verify(path);
  spoil(path);
  expect(() => verify(path)).toThrow(NoBackup);
});
