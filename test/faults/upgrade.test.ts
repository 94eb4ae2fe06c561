/** A database of every earlier level opens, and everything in it is there. */
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { levelOf, migrate, readMigrations } from "../../src/database/migrate.ts";
import { change, openFile, query } from "../support/database.ts";
import { temporaryFolder } from "../support/folder.ts";
import { MIGRATIONS } from "../support/memory.ts";
import { cookieOf, PASSWORD, personOf, rowsIn, submit } from "../support/person.ts";
import { runServer, startServer } from "../support/server.ts";
import { mountDisk, whyNoMount } from "./mount.ts";

const COUNT = 500;
const migrations = readMigrations(MIGRATIONS);

/** What the first level had; later ones may add to it, and take nothing away. */
const TABLES = {
  log: "epoch",
  users: "id, username, username_folded, password_hash, created_at",
  rooms: "id, slug, name",
  messages: "id, key, room_id, author_id, body, rev, created_at",
};

const contentsOf = (db: Database) =>
  Object.entries(TABLES).map(([table, columns]) => db.query(`SELECT ${columns} FROM ${table} ORDER BY 1`).all());

function contents(folder: string) {
  using db = openFile(folder);
  return contentsOf(db);
}

/** A database that was in use since the first level, and has come as far as the given one. */
async function makeDatabase(folder: string, level: number) {
  using db = new Database(join(folder, "parlor.sqlite"), { create: true, readwrite: true, strict: true });
  db.run("PRAGMA journal_mode = WAL");
  migrate(db, migrations.slice(0, 1));
  const hash = await Bun.password.hash(PASSWORD, "argon2id");
  db.query("INSERT INTO users (username, username_folded, password_hash, created_at) VALUES (?, ?, ?, 0)").run(
    "Ada",
    "ada",
    hash,
  );
  db.query("INSERT INTO rooms (slug, name) VALUES ('garden', 'Garden')").run();
  const insert = db.query(
    `INSERT INTO messages (key, room_id, author_id, body, rev, continues, created_at) VALUES (?, ?, 1, ?, ?, 0, ?)`,
  );
  db.transaction(() => {
    for (let index = 1; index <= COUNT; index++) {
      insert.run(randomUUID(), index % 3 === 0 ? 2 : 1, `message ${index}`, index, index * 1_000);
    }
  })();
  migrate(db, migrations.slice(0, level));
}

for (const { level, name } of migrations) {
  test(`a database of level ${level} (${name}) opens with all that is in it, and goes on`, async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "db");
    await Bun.write(join(path, ".keep"), "");
    await makeDatabase(path, level);
    const before = contents(path);
    await using server = await startServer({ DATA_DIR: path });
    expect(contents(path)).toEqual(before);
    expect(query(path, "PRAGMA user_version")).toEqual([{ user_version: migrations.length }]);
    expect(query(path, "PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
    const backups = readdirSync(path).filter((name) => name.startsWith("backup-before-"));
    expect(backups).toHaveLength(level < migrations.length ? 1 : 0);
    for (const name of backups) {
      using backup = new Database(join(path, name), { readonly: true });
      expect(levelOf(backup)).toBe(level);
      expect(contentsOf(backup)).toEqual(before);
      expect(server.output()).toContain(name);
    }

    const login = await submit(server.url, "/login", { username: "Ada", password: PASSWORD });
    const ada = personOf(server.url, "Ada", cookieOf(login));
    const key = await ada.say("And on it goes");
    const shown = rowsIn(await (await ada.ask("/rooms/lobby")).text());
    expect(shown.at(-1)).toMatchObject({ key, id: COUNT + 1, rev: COUNT + 1 });
    expect(shown.at(-2)?.text).toBe(`message ${COUNT}`);
    const garden = rowsIn(await (await ada.ask("/rooms/garden")).text());
    expect(garden.at(-1)?.text).toBe(`message ${COUNT - (COUNT % 3)}`);
  });
}

test("a migration that can't be applied stops the start with one line, and everything is as it was", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "db");
  await Bun.write(join(path, ".keep"), "");
  await makeDatabase(path, 1);
  change(path, "CREATE TABLE invites (name TEXT)"); // which the second level wants to make
  const before = contents(path);
  const { code, output } = await runServer({ PORT: "0", DATA_DIR: path });
  expect(code).toBe(1);
  expect(output.trim().split("\n").at(-1)).toMatch(
    /^Parlor can't start: the upgrade failed at 0002-.+sql \(.+\)\. The database is as it was, and (.+backup-before-0002-.+) is a copy of it: /,
  );
  expect(contents(path)).toEqual(before);
  expect(query(path, "PRAGMA user_version")).toEqual([{ user_version: 1 }]);
  change(path, "DROP TABLE invites");
  await using server = await startServer({ DATA_DIR: path });
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

const cannot = whyNoMount();
if (cannot) process.stderr.write(`not tested here: an upgrade without room for the copy (${cannot})\n`);

test.skipIf(cannot !== undefined)(
  "without room for the copy the start stops with one line, and nothing is upgraded",
  async () => {
    using disk = mountDisk(4 * 1_048_576);
    const path = join(disk.path, "db");
    await Bun.write(join(path, ".keep"), "");
    await makeDatabase(path, 1);
    disk.fill(true);
    const { code, output } = await runServer({ PORT: "0", DATA_DIR: path });
    disk.fill(false);
    expect(code).toBe(1);
    expect(output).toMatch(/^Parlor can't start: .+\n$/);
    expect(output).toMatch(/full/);
    expect(query(path, "PRAGMA user_version")).toEqual([{ user_version: 1 }]);
    await using server = await startServer({ DATA_DIR: path });
    expect(query(path, "PRAGMA user_version")).toEqual([{ user_version: migrations.length }]);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  },
);
