/** Accounts in SQL: made, found, changed, suspended, removed. */
import type { Database } from "bun:sqlite";

import { type Admission, mayRegister, useInvite } from "../administration/store.ts";
import { type BeginSession, beginSession, endSessions } from "./sessions.store.ts";

/** `suspended`: may not log in. */
export type Account = { id: number; name: string; passwordHash: string; admin: boolean; suspended: boolean };

export type CreateAccount = { name: string; folded: string; passwordHash: string; at: number };

/** What messages of a removed account stand under. No name has a space, so nobody can take it. */
const FORMER = "a former guest";

type AccountRow = Omit<Account, "admin" | "suspended"> & { admin: number; suspended: number };

const SELECT_ACCOUNT = `SELECT id, username AS name, password_hash AS passwordHash, admin,
  suspended_at IS NOT NULL AS suspended FROM users WHERE left_at IS NULL`;

/** Makes an account and returns its id, or nothing when the name is taken. */
export function createAccount(db: Database, input: CreateAccount): number | undefined {
  const row = db
    .query<{ id: number }, [string, string, string, number]>(
      `INSERT INTO users (username, username_folded, password_hash, created_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (username_folded) DO NOTHING RETURNING id`,
    )
    .get(input.name, input.folded, input.passwordHash, input.at);
  return row?.id;
}

export function findAccount(db: Database, folded: string): Account | undefined {
  const row = db.query<AccountRow, [string]>(`${SELECT_ACCOUNT} AND username_folded = ?`).get(folded);
  return row ? toAccount(row) : undefined;
}

export function findAccountById(db: Database, id: number): Account | undefined {
  const row = db.query<AccountRow, [number]>(`${SELECT_ACCOUNT} AND id = ?`).get(id);
  return row ? toAccount(row) : undefined;
}

export type RegisterAccount = {
  account: CreateAccount;
  session: Omit<BeginSession, "userId">;
  admission: Admission;
};

/** The id of the new account, or why there is none. */
export type Registered = { userId: number } | "taken" | "closed" | "uninvited";

/** Makes an account and its first session in one, if the place takes people in this way. */
export function registerAccount(db: Database, { account, session, admission }: RegisterAccount): Registered {
  const refused = mayRegister(db, { admission, at: account.at });
  if (refused) return refused;
  const userId = createAccount(db, account);
  if (userId === undefined) return "taken";
  if (admission === "first administrator") setAdmin(db, { userId, admin: true });
  else if (admission.invite) useInvite(db, { code: admission.invite, at: account.at });
  beginSession(db, { ...session, userId });
  return { userId };
}

/** Whether somebody is there who can change who comes in. */
export function hasAdministrator(db: Database): boolean {
  const sql = "SELECT 1 FROM users WHERE admin = 1 AND suspended_at IS NULL AND left_at IS NULL LIMIT 1";
  return db.query(sql).get() !== null;
}

/** Gives somebody the rights of an administrator, or takes them. True when that changed anything. */
export function setAdmin(db: Database, { userId, admin }: { userId: number; admin: boolean }): boolean {
  const sql = "UPDATE users SET admin = ? WHERE id = ? AND admin <> ? AND left_at IS NULL";
  return db.query(sql).run(Number(admin), userId, Number(admin)).changes > 0;
}

/** The same for the very first; false when somebody else was faster. */
export function claimAdministration(db: Database, { userId }: { userId: number }): boolean {
  return !hasAdministrator(db) && setAdmin(db, { userId, admin: true });
}

export type Suspend = { userId: number; at: number };

/** Nobody suspended can log in. Returns the sessions that ended with it; nothing when there is no such account. */
export function suspendAccount(db: Database, { userId, at }: Suspend): string[] | undefined {
  const sql = "UPDATE users SET suspended_at = coalesce(suspended_at, ?) WHERE id = ? AND left_at IS NULL";
  if (db.query(sql).run(at, userId).changes === 0) return undefined;
  return endSessions(db, { userId });
}

export function readmitAccount(db: Database, { userId }: { userId: number }): boolean {
  return db.query("UPDATE users SET suspended_at = NULL WHERE id = ? AND suspended_at > 0").run(userId).changes > 0;
}

export type MakePasswordLink = { userId: number; codeHash: string; expiresAt: number };

/** Makes a link to a new password, in place of an earlier one. */
export function makePasswordLink(db: Database, { userId, codeHash, expiresAt }: MakePasswordLink): void {
  const sql = `INSERT INTO password_links (user_id, code_hash, expires_at) VALUES (?, ?, ?)
    ON CONFLICT (user_id) DO UPDATE SET code_hash = excluded.code_hash, expires_at = excluded.expires_at`;
  db.query(sql).run(userId, codeHash, expiresAt);
}

/** Who may set a new password with a link, while it is good. */
export function findByPasswordLink(db: Database, codeHash: string, at: number): Account | undefined {
  const sql = "SELECT user_id AS id FROM password_links WHERE code_hash = ? AND expires_at > ?";
  const row = db.query<{ id: number }, [string, number]>(sql).get(codeHash, at);
  return row ? findAccountById(db, row.id) : undefined;
}

export type ChangePassword = {
  userId: number;
  passwordHash: string;
  /** The session that stays; all others end. */
  keep?: string;
  /** The hash of the link's code with which it is done. */
  link?: string;
};

/** Sets a new password. Returns the sessions that ended with it; nothing when the link has been used already. */
export function changePassword(db: Database, input: ChangePassword): string[] | undefined {
  const { userId, passwordHash, keep, link } = input;
  const { changes } = db
    .query("DELETE FROM password_links WHERE user_id = ?1 AND code_hash = coalesce(?2, code_hash)")
    .run(userId, link ?? null);
  if (link !== undefined && changes === 0) return undefined;
  db.query("UPDATE users SET password_hash = ? WHERE id = ? AND left_at IS NULL").run(passwordHash, userId);
  return endSessions(db, { userId, keep });
}

export type Remove = { userId: number; at: number };

/**
 * Takes an account away. Its messages stay, under a name that is nobody's; its own name is free. The newest of them
 * change, so that open pages learn of it; older ones show it when they are loaded again.
 * Returns the sessions that ended with it; nothing when there is no such account.
 */
export function removeAccount(db: Database, { userId, at }: Remove): string[] | undefined {
  const { changes } = db
    .query(
      `UPDATE users SET username = ?, username_folded = ?, password_hash = '', admin = 0, suspended_at = NULL, left_at = ?,
         hue = NULL, about = '', version = version + 1
       WHERE id = ? AND left_at IS NULL`,
    )
    .run(FORMER, `${FORMER} ${userId}`, at, userId);
  if (changes === 0) return undefined;
  db.query("DELETE FROM password_links WHERE user_id = ?").run(userId);
  showAgain(db, userId);
  return endSessions(db, { userId });
}

/** Messages of a removed person that open pages are told of at once. */
const SHOWN_AGAIN = 50;

/** The newest messages of an author take the next revs, in their order. */
function showAgain(db: Database, author: number): void {
  const newest = db
    .query<{ id: number }, [number, number]>("SELECT id FROM messages WHERE author_id = ? ORDER BY id DESC LIMIT ?")
    .all(author, SHOWN_AGAIN);
  const change = db.query("UPDATE messages SET rev = (SELECT max(rev) + 1 FROM messages) WHERE id = ?");
  for (const { id } of newest.reverse()) change.run(id);
}

const toAccount = (row: AccountRow): Account => ({
  ...row,
  admin: row.admin === 1,
  suspended: row.suspended === 1,
});
