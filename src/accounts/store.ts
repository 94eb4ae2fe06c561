/** Accounts and sessions in SQL. */
import type { Database } from "bun:sqlite";

export type Account = { id: number; name: string; passwordHash: string };

export type SessionRow = { id: string; userId: number; name: string; admin: number; expiresAt: number };

export type CreateAccount = { name: string; folded: string; passwordHash: string; at: number };

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
  const sql = `SELECT id, username AS name, password_hash AS passwordHash FROM users WHERE username_folded = ?`;
  return db.query<Account, [string]>(sql).get(folded) ?? undefined;
}

export type BeginSession = { id: string; userId: number; at: number; expiresAt: number };

/** Stores a session; those that have expired leave with it. */
export function beginSession(db: Database, input: BeginSession): void {
  db.query("DELETE FROM sessions WHERE user_id = ? AND expires_at <= ?").run(input.userId, input.at);
  db.query("INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES (?, ?, ?, ?)").run(
    input.id,
    input.userId,
    input.at,
    input.expiresAt,
  );
}

/** Makes an account and its first session in one; returns the account's id, or nothing when the name is taken. */
export function registerAccount(
  db: Database,
  input: { account: CreateAccount; session: Omit<BeginSession, "userId"> },
): number | undefined {
  const userId = createAccount(db, input.account);
  if (userId !== undefined) beginSession(db, { ...input.session, userId });
  return userId;
}

export function renewSession(db: Database, input: { id: string; expiresAt: number }): void {
  db.query("UPDATE sessions SET expires_at = ? WHERE id = ?").run(input.expiresAt, input.id);
}

export function endSession(db: Database, input: { id: string }): void {
  db.query("DELETE FROM sessions WHERE id = ?").run(input.id);
}

export function findSession(db: Database, id: string): SessionRow | undefined {
  const sql = `SELECT sessions.id, user_id AS userId, username AS name, admin, expires_at AS expiresAt
    FROM sessions JOIN users ON users.id = user_id WHERE sessions.id = ?`;
  return db.query<SessionRow, [string]>(sql).get(id) ?? undefined;
}
