/** What administrators see of people, besides the account itself. */
import type { Database } from "bun:sqlite";

import { numberFrom } from "../database/values.ts";
import { countMessagesOf } from "../search/store.ts";
import { findUser, type User, type UserRow } from "../users/store.ts";

/** Somebody in the list. `seenAt`: when they were last here, in ms since 1970; null when that is not known. */
export type ListedPerson = Pick<User, "id" | "name" | "hue" | "picture" | "joinedAt" | "admin" | "suspended"> & {
  seenAt: number | null;
};

export const ORDERS = { name: "Name", joined: "Newest first", seen: "Last seen" } as const;
export type PeopleOrder = keyof typeof ORDERS;

export type PeopleQuery = {
  /** What is in the name, folded; "" is everybody. */
  name: string;
  order: PeopleOrder;
  /** The ids of those who are here now: in the order of when people were seen they come first. */
  here: number[];
  /** How many to leave out, and how many to list. */
  skip: number;
  count: number;
};

/** Names that begin with what is sought come before those that only have it in them. */
const ORDER_BY: Record<PeopleOrder, string> = {
  name: "instr(username_folded, $name) <> 1, username_folded",
  joined: "created_at DESC, id DESC",
  seen: "id NOT IN (SELECT value FROM json_each($here)), last_seen_at DESC, id DESC",
};

/** People who have an account, and how many of them there are on all pages together. */
export function listPeople(db: Database, { order, here, ...query }: PeopleQuery) {
  const { name, skip, count } = query;
  const rows = db
    .query<ListedRow, [{ name: string; here: string; skip: number; count: number }]>(
      `SELECT id, username AS name, hue, picture_small AS picture, created_at AS joinedAt, admin,
         suspended_at IS NOT NULL AS suspended,
         nullif(last_seen_at, 0) AS seenAt, count(*) OVER () AS total
       FROM users WHERE left_at IS NULL AND instr(username_folded, $name) > 0
       ORDER BY ${ORDER_BY[order]} LIMIT $count OFFSET $skip`,
    )
    .all({ name, here: JSON.stringify(here), skip, count });
  const people = rows.map(({ total: _, admin, suspended, ...row }): ListedPerson => ({
    ...row,
    admin: admin === 1,
    suspended: suspended === 1,
  }));
  return { people, total: rows[0]?.total ?? 0 };
}

type ListedRow = Omit<ListedPerson, "admin" | "suspended"> & Pick<UserRow, "admin" | "suspended"> & { total: number };

/** What an administrator sees of one person. */
export type PersonDetails = User &
  Pick<ListedPerson, "seenAt"> & {
    /** At how many places they are logged in. */
    sessions: number;
    /** How many there are, or one more than are counted. */
    messages: number;
  };

/** Most messages of a person that are counted. */
export const COUNTED = 10_000;

export function findPerson(db: Database, id: number, at: number): PersonDetails | undefined {
  const user = findUser(db, id);
  if (!user || user.left) return undefined;
  const seenAt = numberFrom(db, "SELECT last_seen_at FROM users WHERE id = ?", id) || null;
  const sessions = numberFrom(db, "SELECT count(*) FROM sessions WHERE user_id = ? AND expires_at > ?", id, at);
  return { ...user, seenAt, sessions, messages: countMessagesOf(db, id, COUNTED + 1) };
}
