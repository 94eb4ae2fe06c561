/** Values that are asked for by themselves, not as rows. */
import type { Database } from "bun:sqlite";

/**
 * What a query gives, which is one number; 0 where it gives none.
 * @example numberFrom(db, "SELECT count(*) FROM files WHERE user_id = ?", user)
 */
export const numberFrom = (db: Database, sql: string, ...values: Values): number =>
  Number(db.query<unknown, Values>(sql).values(...values)[0]?.[0] ?? 0);

/**
 * What a query gives, which is one number in each row.
 * @example numbersFrom(db, "SELECT id FROM messages WHERE room_id = ? ORDER BY id", room)
 */
export const numbersFrom = (db: Database, sql: string, ...values: Values): number[] =>
  db
    .query<unknown, Values>(sql)
    .values(...values)
    .map(([number]) => Number(number));

/**
 * What a query gives, which is one text in each row.
 * @example textsFrom(db, "SELECT id FROM files WHERE user_id = ?", user)
 */
export const textsFrom = (db: Database, sql: string, ...values: Values): string[] =>
  db
    .query<unknown, Values>(sql)
    .values(...values)
    .map(([text]) => String(text));

type Values = (number | string | null)[];
