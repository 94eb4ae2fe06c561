/** Accounts in SQL: made and found. */
import type { Database } from "bun:sqlite";

import { defineWrite } from "../database/writes.ts";
import { addSkeletons, isLookalike } from "../users/lookalikes.store.ts";
import { setAdmin } from "./lifecycle.ts";
import { type Admission, mayRegister, type NotAdmitted, useInvite } from "./registration.store.ts";
import { type BeginSession, beginSession } from "./sessions.store.ts";

/** `suspended`: may not log in. */
export type Account = { id: number; name: string; passwordHash: string; admin: boolean; suspended: boolean };

export type CreateAccount = {
  name: string;
  folded: string;
  /** What the name looks like. */
  skeletons: string[];
  passwordHash: string;
  at: number;
};

type AccountRow = Omit<Account, "admin" | "suspended"> & { admin: number; suspended: number };

const SELECT_ACCOUNT = `SELECT id, username AS name, password_hash AS passwordHash, admin,
  suspended_at IS NOT NULL AS suspended FROM users WHERE left_at IS NULL`;

/** Makes an account and returns its id, or why not: the name is taken, or looks like one that is. */
export function createAccount(db: Database, input: CreateAccount): number | "taken" | "alike" {
  if (findAccount(db, input.folded)) return "taken";
  if (isLookalike(db, input.skeletons)) return "alike";

  const row = db
    .query<{ id: number }, [string, string, string, number]>(
      `INSERT INTO users (username, username_folded, password_hash, created_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (username_folded) DO NOTHING RETURNING id`,
    )
    .get(input.name, input.folded, input.passwordHash, input.at);
  if (!row) return "taken";
  addSkeletons(db, { userId: row.id, skeletons: input.skeletons });
  return row.id;
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
export type Registered = { userId: number } | "taken" | "alike" | NotAdmitted;

/** Makes an account and its first session in one, if the place takes people in this way. */
export const registerAccount = defineWrite(
  "user.register",
  1,
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

const toAccount = (row: AccountRow): Account => ({
  ...row,
  admin: row.admin === 1,
  suspended: row.suspended === 1,
});
