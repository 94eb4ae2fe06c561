/** Sessions: a signed token in a cookie, a row in the database, and a small memory of both. */
import type { Database } from "bun:sqlite";
import { randomBytes } from "node:crypto";

import { jwt } from "@elysiajs/jwt";

import type { Commit } from "../database/commit.ts";
import { beginSession, type CreateAccount, endSession, findSession, registerAccount, renewSession } from "./store.ts";

/** Who is logged in. `admin`: may change who else comes in. */
export type Member = { id: number; name: string; admin: boolean };

/** A session in force. `expiresAt` (ms) moves when it is renewed and is 0 once it has ended. */
export type Session = { id: string; member: Member; expiresAt: number };

export type Token = { token: string; expiresAt: number };

export type Sessions = {
  /** Starts a session for a person and returns the token to hand out. */
  begin: (userId: number) => Promise<Token>;
  /** Makes an account with its first session; nothing when the name is taken. */
  register: (account: CreateAccount) => Promise<(Token & { userId: number }) | undefined>;
  /** The session of a token, or nothing when it is forged, expired or has ended. */
  find: (token: string | undefined) => Promise<Session | undefined>;
  /** Extends a session that was last extended more than a day ago; returns the token to hand out, if so. */
  renew: (session: Session) => Promise<Token | undefined>;
  /** Ends a session for good, and tells whoever asked with `onEnd`. */
  end: (session: Session) => Promise<void>;
  onEnd: (listener: (sessionId: string) => void) => void;
};

const DAY = 86_400_000;
/** Tokens and sessions kept in memory; checking a signature again costs forty times a look-up. */
const REMEMBERED = 10_000;

/** What a token says, once its signature was found right. */
type Claims = { sessionId: string; userId: number; expiresAt: number };

export function openSessions(db: Database, commit: Commit, options: { secret: string; days: number }): Sessions {
  const tokens = jwt({ name: "tokens", secret: options.secret }).decorator.tokens;
  const verified = new Map<string, Claims>();
  const sessions = new Map<string, Session>();
  const listeners: ((sessionId: string) => void)[] = [];
  const lifetime = options.days * DAY;

  const draft = () => {
    const at = Date.now();
    return { id: randomBytes(16).toString("base64url"), at, expiresAt: at + lifetime };
  };

  const issue = async (id: string, userId: number, expiresAt: number): Promise<Token> => {
    const token = await tokens.sign({ sub: String(userId), jti: id, exp: Math.floor(expiresAt / 1000) });
    return { token, expiresAt };
  };

  const verify = async (token: string): Promise<Claims | undefined> => {
    const known = verified.get(token);
    if (known) return known;
    const claims = await tokens.verify(token, { algorithms: ["HS256"], requiredClaims: ["exp", "sub", "jti"] });
    if (!claims || !claims.jti || !claims.exp) return undefined;
    const checked = { sessionId: claims.jti, userId: Number(claims.sub), expiresAt: claims.exp * 1000 };
    remember(verified, token, checked);
    return checked;
  };

  const load = (id: string): Session | undefined => {
    const known = sessions.get(id);
    if (known) return known;
    const row = findSession(db, id);
    if (!row) return undefined;
    const member = { id: row.userId, name: row.name, admin: row.admin === 1 };
    const session = { id, member, expiresAt: row.expiresAt };
    remember(sessions, id, session);
    return session;
  };

  return {
    async begin(userId) {
      const session = draft();
      await commit(beginSession, { ...session, userId });
      return issue(session.id, userId, session.expiresAt);
    },

    async register(account) {
      const session = draft();
      const userId = await commit(registerAccount, { account, session });
      return userId === undefined ? undefined : { userId, ...(await issue(session.id, userId, session.expiresAt)) };
    },

    async find(token) {
      const claims = token ? await verify(token) : undefined;
      if (!claims || claims.expiresAt <= Date.now()) return undefined;
      const session = load(claims.sessionId);
      if (!session || session.expiresAt <= Date.now() || session.member.id !== claims.userId) return undefined;
      return session;
    },

    async renew(session) {
      const expiresAt = Date.now() + lifetime;
      if (expiresAt - session.expiresAt < DAY) return undefined;
      await commit(renewSession, { id: session.id, expiresAt });
      session.expiresAt = expiresAt;
      return issue(session.id, session.member.id, expiresAt);
    },

    async end(session) {
      await commit(endSession, { id: session.id });
      session.expiresAt = 0;
      sessions.delete(session.id);
      for (const listener of listeners) listener(session.id);
    },

    onEnd: (listener) => void listeners.push(listener),
  };
}

/** Adds to a bounded map; the oldest entry makes room. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value) {
  if (map.size >= REMEMBERED) map.delete(map.keys().next().value ?? key);
  map.set(key, value);
}
