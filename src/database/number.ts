/** A number that is asked for by itself. */
import type { Database } from "bun:sqlite";

/**
 * What a query gives, which is one number; 0 where it gives none.
 * @example numberFrom(db, "SELECT count(*) FROM files WHERE user_id = ?", user)
 */
export const numberFrom = (db: Database, sql: string, ...values: (number | string)[]): number =>
  Number(db.query<unknown, typeof values>(sql).values(...values)[0]?.[0] ?? 0);
