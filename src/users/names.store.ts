/** People by their names, in SQL. */
import type { Database } from "bun:sqlite";

import type { AvatarProps } from "./avatar.tsx";

/** The ids of those among folded names who had an account at a time. */
export function findPeople(db: Database, folded: string[], at: number): Map<string, number> {
  const sql = `SELECT username_folded AS folded, id FROM users
    WHERE username_folded IN (SELECT value FROM json_each(?)) AND created_at <= ?`;
  const rows = db.query<{ folded: string; id: number }, [string, number]>(sql).all(JSON.stringify(folded), at);
  return new Map(rows.map(({ folded, id }) => [folded, id]));
}

const SELECT_PEOPLE = "SELECT id, username AS name, hue FROM users";

/** People who may come in, and whose folded names begin so, in order. */
export function findNames(db: Database, start: string, count: number): AvatarProps[] {
  const sql = `${SELECT_PEOPLE} WHERE username_folded >= ?1 AND username_folded < ?1 || char(0x10ffff)
    AND suspended_at IS NULL AND left_at IS NULL ORDER BY username_folded LIMIT ?2`;
  return db.query<AvatarProps, [string, number]>(sql).all(start, count);
}

/** People by their ids, in that order. */
export function findAvatars(db: Database, ids: number[]): AvatarProps[] {
  const one = db.query<AvatarProps, [number]>(`${SELECT_PEOPLE} WHERE id = ?`);
  return ids.map((id) => one.get(id)).filter((person) => person !== null);
}
