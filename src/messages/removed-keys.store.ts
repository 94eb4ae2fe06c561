/**
 * The keys of messages that retention has removed, in SQL. A browser that was offline repeats a message whose answer it never
 * got; by the key it is known that this one was here, and it is not stored anew.
 */
import type { Database } from "bun:sqlite";

import { cachedUntilCommit } from "../database/read-cache.ts";
import { defineWrite } from "../database/writes.ts";
import { DAY } from "../rooms/retention.ts";

/** How long a key is remembered, in ms. A browser that comes back even later sends its message as a new one. */
const REMEMBERED = 90 * DAY;

/** A key as it is stored: a UUID as 16 bytes instead of 36 characters. */
const KEY = "coalesce(unhex(?1, '-'), CAST(?1 AS BLOB))";

/** Remembers the key of a message. To be called inside the write that removes it. */
export function rememberKey(db: Database, key: string, at: number): void {
  db.query(`INSERT INTO removed_keys (key, removed_at) VALUES (${KEY}, ?2) ON CONFLICT DO NOTHING`).run(key, at);
}

/** Whether the message with this key was removed. */
export const isRemoved = (db: Database, key: string): boolean =>
  areThere(db, undefined) && db.query(`SELECT 1 FROM removed_keys WHERE key = ${KEY}`).get(key) !== null;

/** Whether any key is remembered: where everything is kept, none is, and nothing has to be looked up for each message. */
const areThere = cachedUntilCommit(
  (db, _: undefined): boolean => db.query("SELECT 1 FROM removed_keys LIMIT 1").get() !== null,
);

/** `at`: now, in ms since 1970; `most`: how many are forgotten in one write. */
export type ForgetKeys = { at: number; most: number };

/** Forgets keys that nobody repeats any more, the oldest first. */
export const forgetKeys = defineWrite("message.forget-keys", 1, (db, { at, most }: ForgetKeys): void => {
  const sql = `DELETE FROM removed_keys WHERE removed_at < ?
    AND id IN (SELECT id FROM removed_keys ORDER BY id LIMIT ?)`;
  db.query(sql).run(at - REMEMBERED, most);
});

/** Whether `forgetKeys` would find one. */
export const hasOldKeys = (db: Database, at: number): boolean => {
  const oldest = db.query<{ at: number }, []>("SELECT removed_at AS at FROM removed_keys ORDER BY id LIMIT 1").get();
  return oldest !== null && oldest.at < at - REMEMBERED;
};
