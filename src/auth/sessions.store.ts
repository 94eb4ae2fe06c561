/** Sessions in SQL. */
import type { Database } from "bun:sqlite";

import { textsFrom } from "../database/values.ts";
import { defineEvent, defineWrite, type RecordEvent } from "../database/writes.ts";

/** Where a session is used from: an address, and the browser's User-Agent. */
export type Whereabouts = { address: string; device: string };

export type SessionRow = {
  id: string;
  userId: number;
  name: string;
  admin: number;
  expiresAt: number;
  seenAt: number;
};

export type BeginSession = Whereabouts & {
  id: string;
  userId: number;
  at: number;
  expiresAt: number;
  /** The hash that the password was checked against, if it was. */
  passwordHash?: string;
};

/** Most sessions of a person; those not visited for longest make room. */
export const SESSIONS = 100;

/** Sessions have ended: they let nobody in, and open pages of them close. */
export const sessionsEnded = defineEvent<{ ids: string[] }>("sessions ended");

/**
 * Stores a session; those of the person that have expired leave with it, and those that are too many end. False when the
 * person may not come in, or has another password since it was checked.
 */
export const beginSession = defineWrite("session.begin", 1, (db, input: BeginSession, record): boolean => {
  const { id, userId, at, expiresAt, address, device, passwordHash = null } = input;
  db.query("DELETE FROM sessions WHERE user_id = ? AND expires_at <= ?").run(userId, at);
  const { changes } = db
    .query(
      `INSERT INTO sessions (id, user_id, created_at, expires_at, seen_at, address, device)
       SELECT ?1, id, ?3, ?4, ?3, ?5, ?6 FROM users
       WHERE id = ?2 AND suspended_at IS NULL AND left_at IS NULL AND password_hash = coalesce(?7, password_hash)`,
    )
    .run(id, userId, at, expiresAt, address, device, passwordHash);
  if (changes > 0) endOldest(db, userId, id, record);
  return changes > 0;
});

function endOldest(db: Database, userId: number, begun: string, record: RecordEvent): void {
  const sql = `DELETE FROM sessions WHERE id IN (
      SELECT id FROM sessions WHERE user_id = ? AND id <> ? ORDER BY seen_at DESC, id LIMIT -1 OFFSET ?
    ) RETURNING id`;
  const ids = textsFrom(db, sql, userId, begun, SESSIONS - 1).sort(); // SQLite returns them in no order
  if (ids.length > 0) record(sessionsEnded, { ids });
}

export type RenewSession = { id: string; expiresAt: number };

/** A session lasts longer than before. */
export const sessionRenewed = defineEvent<RenewSession>("session renewed");

export const renewSession = defineWrite("session.renew", 1, (db, { id, expiresAt }: RenewSession, record): void => {
  const { changes } = db.query("UPDATE sessions SET expires_at = ? WHERE id = ?").run(expiresAt, id);
  if (changes > 0) record(sessionRenewed, { id, expiresAt });
});

export const markSessionSeen = defineWrite(
  "session.mark-seen",
  1,
  (db, { id, at, address, device }: Whereabouts & { id: string; at: number }): void => {
    db.query("UPDATE sessions SET seen_at = ?, address = ?, device = ? WHERE id = ?").run(at, address, device, id);
  },
);

export type EndSessions = {
  userId: number;
  /** Only this one. */
  only?: string;
  /** All but this one. */
  keep?: string;
};

/** Ends sessions of a person and returns their ids. */
export const endSessions = defineWrite(
  "session.end",
  1,
  (db, { userId, only, keep }: EndSessions, record): string[] => {
    const sql = "DELETE FROM sessions WHERE user_id = ?1 AND id = coalesce(?2, id) AND id <> ?3 RETURNING id";
    const ids = textsFrom(db, sql, userId, only ?? null, keep ?? "").sort();
    if (ids.length > 0) record(sessionsEnded, { ids });
    return ids;
  },
);

export function findSession(db: Database, id: string): SessionRow | undefined {
  const sql = `SELECT sessions.id, user_id AS userId, username AS name, admin, expires_at AS expiresAt, seen_at AS seenAt
    FROM sessions JOIN users ON users.id = user_id WHERE sessions.id = ?`;
  return db.query<SessionRow, [string]>(sql).get(id) ?? undefined;
}

export type OpenSession = Whereabouts & { id: string; createdAt: number; seenAt: number };

/** The sessions of a person that have not expired, the newest first. */
export function listSessions(db: Database, userId: number, at: number): OpenSession[] {
  const sql = `SELECT id, created_at AS createdAt, seen_at AS seenAt, address, device FROM sessions
    WHERE user_id = ? AND expires_at > ? ORDER BY created_at DESC, id`;
  return db.query<OpenSession, [number, number]>(sql).all(userId, at);
}
