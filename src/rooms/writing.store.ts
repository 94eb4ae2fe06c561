/** Who may write in a room, to be asked inside the write. */
import type { Database } from "bun:sqlite";

import { cachedUntilCommit } from "../database/read-cache.ts";
import { numberFrom } from "../database/values.ts";
import { readRoomSettings } from "./settings.store.ts";
import { READ_FROM } from "./store.ts";

/** Why somebody may not write: not in the room, read-only, direct messages are switched off, only keepers write, muted. */
export type MayNotWrite = "no room" | "archived" | "direct off" | "keepers only" | "muted";

/** In a slow room: again in so many seconds. */
export type TooSoon = { wait: number };

type Asked = { room: number; user: number };
type Writing = Asked & { at: number };

type Row = {
  people: string | null;
  archived: number;
  writers: string;
  slow: number;
  admin: number;
  keeper: number | null;
  muted: number;
};

/** What decides it, but for the time; by the room and the person: "1 7". */
const rowOf = cachedUntilCommit((db, key: string): Row | null => {
  const [room = 0, user = 0] = key.split(" ", 2).map(Number);
  const sql = `SELECT rooms.people, archived_at IS NOT NULL AS archived, writers, slow, admin, keeper, muted_at IS NOT NULL AS muted
    FROM rooms CROSS JOIN users ON users.id = +?2
    LEFT JOIN memberships ON room_id = rooms.id AND user_id = users.id
    WHERE rooms.id = +?1 AND deleted_at IS NULL AND (kind = 'open' OR member = 1)`;
  return db.query<Row, [number, number]>(sql).get(room, user);
});

const findRow = (db: Database, { room, user }: Asked): Row | null => rowOf(db, `${room} ${user}`);

/** Why somebody may not write in a room at all; nothing when they may, though in a slow room not at any time. */
export const whyNotWrite = (db: Database, asked: Asked): MayNotWrite | undefined => whyNot(db, findRow(db, asked));

/**
 * Why somebody may not write a message at a time, in ms, to be asked inside the write that stores it. Where the room is slow,
 * `noteWritten` has to follow once it is stored.
 */
export function beginWriting(
  db: Database,
  asked: Writing,
): { refused: MayNotWrite | TooSoon | undefined; isSlow: boolean } {
  const found = findRow(db, asked);
  const refused = whyNot(db, found);
  const isSlow = found !== null && found.slow > 0;
  return { refused: refused ?? (isSlow && !keeps(found) ? mustWait(db, found.slow, asked) : undefined), isSlow };
}

function whyNot(db: Database, found: Row | null): MayNotWrite | undefined {
  if (!found) return "no room";
  if (found.archived) return "archived";
  if (isDirectOff(db, found)) return "direct off";
  if (keeps(found)) return undefined;
  if (found.muted) return "muted";
  return found.writers === "keepers" ? "keepers only" : undefined;
}

const keeps = ({ keeper, admin }: Row): boolean => keeper === 1 || admin === 1;

/** Whether people talk there who may not talk directly any more. Notes to oneself stay. */
const isDirectOff = (db: Database, { people }: Pick<Row, "people">): boolean =>
  people !== null && people.includes(",") && !readRoomSettings(db).direct;

function mustWait(db: Database, slow: number, { room, user, at }: Writing): TooSoon | undefined {
  const wrote = numberFrom(db, "SELECT wrote_at FROM memberships WHERE room_id = ? AND user_id = ?", room, user);
  const wait = wrote + slow * 1_000 - at;
  return wait > 0 ? { wait: Math.ceil(wait / 1_000) } : undefined;
}

type AskedToChange = Asked & { what: "edit" | "react" | "delete" };

export type MayNotChange = "no room" | "archived" | "not allowed";

/**
 * Why somebody may not change what is in a room. To edit is to write, but at any time; announcements may be reacted to by
 * everybody, and what one wrote oneself may be deleted by those, too, who may not write any more.
 */
export function whyNotChange(db: Database, { room, user, what }: AskedToChange): MayNotChange | undefined {
  const found = findRow(db, { room, user });
  if (!found) return "no room";
  if (found.archived) return "archived";
  const refused = what === "delete" ? undefined : whyNot(db, found);
  if (refused === undefined || (refused === "keepers only" && what === "react")) return undefined;
  return "not allowed";
}

/** Notes when somebody wrote in a slow room. The first time it makes a row, with what they have read. */
export function noteWritten(db: Database, { room, user, at }: Writing): void {
  const sql = `INSERT INTO memberships (room_id, user_id, wrote_at, read_id)
    SELECT rooms.id, users.id, ?3, ${READ_FROM} FROM rooms, users WHERE rooms.id = ?1 AND users.id = ?2
    ON CONFLICT (user_id, room_id) DO UPDATE SET wrote_at = ?3`;
  db.query(sql).run(room, user, at);
}
