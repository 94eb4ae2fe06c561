/** The database file, opened by another process than the server's: this one, which may change it while the server is stopped. */
import { Database } from "bun:sqlite";
import { randomUUID } from "node:crypto";
import { join } from "node:path";

import { lockFolder } from "../../src/database/lock.ts";

/** Opens the file to read it, which may be done beside a running server. */
export function openFile(folder: string): Database {
  const db = openBehindServer(folder);
  db.run("PRAGMA query_only = ON");
  return db;
}

/** Opens the file to change it. @throws FolderInUse when a server is running: what it keeps in memory would be wrong */
export function openToChange(folder: string): Database {
  lockFolder(folder).close();
  return openBehindServer(folder);
}

/** Opens the file to change it behind a running server. Who may do that, and why, is in `test/house/database.test.ts`. */
export function openBehindServer(folder: string): Database {
  const db = new Database(join(folder, "parlor.sqlite"), { readwrite: true, strict: true });
  db.run("PRAGMA busy_timeout = 5000");
  return db;
}

/** The rows of a query on the file. */
export function query<Row>(folder: string, sql: string, ...parameters: (string | number)[]): Row[] {
  using db = openFile(folder);
  return db.query<Row, (string | number)[]>(sql).all(...parameters);
}

/** Changes the file while its server is stopped; the rows that the statement returns. @see openToChange */
export function change<Row>(folder: string, sql: string, ...parameters: (string | number)[]): Row[] {
  using db = openToChange(folder);
  return db.query<Row, (string | number)[]>(sql).all(...parameters);
}

/** Makes a room and returns its id. */
export function addRoom(folder: string, slug: string, name: string): number {
  const sql = "INSERT INTO rooms (slug, name) VALUES (?, ?) RETURNING id";
  return change<{ id: number }>(folder, sql, slug, name)[0]?.id ?? 0;
}

/** Stores messages of the first person who registered, each in the room of the given id. */
export function addMessages(folder: string, messages: { room: number; body: string }[]): void {
  using db = openToChange(folder);
  const insert = db.query(
    `INSERT INTO messages (key, room_id, author_id, body, rev, continues, created_at)
     VALUES (?, ?, 1, ?, (SELECT coalesce(max(rev), 0) + 1 FROM messages), 0, ?)`,
  );
  db.transaction(() => {
    for (const { room, body } of messages) insert.run(randomUUID(), room, body, Date.now());
  }).immediate();
}

/** Holds the database in a transaction of its own until disposed. */
export function lockDatabase(folder: string): Disposable {
  const db = openBehindServer(folder);
  db.run("BEGIN IMMEDIATE");
  return {
    [Symbol.dispose]() {
      db.run("ROLLBACK");
      db.close();
    },
  };
}

/** Takes a table away until disposed, so that whoever needs it fails in a way nobody planned for. */
export const hideTable = (folder: string, table: string): Disposable =>
  renameForNow(folder, table, (from, to) => `ALTER TABLE ${from} RENAME TO ${to}`);

/** Takes a column away until disposed, so that only what reads it fails. */
export const hideColumn = (folder: string, table: string, column: string): Disposable =>
  renameForNow(folder, column, (from, to) => `ALTER TABLE ${table} RENAME COLUMN ${from} TO ${to}`);

function renameForNow(folder: string, name: string, statement: (from: string, to: string) => string): Disposable {
  const rename = (from: string, to: string) => {
    using db = openBehindServer(folder);
    db.run(statement(from, to));
  };
  rename(name, `${name}_away`);
  return { [Symbol.dispose]: () => rename(`${name}_away`, name) };
}
