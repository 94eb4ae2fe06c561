/** Who may write in a room, to be asked inside the write. */
import type { Database } from "bun:sqlite";

import { roomSettingsNow } from "./settings.store.ts";
import { READ_FROM } from "./store.ts";

/**
 * Why somebody may not write: not in the room, read-only, direct messages are switched off, only keepers write, muted, or
 * again only in so many seconds.
 */
export type MayNotWrite = "no room" | "archived" | "direct off" | "keepers only" | "muted" | { wait: number };

type Asked = { room: number; user: number; at: number };

type Row = {
  people: string | null;
  archived: number;
  writers: string;
  slow: number;
  admin: number;
  keeper: number | null;
  muted: number;
  wroteAt: number | null;
};

const SELECT = `SELECT rooms.people, archived_at IS NOT NULL AS archived, writers, slow, admin, keeper, muted_at IS NOT NULL AS muted,
  wrote_at AS wroteAt FROM rooms CROSS JOIN users ON users.id = +?2
  LEFT JOIN memberships ON room_id = rooms.id AND user_id = users.id
  WHERE rooms.id = +?1 AND deleted_at IS NULL AND (kind = 'open' OR member = 1)`;

/** Why somebody may not write a message in a room at a time, in ms; nothing when they may. */
export const whyNotWrite = (db: Database, asked: Asked): MayNotWrite | undefined =>
  whyNot(db, db.query<Row, [number, number]>(SELECT).get(asked.room, asked.user), asked.at);

/** The same inside the write that stores the message. Where the room is slow, `noteWritten` has to follow once it is stored. */
export function beginWriting(db: Database, asked: Asked): { refused: MayNotWrite | undefined; isSlow: boolean } {
  const found = db.query<Row, [number, number]>(SELECT).get(asked.room, asked.user);
  return { refused: whyNot(db, found, asked.at), isSlow: found !== null && found.slow > 0 };
}

function whyNot(db: Database, found: Row | null, at: number): MayNotWrite | undefined {
  if (!found) return "no room";
  if (found.archived) return "archived";
  if (isDirectOff(db, found)) return "direct off";
  if (found.keeper === 1 || found.admin === 1) return undefined;
  if (found.muted) return "muted";
  if (found.writers === "keepers") return "keepers only";
  const wait = found.slow > 0 ? (found.wroteAt ?? 0) + found.slow * 1_000 - at : 0;
  return wait > 0 ? { wait: Math.ceil(wait / 1_000) } : undefined;
}

/** Whether people talk there who may not talk directly any more. Notes to oneself stay. */
const isDirectOff = (db: Database, { people }: Pick<Row, "people">): boolean =>
  people !== null && people.includes(",") && !roomSettingsNow(db).direct;

export type MayNotChange = "no room" | "archived" | "not allowed";

/**
 * Why somebody may not change what is in a room. To edit is to write, but at any time; announcements may be reacted to by
 * everybody, and what one wrote oneself may be deleted by those, too, who may not write any more.
 */
export function whyNotChange(
  db: Database,
  { room, user, what }: Omit<Asked, "at"> & { what: "edit" | "react" | "delete" },
): MayNotChange | undefined {
  const found = db.query<Row, [number, number]>(SELECT).get(room, user);
  if (!found) return "no room";
  if (found.archived) return "archived";
  const refused = what === "delete" ? undefined : whyNot(db, { ...found, slow: 0 }, 0);
  if (refused === undefined || (refused === "keepers only" && what === "react")) return undefined;
  return "not allowed";
}

/** Notes when somebody wrote in a slow room. The first time it makes a row, with what they have read. */
export function noteWritten(db: Database, { room, user, at }: Asked): void {
  db.query(
    `INSERT INTO memberships (room_id, user_id, wrote_at, read_id)
     SELECT rooms.id, users.id, ?3, ${READ_FROM} FROM rooms, users WHERE rooms.id = ?1 AND users.id = ?2
     ON CONFLICT (user_id, room_id) DO UPDATE SET wrote_at = ?3`,
  ).run(room, user, at);
}
