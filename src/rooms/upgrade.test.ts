/** A database from before there were kinds of rooms goes on as it was: everything in it is there, and nothing is new to anybody. */
import type { Database } from "bun:sqlite";
import { expect, test } from "bun:test";

import { MIGRATIONS, openMemory } from "../../test/support/memory.ts";
import { migrate, readMigrations } from "../database/migrate.ts";
import { fillForMe, listForMe } from "../messages/for-me.store.ts";
import { openNewestMessages } from "../messages/unread.store.ts";
import { foldNames, isNameTaken } from "./names.store.ts";
import { foldRoomName } from "./names.ts";
import { levelOf, listEntries } from "./store.ts";

/** The last level without kinds of rooms. */
const BEFORE = 9;

type Table = { name: string; columns: string };

/** The tables there are, with their columns. */
const tablesOf = (db: Database): Table[] =>
  db
    .query<Table, []>(
      `SELECT tables.name, group_concat('"' || columns.name || '"') AS columns
       FROM sqlite_schema AS tables JOIN pragma_table_info(tables.name) AS columns
       WHERE tables.type = 'table' AND tables.name NOT GLOB 'sqlite_*' AND tables.name NOT GLOB 'search*' GROUP BY tables.name`,
    )
    .all();

const contentsOf = (db: Database, tables: Table[]) =>
  Object.fromEntries(
    tables.map(({ name, columns }) => [name, db.query(`SELECT ${columns} FROM "${name}" ORDER BY 1, 2`).all()]),
  );

function inUse(): Database {
  const db = openMemory(BEFORE);
  const person = db.query(
    "INSERT INTO users (username, username_folded, password_hash, created_at, admin) VALUES (?, ?, 'x', 1000, ?)",
  );
  person.run("Ada", "ada", 1);
  person.run("Bob", "bob", 0);
  db.run("INSERT INTO rooms (slug, name) VALUES ('garden', 'Garden'), ('attic', 'GARDEN')"); // names were not unique
  const message = db.query(
    `INSERT INTO messages (key, room_id, author_id, body, rev, continues, created_at, reply_to) VALUES (?, ?, ?, ?, ?, 0, ?, ?)`,
  );
  for (let rev = 1; rev <= 60; rev++) {
    const body = rev % 7 === 0 ? "@Bob?" : rev % 11 === 0 ? "@here" : "Good evening";
    const reply = rev % 13 === 0 ? rev - 3 : null;
    message.run(`key ${rev}`, (rev % 3) + 1, (rev % 2) + 1, body, rev, rev * 1_000, reply);
  }
  db.run("UPDATE log SET rev = 60");
  db.run("INSERT INTO reactions (message_id, user_id, emoji) VALUES (1, 1, '👍')");
  db.run("INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES ('s', 1, 1, 2)");
  db.run("INSERT INTO settings (name, value) VALUES ('site_name', 'The Snug')");
  db.run("INSERT INTO invites (code, created_at) VALUES ('come', 1)");
  return db;
}

test("everything is there, every room is open, and nothing is unread", () => {
  const db = inUse();
  const tables = tablesOf(db);
  const before = contentsOf(db, tables);
  expect(Object.keys(before)).toEqual(expect.arrayContaining(["messages", "reactions", "rooms", "sessions", "users"]));
  migrate(db, readMigrations(MIGRATIONS));
  fillForMe(db, null);
  expect(contentsOf(db, tables)).toEqual(before);
  const newest = openNewestMessages(db);
  for (const user of [1, 2]) {
    const entries = listEntries(db, user);
    expect(entries.map(({ room: { slug, name, kind } }) => [slug, name, kind])).toEqual([
      ["lobby", "Lobby", "open"],
      ["garden", "Garden", "open"],
      ["attic", "GARDEN", "open"],
    ]);
    for (const { room, standing } of entries) {
      expect(standing.readId).toBeGreaterThanOrEqual(newest.in(room.id));
      expect(levelOf({ room, standing }, 0)).toBe("mine");
    }
  }
  const isForBob = (id: number) => id % 2 === 0 && (id % 7 === 0 || id % 11 === 0 || id % 13 === 0);
  const ids = Array.from({ length: 60 }, (_, index) => 60 - index);
  const his = listForMe(db, 2, undefined, 100).map(({ id }) => id);
  expect(his.length).toBeGreaterThan(5);
  expect(his.filter((id) => id % 7 === 0)).toEqual(ids.filter((id) => id % 7 === 0 && isForBob(id)));
});

test("a name of before is taken however it is written now", () => {
  const db = inUse();
  db.run("INSERT INTO rooms (slug, name) VALUES ('cafe', 'CAFÉ'), ('lodz', 'Łódź')");
  migrate(db, readMigrations(MIGRATIONS));
  foldNames(db, null);
  for (const name of ["Café", "cafe", "łódź", "Lodz", "garden"])
    expect(isNameTaken(db, foldRoomName(name), 1)).toBe(true);
  expect(isNameTaken(db, foldRoomName("Cafeteria"), 1)).toBe(false);
});
