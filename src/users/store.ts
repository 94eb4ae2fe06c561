/** Users in SQL. */
import type { Database } from "bun:sqlite";

import { defineEvent, defineWrite, type RecordEvent } from "../database/writes.ts";

/** An account. Its row stays when it is removed, for its messages. */
export type User = {
  id: number;
  name: string;
  /** The colour the person has chosen, 1 to 12. */
  hue: number | null;
  /** The SHA-256 of their picture, if they have one; `largePicture` is the same for where it is shown large. */
  picture: string | null;
  largePicture: string | null;
  /** What they say about themselves. */
  about: string;
  /** When the account was made, in ms since 1970. */
  joinedAt: number;
  /** May change who else comes in. */
  admin: boolean;
  /** May not log in. */
  suspended: boolean;
  /** The account was removed. */
  left: boolean;
};

/** What messages and lists show of a person. */
export type ShownUser = Pick<User, "id" | "name" | "hue" | "picture">;

/** No more of somebody than that. */
export const toShown = ({ id, name, hue, picture }: ShownUser): ShownUser => ({ id, name, hue, picture });

/** A user as SQLite has it. */
export type UserRow = Omit<User, "admin" | "suspended" | "left"> & { admin: number; suspended: number; left: number };

const SELECT_USER = `SELECT id, username AS name, hue, picture_small AS picture, picture_large AS largePicture, about,
  created_at AS joinedAt, admin, suspended_at IS NOT NULL AS suspended, left_at IS NOT NULL AS left FROM users`;

const toUser = (row: UserRow): User => ({
  ...row,
  admin: row.admin === 1,
  suspended: row.suspended === 1,
  left: row.left === 1,
});

/** Somebody by id, also after they have left. */
export function findUser(db: Database, id: number): User | undefined {
  const row = db.query<UserRow, [number]>(`${SELECT_USER} WHERE id = ?`).get(id);
  return row ? toUser(row) : undefined;
}

/** Somebody who has an account, by their folded name. */
export function findUserByName(db: Database, folded: string): User | undefined {
  const sql = `${SELECT_USER} WHERE username_folded = ? AND left_at IS NULL`;
  const row = db.query<UserRow, [string]>(sql).get(folded);
  return row ? toUser(row) : undefined;
}

/** What messages show of a person is different now: the name, the colour or the picture. */
export const userChanged = defineEvent<{ id: number }>("user changed");

/** Gives a person the next rev: what messages show of them has changed. To be called inside the write that changes it. */
export function markChanged(db: Database, id: number, record: RecordEvent): void {
  db.query("UPDATE users SET shown_rev = (SELECT rev + 1 FROM log) WHERE id = ?").run(id);
  record(userChanged, { id });
}

/** Most changed people that are read at once. */
const CHANGED = 200;

/** The people whose name, colour or picture changed after a rev, in the order of the changes; the latest, where they are very many. */
export function changedUsers(db: Database, after: number): ShownUser[] {
  return db
    .query<ShownUser, [number, number]>(
      "SELECT id, username AS name, hue, picture_small AS picture FROM users WHERE shown_rev > +? AND shown_rev > 0 ORDER BY shown_rev DESC LIMIT +?",
    )
    .all(after, CHANGED)
    .reverse();
}

/** Somebody who may act; nothing when they are suspended, or have left. To be asked inside the write that depends on it. */
export function findActor(db: Database, id: number): Pick<User, "admin"> | undefined {
  const sql = "SELECT admin FROM users WHERE id = ? AND suspended_at IS NULL AND left_at IS NULL";
  const row = db.query<{ admin: number }, [number]>(sql).get(id);
  return row ? { admin: row.admin === 1 } : undefined;
}

/** Notes when people were last here, in ms since 1970; for each only what is later than is known. */
export const noteSeen = defineWrite("user.note-seen", 1, (db, { seen }: { seen: [id: number, at: number][] }): void => {
  const note = db.query("UPDATE users SET last_seen_at = ?1 WHERE id = ?2 AND last_seen_at < ?1");
  for (const [id, at] of seen) note.run(at, id);
});
