/** The database file, opened by another process than the server's: this one. */
import { Database } from "bun:sqlite";
import { randomUUID } from "node:crypto";
import { join } from "node:path";

/** Opens the file beside the running server. */
export function openFile(folder: string): Database {
  const db = new Database(join(folder, "parlor.sqlite"), { readwrite: true, strict: true });
  db.run("PRAGMA busy_timeout = 5000");
  return db;
}

/** The rows of a query on the file. */
export function query<Row>(folder: string, sql: string, ...parameters: (string | number)[]): Row[] {
  using db = openFile(folder);
  return db.query<Row, (string | number)[]>(sql).all(...parameters);
}

/** Makes a room and returns its id. */
export function addRoom(folder: string, slug: string, name: string): number {
  const sql = "INSERT INTO rooms (slug, name) VALUES (?, ?) RETURNING id";
  return query<{ id: number }>(folder, sql, slug, name)[0]?.id ?? 0;
}

/** Stores messages of the first person who registered, each in the room of the given id. */
export function addMessages(folder: string, messages: { room: number; body: string }[]): void {
  using db = openFile(folder);
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
  const db = openFile(folder);
  db.run("BEGIN IMMEDIATE");
  return {
    [Symbol.dispose]() {
      db.run("ROLLBACK");
      db.close();
    },
  };
}

/** Takes a table away until disposed, so that whoever needs it fails in a way nobody planned for. */
export function hideTable(folder: string, table: string): Disposable {
  const rename = (from: string, to: string) => query(folder, `ALTER TABLE ${from} RENAME TO ${to}`);
  rename(table, `${table}_away`);
  return { [Symbol.dispose]: () => void rename(`${table}_away`, table) };
}

/** Takes a column away until disposed, so that only what reads it fails. */
export function hideColumn(folder: string, table: string, column: string): Disposable {
  const rename = (from: string, to: string) => query(folder, `ALTER TABLE ${table} RENAME COLUMN ${from} TO ${to}`);
  rename(column, `${column}_away`);
  return { [Symbol.dispose]: () => void rename(`${column}_away`, column) };
}
