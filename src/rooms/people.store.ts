/** Who is in a room and what they may do there, in SQL. */
import type { Database } from "bun:sqlite";

import { type ChangeAccount, removeUser } from "../auth/lifecycle.ts";
import { numberFrom, numbersFrom } from "../database/values.ts";
import { defineEvent, defineWrite, type RecordEvent } from "../database/writes.ts";
import { findActor, findUser } from "../users/store.ts";
import {
  archiveNow,
  defineRoomChange,
  enroll,
  peopleChanged,
  requireKeeper,
  roomChanged,
  type RoomOutcome,
} from "./change.store.ts";
import { readRoomSettings } from "./settings.store.ts";
import { findEntryById, type Level, listPeople, LOBBY, READ_FROM } from "./store.ts";

/** Something is done to somebody in a room. */
export type ChangePerson = { room: number; user: number; by: number };

/** Adds somebody to a closed room. */
export const addToRoom = defineRoomChange("room.add-person", 1, (db, input: ChangePerson, record, { kind }) => {
  const { room, user } = input;
  if (!findActor(db, user)) return "missing";
  if (kind === "open") return "changed"; // everybody is in it
  enroll(db, room, user, { member: true });
  record(peopleChanged, { room, user, gone: false });
  return "changed";
});

/**
 * Takes somebody out of a closed room; everybody may leave by themselves. The last to leave archives it. Where the last
 * keeper leaves others behind, the one of them who has been in the place for longest keeps it from then on.
 */
export const removeFromRoom = defineWrite(
  "room.remove-person",
  1,
  (db, { room, user, by, at }: ChangePerson & { at: number }, record): RoomOutcome => {
    const entry = by === user ? findEntryById(db, room, by) : requireKeeper(db, room, by);
    if (typeof entry === "string") return entry;
    if (!entry || !findActor(db, by)) return "missing";
    if (entry.room.kind !== "closed") return entry.room.kind === "direct" ? "direct" : "not allowed";
    if (!takeOut(db, room, user)) return "missing";
    record(peopleChanged, { room, user, gone: true });
    handOn(db, room, at, record);
    return "changed";
  },
);

/** Nothing is kept of who is out but that they may not write: else a muted person would only have to leave and come back. */
function takeOut(db: Database, room: number, user: number): boolean {
  const sql = `UPDATE memberships SET member = 0, keeper = 0, level = NULL, level_until = NULL, level_after = NULL,
    mute_here = 0 WHERE room_id = ? AND user_id = ? AND member = 1`;
  const { changes } = db.query(sql).run(room, user);
  db.query("DELETE FROM memberships WHERE room_id = ? AND user_id = ? AND muted_at IS NULL").run(room, user);
  return changes > 0;
}

/** What becomes of a closed room that somebody has left: it always has a keeper, or else it is archived. */
function handOn(db: Database, room: number, at: number, record: RecordEvent): void {
  const left = listPeople(db, room);
  const able = left.filter(({ id }) => findActor(db, id)); // who is suspended can keep nothing for now
  const heirs = able.length > 0 ? able : left;
  const heir = heirs.some(({ keeper }) => keeper) ? undefined : heirs.toSorted((a, b) => a.id - b.id)[0];
  if (left.length === 0) archiveNow(db, room, at, record);
  if (!heir) return;
  enroll(db, room, heir.id, { keeper: true });
  record(peopleChanged, { room, user: heir.id, gone: false });
}

/**
 * Takes an account away, and with it the person out of all closed rooms. False when there is no such account. To be called
 * inside the write that takes away the rest of it as well, see `removeAccount`.
 */
export function removeMember(db: Database, input: ChangeAccount, record: RecordEvent): boolean {
  const { userId, at } = input;
  const sql = `SELECT room_id FROM memberships JOIN rooms ON rooms.id = room_id
    WHERE user_id = ? AND member = 1 AND kind = 'closed' ORDER BY room_id`;
  const rooms = numbersFrom(db, sql, userId);
  if (!removeUser(db, input, record)) return false;
  for (const room of rooms) {
    record(peopleChanged, { room, user: userId, gone: true });
    handOn(db, room, at, record);
  }
  return true;
}

export type MutePerson = ChangePerson & { muted: boolean; at: number };

/** Lets somebody write in a room no more, or again. Whoever keeps it goes on writing. */
export const muteInRoom = defineRoomChange(
  "room.mute-person",
  1,
  (db, { room, user, muted, at }: MutePerson, record) => {
    const person = findEntryById(db, room, user);
    if (!person || !findUser(db, user)) return "missing";
    if (muted && (person.standing.keeper || findUser(db, user)?.admin)) return "not allowed";
    const sql = `INSERT INTO memberships (room_id, user_id, muted_at, read_id) VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT (user_id, room_id) DO UPDATE SET muted_at = ?3`;
    db.query(sql).run(room, user, muted ? at : null, person.standing.readId);
    record(peopleChanged, { room, user, gone: false });
    return "changed";
  },
);

/**
 * Makes somebody a keeper of a room, or takes that away; not from the last one of a closed room, which nobody could change
 * then.
 */
export const setKeeper = defineRoomChange(
  "room.set-keeper",
  2,
  (db, { room, user, keeper }: ChangePerson & { keeper: boolean }, record, { kind }) => {
    const person = findEntryById(db, room, user);
    if (!person || !findActor(db, user)) return "missing";
    if (!keeper && kind === "closed" && !hasOtherKeeper(db, room, user)) return "last keeper";
    const sql = `INSERT INTO memberships (room_id, user_id, keeper, read_id) VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT (user_id, room_id) DO UPDATE SET keeper = ?3, muted_at = iif(?3 = 1, NULL, muted_at)`;
    db.query(sql).run(room, user, Number(keeper), person.standing.readId);
    record(peopleChanged, { room, user, gone: false });
    return "changed";
  },
);

/** Whether somebody else keeps a room, who may act. */
const hasOtherKeeper = (db: Database, room: number, user: number): boolean =>
  listPeople(db, room).some(({ id, keeper }) => keeper && id !== user && findActor(db, id));

/** Most people in a direct room. */
export const MOST_DIRECT = 9;

/** @param people the ids of everybody in it, whoever opens it among them */
export type OpenDirect = { people: number[]; slug: string; by: number; at: number };

export type OpenedDirect = { slug: string } | "not allowed" | "missing" | "too many";

/** The direct room of these people: the one there is, or else a new one. */
export const openDirect = defineWrite("room.open-direct", 1, (db, input: OpenDirect, record): OpenedDirect => {
  const people = [...new Set(input.people)].sort((a, b) => a - b);
  const { by, at } = input;
  if (!findActor(db, by) || !people.includes(by)) return "not allowed";
  if (people.length > MOST_DIRECT) return "too many";
  const key = people.join(",");
  const known = db.query<{ slug: string }, [string]>("SELECT slug FROM rooms WHERE people = ?").get(key);
  if (known) return known;
  if (people.length > 1 && !readRoomSettings(db).direct) return "not allowed";
  if (!people.every((id) => findActor(db, id))) return "missing";
  const sql = "INSERT INTO rooms (slug, name, kind, people, created_at) VALUES (?, '', 'direct', ?, ?) RETURNING id";
  const room = numberFrom(db, sql, input.slug, key, at);
  for (const id of people) enroll(db, room, id, { member: true });
  record(roomChanged, { room });
  return { slug: input.slug };
});

/** What somebody hears of a room. */
export type SetLevel = { room: number; user: number; level: Level | null; until: number | null; muteHere: boolean };

/** Keeps what somebody wants to hear of a room, for good or until a time, after which holds what did before. The lobby can't be hidden. */
export const setLevel = defineWrite("room.set-level", 1, (db, input: SetLevel, record): RoomOutcome => {
  const { room, user, level, until, muteHere } = input;
  const entry = findEntryById(db, room, user);
  if (!entry || !findActor(db, user)) return "missing";
  if (level === "hidden" && entry.room.slug === LOBBY) return "not the lobby";
  const { standing } = entry;
  const after = until === null ? null : standing.levelUntil === null ? standing.level : standing.levelAfter;
  const sql = `INSERT INTO memberships (room_id, user_id, level, level_until, level_after, mute_here, read_id)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT (user_id, room_id) DO UPDATE SET level = ?3, level_until = ?4, level_after = ?5, mute_here = ?6`;
  db.query(sql).run(room, user, level, until, after, Number(muteHere), standing.readId);
  record(levelChanged, { room, user });
  return "changed";
});

/** Somebody hears another part of a room now. */
export const levelChanged = defineEvent<{ room: number; user: number }>("level changed");

/** Somebody marked messages of a room as unread. */
export const markedUnread = defineEvent<{ user: number; room: number }>("marked unread");

/** The message up to which each of these people has read in a room. */
export type NoteRead = { positions: [user: number, room: number, id: number][] };

/**
 * Moves read positions forward. Those of rooms that somebody may not see any more are dropped. What is cached of them stays as
 * it was: only `Positions` writes them so, and knows better.
 */
export const noteRead = defineWrite(
  "room.note-read",
  1,
  (db, { positions }: NoteRead): void => {
    const note = db.query(
      `INSERT INTO memberships (room_id, user_id, read_id)
       SELECT rooms.id, users.id, max(+?3, ${READ_FROM}) FROM rooms CROSS JOIN users
       LEFT JOIN memberships ON room_id = rooms.id AND user_id = users.id
       WHERE rooms.id = +?1 AND users.id = +?2 AND rooms.deleted_at IS NULL AND (kind = 'open' OR member = 1)
       ON CONFLICT (user_id, room_id) DO UPDATE SET read_id = max(read_id, excluded.read_id)`,
    );
    for (const [user, room, id] of positions) note.run(room, user, id);
  },
  { keepsReads: true },
);

/** Marks a message and all after it as unread: the one move of a read position that goes back. */
export const markUnread = defineWrite(
  "room.mark-unread",
  1,
  (db, { room, user, id }: { room: number; user: number; id: number }, record): RoomOutcome => {
    if (!findEntryById(db, room, user)) return "missing";
    if (!db.query("SELECT 1 FROM messages WHERE id = ? AND room_id = ?").get(id, room)) return "missing";
    const sql = `INSERT INTO memberships (room_id, user_id, read_id) VALUES (?1, ?2, ?3)
      ON CONFLICT (user_id, room_id) DO UPDATE SET read_id = ?3`;
    db.query(sql).run(room, user, id - 1);
    record(markedUnread, { user, room });
    return "changed";
  },
);
