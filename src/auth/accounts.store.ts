/** Accounts in SQL: made and found. */
import type { Database } from "bun:sqlite";

import { defineWrite } from "../database/writes.ts";
import { addSkeletons, isLookalike } from "../users/lookalikes.store.ts";
import { findUserByName } from "../users/store.ts";
import { setAdmin } from "./lifecycle.ts";
import { type Admission, mayRegister, type NotAdmitted, useInvite } from "./registration.store.ts";
import { type BeginSession, beginSession } from "./sessions.store.ts";

export type CreateAccount = {
  name: string;
  folded: string;
  /** What the name looks like. */
  skeletons: string[];
  passwordHash: string;
  at: number;
};

/** Why nobody else may have a name: it is taken, or looks like one that is. */
export function whyNotFree(db: Database, name: Pick<CreateAccount, "folded" | "skeletons">) {
  if (findUserByName(db, name.folded)) return "taken";
  return isLookalike(db, name.skeletons) ? "alike" : undefined;
}

/** Makes an account and returns its id, or why the name is not free. All until now is read. */
export function createAccount(db: Database, input: CreateAccount): number | "taken" | "alike" {
  const refused = whyNotFree(db, input);
  if (refused) return refused;
  const row = db
    .query<{ id: number }, [string, string, string, number]>(
      `INSERT INTO users (username, username_folded, password_hash, created_at, read_from)
       VALUES (?, ?, ?, ?, (SELECT coalesce(max(id), 0) FROM messages)) ON CONFLICT (username_folded) DO NOTHING RETURNING id`,
    )
    .get(input.name, input.folded, input.passwordHash, input.at);
  if (!row) return "taken";
  addSkeletons(db, { userId: row.id, skeletons: input.skeletons });
  return row.id;
}

/** The hash of somebody's password; nothing when they have no account. */
export function findPasswordHash(db: Database, userId: number): string | undefined {
  const sql = "SELECT password_hash AS hash FROM users WHERE id = ? AND left_at IS NULL";
  return db.query<{ hash: string }, [number]>(sql).get(userId)?.hash;
}

export type RegisterAccount = {
  account: CreateAccount;
  session: Omit<BeginSession, "userId">;
  admission: Admission;
};

/** The id of the new account, or why there is none. */
export type Registered = { userId: number } | "taken" | "alike" | NotAdmitted;

/** Makes an account and its first session in one, if the place takes people in this way. */
export const registerAccount = defineWrite(
  "user.register",
  2,
  (db, { account, session, admission }: RegisterAccount, record): Registered => {
    const refused = mayRegister(db, { admission, at: account.at });
    if (refused) return refused;
    const userId = createAccount(db, account);
    if (typeof userId === "string") return userId;
    if (admission === "first administrator") setAdmin(db, { userId, admin: true, by: "link", at: account.at }, record);
    else if (admission.invite) useInvite(db, { code: admission.invite, at: account.at });
    beginSession(db, { ...session, userId }, record);
    return { userId };
  },
);
