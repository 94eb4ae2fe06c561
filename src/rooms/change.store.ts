/** Rooms made, changed, archived and deleted, in SQL. */
import type { Database } from "bun:sqlite";

import { numberFrom, numbersFrom } from "../database/values.ts";
import { textDeleted } from "../database/write-queue.ts";
import { defineEvent, defineWrite, type Plain, type RecordEvent } from "../database/writes.ts";
import { findActor } from "../users/store.ts";
import { foldedNameOf, isNameTaken } from "./names.store.ts";
import { readRoomSettings } from "./settings.store.ts";
import { type Entry, findEntryById, listPeople, LOBBY, READ_FROM, type Room } from "./store.ts";

/**
 * What is shown of a room is different now, or who may come in; or it is new. `wasOpen` when it is open no more: until now
 * it was in everybody's list. `returns` when it is again: something in it may be new to some.
 */
export type RoomChange = { room: number; wasOpen?: boolean; returns?: boolean };
export const roomChanged = defineEvent<RoomChange>("room changed");

/** Who is in a room, or what somebody may do there, is different now; `gone` may not come in any more. */
export const peopleChanged = defineEvent<{ room: number; user: number; gone: boolean }>("people changed");

/** A room was taken away from everybody; its texts are still there. */
export const roomDeleted = defineEvent<{ room: number }>("room deleted");

/** Why a room was not made or changed. */
export type RoomRefused =
  "missing" | "not allowed" | "taken" | "not the lobby" | "direct" | "wrong name" | "last keeper";

/** What became of a change of a room. */
export type RoomOutcome = "changed" | RoomRefused;

/**
 * Who may change a room and what it is: administrators and keepers of it. Nobody changes a direct room.
 * To be asked inside each write that changes one.
 */
export function requireKeeper(db: Database, room: number, by: number): Entry | RoomRefused {
  const actor = findActor(db, by);
  const entry = findEntryById(db, room, by);
  if (!actor || !entry) return "missing";
  if (entry.room.kind === "direct") return "direct";
  return actor.admin || entry.standing.keeper ? entry : "not allowed";
}

/** Defines a write that changes a room, for those who may. */
export const defineRoomChange = <Input extends Plain & { room: number; by: number }>(
  name: string,
  version: number,
  change: (db: Database, input: Input, record: RecordEvent, room: Room) => RoomOutcome,
) =>
  defineWrite(name, version, (db, input: Input, record): RoomOutcome => {
    const entry = requireKeeper(db, input.room, input.by);
    return typeof entry === "string" ? entry : change(db, input, record, entry.room);
  });

export type CreateRoom = {
  name: string;
  folded: string;
  topic: string;
  kind: "open" | "closed";
  /** What its address should be; empty where the name has no letters for one. */
  slug: string;
  /** What makes an address that nobody has. */
  token: string;
  by: number;
  /** The ids of others who are in a closed room from the start. */
  people: number[];
  at: number;
};

export type Created = { id: number; slug: string } | "not allowed" | "taken";

/** Makes a room, kept by its maker. */
export const createRoom = defineWrite("room.create", 1, (db, input: CreateRoom, record): Created => {
  const { name, folded, topic, kind, by, at } = input;
  const actor = findActor(db, by);
  if (!actor || (readRoomSettings(db).makers === "administrators" && !actor.admin)) return "not allowed";
  if (isNameTaken(db, folded, by)) return "taken";
  const slug = freeSlug(db, input);
  const sql =
    "INSERT INTO rooms (slug, name, name_folded, topic, kind, created_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id";
  const id = numberFrom(db, sql, slug, name, folded, topic, kind, at);
  enroll(db, id, by, { keeper: true, member: kind === "closed" });
  const people = kind === "closed" ? input.people.filter((person) => findActor(db, person)) : [];
  for (const person of people) enroll(db, id, person, { member: true });
  record(roomChanged, { room: id });
  return { id, slug };
});

/** The address of a closed room never says its name, nor, by being taken, that there is such a room. */
function freeSlug(db: Database, { kind, slug, token }: CreateRoom): string {
  if (kind === "closed") return token;
  const isFree = slug !== "" && db.query("SELECT 1 FROM rooms WHERE slug = ?").get(slug) === null;
  return isFree ? slug : [slug, token].filter(Boolean).join("-");
}

/** Notes what somebody is in a room. What is new to them begins now. */
export function enroll(db: Database, room: number, user: number, is: { member?: boolean; keeper?: boolean }): void {
  const sql = `INSERT INTO memberships (room_id, user_id, member, keeper, read_id)
    VALUES (?1, ?2, ?3, ?4, coalesce((SELECT max(id) FROM messages WHERE room_id = ?1), 0))
    ON CONFLICT (user_id, room_id) DO UPDATE SET member = max(member, ?3), keeper = max(keeper, ?4),
      read_id = iif(member < ?3, max(read_id, excluded.read_id), read_id)`;
  db.query(sql).run(room, user, Number(is.member ?? false), Number(is.keeper ?? false));
}

/** What is left out stays as it is. `folded` comes with `name`. */
export type ChangeRoom = {
  room: number;
  by: number;
  name?: string;
  folded?: string;
  topic?: string;
  kind?: "open" | "closed";
  writers?: Room["writers"];
  slow?: number;
  /** Who has written in an open room that is to be closed, as far as that was read before; in the write only the rest is. */
  authors?: Authors;
};

/** The ids of those who wrote in a room up to a message. */
export type Authors = { ids: number[]; upTo: number };

/** Messages that are looked through at once for who wrote them: some two milliseconds. */
const AUTHORS_OF = 2_000;

/** Who wrote in a room, one part further than is known; nothing when that is all. To read a large room at once takes too long. */
export function moreAuthors(db: Database, room: number, { ids, upTo }: Authors): Authors | undefined {
  const sql = "SELECT id, author_id AS author FROM messages WHERE room_id = +? AND id > +? ORDER BY id LIMIT +?";
  const read = db.query<{ id: number; author: number }, [number, number, number]>(sql).all(room, upTo, AUTHORS_OF);
  const last = read.at(-1);
  return last && { ids: [...new Set([...ids, ...read.map(({ author }) => author)])], upTo: last.id };
}

export const NO_AUTHORS: Authors = { ids: [], upTo: 0 };

/** Changes what is given of a room. */
export const changeRoom = defineRoomChange("room.change", 1, (db, input: ChangeRoom, record, room) => {
  const { name = room.name, topic = room.topic, kind = room.kind, writers = room.writers, slow = room.slow } = input;
  if (kind === "closed" && room.slug === LOBBY) return "not the lobby";
  const opens = kind === "open" && room.kind === "closed"; // now everybody sees what it is called
  const before = foldedNameOf(db, room.id);
  const folded = input.folded ?? before;
  const isOtherName = folded !== before; // a closed room may be called as an open one, and stay so
  if ((opens || isOtherName) && isNameTaken(db, folded, input.by, room.id)) return "taken";
  const sql = "UPDATE rooms SET name = ?, name_folded = ?, topic = ?, kind = ?, writers = ?, slow = ? WHERE id = ?";
  db.query(sql).run(name, folded, topic, kind, writers, slow, room.id);
  if (opens) openRoom(db, room.id);
  const closes = kind === "closed" && room.kind === "open";
  if (closes) closeRoom(db, room.id, input.by, input.authors ?? NO_AUTHORS);
  record(roomChanged, { room: room.id, ...(closes ? { wasOpen: true } : {}), ...(opens ? { returns: true } : {}) });
  return "changed";
});

/** To whoever was not in it nothing of what was said before is new. */
function openRoom(db: Database, room: number): void {
  db.query(
    "UPDATE rooms SET read_from = (SELECT coalesce(max(id), 0) FROM messages WHERE room_id = rooms.id) WHERE id = ?",
  ).run(room);
  db.query(
    `UPDATE memberships SET read_id = max(read_id, (SELECT read_from FROM rooms WHERE id = room_id))
     WHERE room_id = ? AND member = 0`,
  ).run(room);
}

/** Whoever wrote in an open room, or keeps it, is one of its people when it is closed. What they have read stays as it is. */
function closeRoom(db: Database, room: number, by: number, { ids, upTo }: Authors): void {
  const keep = db.query(
    `INSERT INTO memberships (room_id, user_id, member, keeper, read_id)
     SELECT rooms.id, users.id, 1, ?3, ${READ_FROM} FROM rooms, users WHERE rooms.id = ?1 AND users.id = ?2
     ON CONFLICT (user_id, room_id) DO UPDATE SET member = 1, keeper = max(keeper, ?3)`,
  );
  keep.run(room, by, 1);
  const sql = `SELECT id FROM users WHERE left_at IS NULL AND (id IN (SELECT value FROM json_each(?))
    OR id IN (SELECT author_id FROM messages WHERE room_id = ? AND id > ?)) ORDER BY id`;
  for (const author of numbersFrom(db, sql, JSON.stringify(ids), room, upTo)) keep.run(room, author, 0);
  db.query("UPDATE memberships SET member = 1 WHERE room_id = ? AND keeper = 1").run(room);
}

export type ArchiveRoom = { room: number; by: number; archived: boolean; at: number };

/** Makes a room read-only and takes it out of the list, or brings it back. */
export const archiveRoom = defineRoomChange("room.archive", 1, (db, input: ArchiveRoom, record, { id, slug }) => {
  if (slug === LOBBY) return "not the lobby";
  archiveNow(db, id, input.archived ? input.at : null, record);
  return "changed";
});

export function archiveNow(db: Database, room: number, at: number | null, record: RecordEvent): void {
  const sql = "UPDATE rooms SET archived_at = iif(?2 IS NULL, NULL, coalesce(archived_at, ?2)) WHERE id = ?1";
  db.query(sql).run(room, at);
  record(roomChanged, at === null ? { room, returns: true } : { room });
}

/** @param name as whoever deletes it wrote it, folded */
export type DeleteRoom = { room: number; by: number; folded: string; at: number };

/** Takes a room away from everybody at once. Its texts follow, a part at a time: see `emptyRoom`. */
export const deleteRoom = defineRoomChange("room.delete", 1, (db, input: DeleteRoom, record, { slug, kind }) => {
  const { room, folded, at } = input;
  if (slug === LOBBY) return "not the lobby";
  if (foldedNameOf(db, room) !== folded) return "wrong name";
  const isOpen = kind === "open";
  if (!isOpen) for (const { id } of listPeople(db, room)) record(peopleChanged, { room, user: id, gone: true });
  db.query("UPDATE rooms SET deleted_at = ?, name = '', name_folded = '', topic = '' WHERE id = ?").run(at, room);
  db.query("DELETE FROM memberships WHERE room_id = ?").run(room);
  record(roomDeleted, { room });
  record(roomChanged, isOpen ? { room, wasOpen: true } : { room });
  record(textDeleted, null);
  return "changed";
});
