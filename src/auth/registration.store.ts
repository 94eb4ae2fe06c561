/** Who may register, in SQL: the setting, and the invites. */
import type { Database } from "bun:sqlite";

import { readSetting, writeSetting } from "../database/settings.ts";
import { defineWrite } from "../database/writes.ts";
import { audit } from "./audit.store.ts";
import { type Actor, hasAdministrator, requireAdministrator } from "./lifecycle.ts";

/** `open`: everybody; `invite`: with a link that an administrator made; `closed`: nobody. */
export const REGISTRATION_MODES = ["open", "invite", "closed"] as const;
export type RegistrationMode = (typeof REGISTRATION_MODES)[number];

export function readRegistrationMode(db: Database): RegistrationMode {
  const setting = readSetting(db, "registration");
  return REGISTRATION_MODES.find((mode) => mode === setting) ?? "open";
}

export type SetRegistrationMode = { mode: RegistrationMode; at: number; by: Actor };

export const setRegistrationMode = defineWrite(
  "registration.set-mode",
  2,
  (db, { mode, at, by }: SetRegistrationMode, record): void => {
    requireAdministrator(db, by);
    if (readRegistrationMode(db) === mode) return;
    writeSetting(db, "registration", mode);
    audit(db, { at, by, action: "registration", detail: mode }, record);
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

export const createInvite = defineWrite("invite.create", 2, (db, input: CreateInvite, record): void => {
  const { code, at, expiresAt, uses, by } = input;
  requireAdministrator(db, by);
  const sql = "INSERT INTO invites (code, created_at, expires_at, uses) VALUES (?, ?, ?, ?)";
  db.query(sql).run(code, at, expiresAt, uses);
  audit(db, { at, by, action: "invite made", detail: uses === null ? "" : String(uses) }, record);
});

export type RevokeInvite = { id: number; at: number; by: Actor };

/** Takes an invite away. One that was still good is one of the things that are noted. False when there is none. */
export const revokeInvite = defineWrite("invite.revoke", 2, (db, { id, at, by }: RevokeInvite, record): boolean => {
  requireAdministrator(db, by);
  const sql = `DELETE FROM invites WHERE id = ? RETURNING used, ${IS_GOOD} AS good`;
  const revoked = db.query<{ used: number; good: number }, [number, number]>(sql).get(id, at);
  if (revoked?.good === 1) audit(db, { at, by, action: "invite revoked", detail: String(revoked.used) }, record);
  return revoked !== null;
});

const SELECT_INVITE = "SELECT id, code, created_at AS createdAt, expires_at AS expiresAt, uses, used FROM invites";

export function findInvite(db: Database, id: number): Invite | undefined {
  return db.query<Invite, [number]>(`${SELECT_INVITE} WHERE id = ?`).get(id) ?? undefined;
}

/** The newest invites, those that are used up or have expired as well. */
export function listInvites(db: Database, count: number): Invite[] {
  return db.query<Invite, [number]>(`${SELECT_INVITE} ORDER BY id DESC LIMIT ?`).all(count);
}

/** The newest invite that still lets somebody in, if there is one. `left`: how many more people, null for no limit. */
export function newestInvite(db: Database, at: number): { code: string; left: number | null } | undefined {
  const sql = `SELECT code, uses - used AS left FROM invites WHERE ${IS_GOOD} ORDER BY id DESC LIMIT 1`;
  return db.query<{ code: string; left: number | null }, [number]>(sql).get(at) ?? undefined;
}

/** The way in that an invite is. */
export const invitePath = (code: string): string => `/register?invite=${code}`;

/** Whether an invite lets somebody in now. */
function isInvited(db: Database, { code, at }: { code: string | undefined; at: number }): boolean {
  return db.query(`SELECT 1 FROM invites WHERE code = ? AND ${IS_GOOD}`).get(code ?? "", at) !== null;
}

/** Counts one more who came in with an invite, if it is still good. */
export function useInvite(db: Database, { code, at }: { code: string; at: number }): void {
  db.query(`UPDATE invites SET used = used + 1 WHERE code = ? AND ${IS_GOOD}`).run(code, at);
}
