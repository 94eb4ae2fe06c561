/** Who may register, in SQL: the setting, and the invites. */
import type { Database } from "bun:sqlite";

import { defineWrite } from "../database/writes.ts";
import { type Actor, hasAdministrator, requireAdministrator } from "./lifecycle.ts";

/** `open`: everybody; `invite`: with a link that an administrator made; `closed`: nobody. */
export const REGISTRATION_MODES = ["open", "invite", "closed"] as const;
export type RegistrationMode = (typeof REGISTRATION_MODES)[number];

export function readRegistrationMode(db: Database): RegistrationMode {
  const row = db.query<{ value: string }, []>("SELECT value FROM settings WHERE name = 'registration'").get();
  return REGISTRATION_MODES.find((mode) => mode === row?.value) ?? "open";
}

export type SetRegistrationMode = { mode: RegistrationMode; by: Actor };

export const setRegistrationMode = defineWrite(
  "registration.set-mode",
  1,
  (db, { mode, by }: SetRegistrationMode): void => {
    requireAdministrator(db, by);
    const sql = `INSERT INTO settings (name, value) VALUES ('registration', ?)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`;
    db.query(sql).run(mode);
  },
);

/** In what way somebody comes in: with the link for the first administrator, or as everybody, perhaps with an invite. */
export type Admission = "first administrator" | { invite?: string };

/** `spent`: somebody was faster with the link for the first administrator. */
export type NotAdmitted = "closed" | "uninvited" | "spent";

/** Why somebody may not register now, or nothing. */
export function mayRegister(
  db: Database,
  { admission, at }: { admission: Admission; at: number },
): NotAdmitted | undefined {
  if (admission === "first administrator") return hasAdministrator(db) ? "spent" : undefined;
  const mode = readRegistrationMode(db);
  if (mode === "closed") return "closed";
  if (mode === "invite" && !isInvited(db, { code: admission.invite, at })) return "uninvited";
  return undefined;
}

/** `uses` and `expiresAt` (ms) are null when there is no such limit. */
export type Invite = {
  id: number;
  code: string;
  createdAt: number;
  expiresAt: number | null;
  uses: number | null;
  used: number;
};

const IS_GOOD = "(expires_at IS NULL OR expires_at > ?) AND (uses IS NULL OR used < uses)";

export type CreateInvite = { by: Actor; code: string; at: number; expiresAt: number | null; uses: number | null };

export const createInvite = defineWrite("invite.create", 1, (db, input: CreateInvite): void => {
  const { code, at, expiresAt, uses, by } = input;
  requireAdministrator(db, by);
  const sql = "INSERT INTO invites (code, created_at, expires_at, uses) VALUES (?, ?, ?, ?)";
  db.query(sql).run(code, at, expiresAt, uses);
});

export const revokeInvite = defineWrite("invite.revoke", 1, (db, { id, by }: { id: number; by: Actor }): boolean => {
  requireAdministrator(db, by);
  return db.query("DELETE FROM invites WHERE id = ?").run(id).changes > 0;
});

/** The newest invites, those that are used up or have expired as well. */
export function listInvites(db: Database, count: number): Invite[] {
  const sql = `SELECT id, code, created_at AS createdAt, expires_at AS expiresAt, uses, used FROM invites
    ORDER BY id DESC LIMIT ?`;
  return db.query<Invite, [number]>(sql).all(count);
}

/** The newest invite that still lets somebody in, if there is one. `left`: how many more people, null for no limit. */
export function newestInvite(db: Database, at: number): { code: string; left: number | null } | undefined {
  const sql = `SELECT code, uses - used AS left FROM invites WHERE ${IS_GOOD} ORDER BY id DESC LIMIT 1`;
  return db.query<{ code: string; left: number | null }, [number]>(sql).get(at) ?? undefined;
}

/** The way in that an invite is. */
export const invitePath = (code: string): string => `/register?invite=${code}`;

/** Whether an invite lets somebody in now. */
export function isInvited(db: Database, { code, at }: { code: string | undefined; at: number }): boolean {
  return db.query(`SELECT 1 FROM invites WHERE code = ? AND ${IS_GOOD}`).get(code ?? "", at) !== null;
}

/** Counts one more who came in with an invite, if it is still good. */
export function useInvite(db: Database, { code, at }: { code: string; at: number }): void {
  db.query(`UPDATE invites SET used = used + 1 WHERE code = ? AND ${IS_GOOD}`).run(code, at);
}
