/** Settings of the place in SQL: each a text under its name. One without a row has its default. */
import type { Database } from "bun:sqlite";

export const readSetting = (db: Database, name: string): string | undefined =>
  db.query<{ value: string }, [string]>("SELECT value FROM settings WHERE name = ?").get(name)?.value;

/** To be called inside a write. Null takes the row away. */
export function writeSetting(db: Database, name: string, value: string | null): void {
  if (value === null) return void db.query("DELETE FROM settings WHERE name = ?").run(name);
  const sql = `INSERT INTO settings (name, value) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`;
  db.query(sql).run(name, value);
}
