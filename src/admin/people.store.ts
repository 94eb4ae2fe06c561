/** Everybody who has an account, page by page and one by one, as administrators see them. */
import type { Database } from "bun:sqlite";

import { countMessagesOf } from "../search/store.ts";

export type Person = {
  id: number;
  name: string;
  joinedAt: number;
  admin: boolean;
  suspended: boolean;
};

type PersonRow = Omit<Person, "admin" | "suspended"> & { admin: number; suspended: number };

const SELECT_PEOPLE = `SELECT id, username AS name, created_at AS joinedAt, admin, suspended_at IS NOT NULL AS suspended
  FROM users WHERE left_at IS NULL`;

export type PeopleQuery = {
  /** What names begin with, folded; "" is everybody. */
  prefix: string;
  /** Only those who come after this person, by name. */
  after?: number;
  count: number;
};

/** People by name, and whether there are more after them. */
export function listPeople(db: Database, { prefix, after, count }: PeopleQuery): { people: Person[]; more: boolean } {
  const rows = db
    .query<PersonRow, [string, string, number, number]>(
      `${SELECT_PEOPLE} AND username_folded >= ? AND username_folded < ?
       AND username_folded > coalesce((SELECT username_folded FROM users WHERE id = ?), '')
       ORDER BY username_folded LIMIT ?`,
    )
    .all(prefix, `${prefix}\u{10ffff}`, after ?? 0, count + 1);
  return { people: rows.slice(0, count).map(toPerson), more: rows.length > count };
}

export function countPeople(db: Database): number {
  return db.query<{ count: number }, []>("SELECT count(*) AS count FROM users WHERE left_at IS NULL").get()?.count ?? 0;
}

/** What an administrator sees of one person. */
export type PersonDetails = Person & {
  /** The last visit of a session that is still open. */
  seenAt: number | null;
  sessions: number;
  /** How many there are, or one more than are counted. */
  messages: number;
};

/** Most messages of a person that are counted. */
export const COUNTED = 10_000;

export function findPerson(db: Database, id: number, at: number): PersonDetails | undefined {
  const row = db.query<PersonRow, [number]>(`${SELECT_PEOPLE} AND id = ?`).get(id);
  if (!row) return undefined;
  const counts = db
    .query<Pick<PersonDetails, "seenAt" | "sessions">, [number, number]>(
      "SELECT max(seen_at) AS seenAt, count(*) AS sessions FROM sessions WHERE user_id = ? AND expires_at > ?",
    )
    .get(id, at);
  const messages = countMessagesOf(db, id, COUNTED + 1);
  return { ...toPerson(row), ...(counts ?? { seenAt: null, sessions: 0 }), messages };
}

const toPerson = (row: PersonRow): Person => ({ ...row, admin: row.admin === 1, suspended: row.suspended === 1 });
