/** Sessions: a signed token in a cookie, a row in the database, and a small memory of both. */
import type { Database } from "bun:sqlite";

import { jwt } from "@elysiajs/jwt";

import { StorageUnavailable, type WriteQueue } from "../database/write-queue.ts";
import { boundedMap } from "../lib/bounded-map.ts";
import { randomToken } from "../lib/tokens.ts";
import type { User } from "../users/store.ts";
import { type RegisterAccount, registerAccount, type Registered } from "./accounts.store.ts";
import { adminChanged } from "./lifecycle.ts";
import {
  beginSession,
  endSessions,
  findSession,
  markSessionSeen,
  renewSession,
  sessionRenewed,
  sessionsEnded,
  type Whereabouts,
} from "./sessions.store.ts";

/** Who is logged in. `admin`: may change who else comes in. */
export type Member = Pick<User, "id" | "name" | "admin">;

/**
 * A session in force. `expiresAt` (ms) moves when it is renewed and is 0 once it has ended; `seenAt` (ms) is the latest
 * visit.
 */
export type Session = { id: string; member: Member; expiresAt: number; seenAt: number };

export type Token = { token: string; expiresAt: number };

export type Sessions = {
  /**
   * Starts a session for a person and returns the token to hand out; nothing when the person may not come in, or has
   * another password than the one that was checked.
   */
  begin: (userId: number, from?: Whereabouts, passwordHash?: string) => Promise<Token | undefined>;
  /** Makes an account with its first session, or says why not. */
  register: (input: Omit<RegisterAccount, "session">, from?: Whereabouts) => Promise<NewMember | NotRegistered>;
  /**
   * The session of a token, or nothing when it is forged, expired or has ended. It is there at once when the token was
   * checked before, as with nearly every request.
   */
  find: (token: string | undefined) => Session | undefined | Promise<Session | undefined>;
  /** Extends a session that was last extended more than a day ago, and promises the token to hand out; nothing otherwise. */
  renew: (session: Session) => Promise<Token> | undefined;
  /** Notes a visit; stores it, with where it came from, when the last one stored is an hour old. */
  visit: (session: Session, from: () => Whereabouts) => void;
  /** When a session was last used, if it was since the start. */
  seenAt: (id: string) => number | undefined;
  /** Ends a session for good. */
  end: (session: Session) => Promise<void>;
};

export type NewMember = Token & { userId: number };
type NotRegistered = Exclude<Registered, { userId: number }>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SOMEWHERE: Whereabouts = { address: "", device: "" };

/**
 * A token as it is made here. Base64 can be written in more than one way, with padding, white space, or something else in
 * the two bits that the last character of 256 has to spare.
 */
const CANONICAL = /^[\w-]+\.[\w-]+\.[\w-]{42}[AEIMQUYcgkosw048]$/;

/** What a token says, once its signature was found right. */
type Claims = { sessionId: string; userId: number; expiresAt: number };

/** `remembered`: sessions kept in memory; checking a signature again costs forty times a look-up. */
export type SessionOptions = { secret: string; days: number; remembered: number };

/** Sessions that end or change are told of by the write queue, whoever asked for that. */
export function openSessions(
  db: Database,
  { commit, on }: Pick<WriteQueue, "commit" | "on">,
  options: SessionOptions,
): Sessions {
  const tokens = jwt({ name: "tokens", secret: options.secret }).decorator.tokens;
  /** By token: of a session there is one, and another with each day that it is renewed. */
  const verified = boundedMap<string, Claims>({ most: options.remembered });
  const sessions = boundedMap<string, Session>({ most: options.remembered });
  /** When a visit was last stored, by session. */
  const storedAt = new WeakMap<Session, number>();
  const lifetime = options.days * DAY;

  const draft = () => {
    const at = Date.now();
    return { id: randomToken(16), at, expiresAt: at + lifetime };
  };

  const issue = async (id: string, userId: number, expiresAt: number): Promise<Token> => {
    const token = await tokens.sign({ sub: String(userId), jti: id, exp: Math.floor(expiresAt / 1000) });
    return { token, expiresAt };
  };

  const verify = async (token: string): Promise<Claims | undefined> => {
    if (!CANONICAL.test(token)) return undefined;
    const claims = await tokens.verify(token, { algorithms: ["HS256"], requiredClaims: ["exp", "sub", "jti"] });
    if (!claims || !claims.jti || !claims.exp) return undefined;
    const checked = { sessionId: claims.jti, userId: Number(claims.sub), expiresAt: claims.exp * 1000 };
    verified.set(token, checked);
    return checked;
  };

  const load = (id: string): Session | undefined => {
    const known = sessions.get(id);
    if (known) return known;
    const row = findSession(db, id);
    if (!row) return undefined;
    const member = { id: row.userId, name: row.name, admin: row.admin === 1 };
    const session = { id, member, expiresAt: row.expiresAt, seenAt: row.seenAt };
    storedAt.set(session, row.seenAt);
    sessions.set(id, session);
    return session;
  };

  function inForce(claims: Claims | undefined): Session | undefined {
    if (!claims || claims.expiresAt <= Date.now()) return undefined;
    const session = load(claims.sessionId);
    if (!session || session.expiresAt <= Date.now() || session.member.id !== claims.userId) return undefined;
    return session;
  }

  const extend = async (session: Session, expiresAt: number): Promise<Token> => {
    await commit(renewSession, { id: session.id, expiresAt });
    return issue(session.id, session.member.id, expiresAt);
  };

  on(sessionRenewed, ({ id, expiresAt }) => {
    const session = sessions.get(id);
    if (session) session.expiresAt = expiresAt;
  });

  on(sessionsEnded, ({ ids }) => {
    for (const id of ids) {
      const session = sessions.get(id);
      if (session) session.expiresAt = 0;
      sessions.delete(id);
    }
  });

  on(adminChanged, ({ user, admin }) => {
    for (const session of sessions.values()) {
      if (session.member.id === user) session.member = { ...session.member, admin };
    }
  });

  return {
    async begin(userId, from = SOMEWHERE, passwordHash) {
      const session = draft();
      const begun = await commit(beginSession, { ...session, ...from, userId, passwordHash });
      if (!begun) return undefined;
      return issue(session.id, userId, session.expiresAt);
    },

    async register(input, from = SOMEWHERE) {
      const session = { ...draft(), ...from };
      const registered = await commit(registerAccount, { ...input, session });
      if (typeof registered === "string") return registered;
      return { ...registered, ...(await issue(session.id, registered.userId, session.expiresAt)) };
    },

    find(token) {
      if (!token) return undefined;
      const known = verified.get(token);
      return known ? inForce(known) : verify(token).then(inForce);
    },

    renew(session) {
      const expiresAt = Date.now() + lifetime;
      return expiresAt - session.expiresAt < DAY ? undefined : extend(session, expiresAt);
    },

    visit(session, from) {
      const at = Date.now();
      const before = storedAt.get(session) ?? 0;
      session.seenAt = at;
      if (at - before < HOUR) return;
      storedAt.set(session, at);
      commit(markSessionSeen, { id: session.id, at, ...from() }).catch((error: unknown) => {
        if (!(error instanceof StorageUnavailable)) throw error;
        storedAt.set(session, before); // the next visit tries again
      });
    },

    seenAt: (id) => sessions.get(id)?.seenAt,

    async end(session) {
      await commit(endSessions, { userId: session.member.id, only: session.id });
    },
  };
}
