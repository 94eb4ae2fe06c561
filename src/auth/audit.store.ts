/** The audit log: what administrators and the operator did, and to whom. It never holds the text of a message. */
import type { Database } from "bun:sqlite";

import { defineEvent, type RecordEvent } from "../database/writes.ts";
import type { Actor } from "./lifecycle.ts";

/** What can be done to an account, in the words of the log. */
export type AccountAction =
  | "made administrator"
  | "no administrator any more"
  | "suspended"
  | "readmitted"
  | "sessions ended"
  | "link to a new password"
  | "picture removed"
  | "removed";

/** What is noted. What the detail is of each stands beside it. */
export type AuditAction =
  | AccountAction // of "removed": the name that the account had
  | "became the first administrator"
  | "registration" // the mode
  | "invite made" // for how many people; empty: any number
  | "invite revoked" // how many had joined with it
  | "place named" // the name; empty: the one it is started with
  | "sentence changed"
  | "accent changed" // the accent
  | "logo changed" // a picture, or removed
  | "landing changed" // a picture, a video, or removed
  | "still changed" // a picture, or removed
  | "message deleted" // the name of the room; empty: one that is not open
  | "room makers" // who may make rooms
  | "direct rooms" // on or off
  | "retention" // days; empty: for good
  | "file retention" // the same, of files alone
  | "emptying" // when everything goes, in ms since 1970; empty: it does not after all
  | "backup downloaded"; // its size in bytes

export type AuditNote = { at: number; by: Actor; action: AuditAction; user?: number; detail?: string };

/** Somebody did something as an administrator, or the operator. What is done to accounts has an event of its own. */
export const audited = defineEvent<Omit<AuditNote, "at">>("audited");

/** Notes what somebody did as an administrator, or the operator, and says it. To be called inside the write that does it. */
export function audit(db: Database, { at, ...done }: AuditNote, record: RecordEvent): void {
  addToAudit(db, { at, ...done });
  record(audited, done);
}

/** The entry alone. */
export function addToAudit(db: Database, { at, by, action, user, detail = "" }: AuditNote): void {
  const sql = "INSERT INTO audit (at, by_user, action, user_id, detail) VALUES (?, ?, ?, ?, ?)";
  db.query(sql).run(at, typeof by === "number" ? by : null, action, user ?? null, detail);
}

export type AuditEntry = {
  id: number;
  /** In ms since 1970. */
  at: number;
  action: AuditAction;
  /** Who did it, and their name today; both null for the operator. */
  by: number | null;
  byName: string | null;
  /** To whom. */
  user: number | null;
  userName: string | null;
  detail: string;
};

/** The latest entries before one, the newest first. */
export function listAudit(db: Database, { before, count }: { before?: number; count: number }): AuditEntry[] {
  return db
    .query<AuditEntry, [number | null, number]>(
      `SELECT audit.id, at, action, by_user AS by, actors.username AS byName, user_id AS user,
         people.username AS userName, detail
       FROM audit LEFT JOIN users AS actors ON actors.id = by_user LEFT JOIN users AS people ON people.id = user_id
       WHERE audit.id < coalesce(+?, 9e18) ORDER BY audit.id DESC LIMIT +?`,
    )
    .all(before ?? null, count);
}
