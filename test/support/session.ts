/** Logging in without a password, which would take a hundred times as long. */
import type { Database } from "bun:sqlite";

import { sessionCookie } from "./person.ts";
import { signToken } from "./token.ts";

const HOUR = 3_600_000;

/** Stores a session of a person and returns the cookie for it, as the server at an address calls it. */
export function enter(url: string, db: Database, secret: string, userId: number): string {
  const [jti, now] = [crypto.randomUUID(), Date.now()];
  const expires = now + HOUR;
  db.query("INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES (?, ?, ?, ?)").run(
    jti,
    userId,
    now,
    expires,
  );
  const token = signToken(secret, { jti, sub: String(userId), exp: Math.floor(expires / 1000) });
  return sessionCookie(url, token);
}
