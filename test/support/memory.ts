/** A database in memory at the newest schema, and the people and messages a test needs in it. */
import { Database } from "bun:sqlite";
import { randomUUID } from "node:crypto";
import { join } from "node:path";

import { createAccount } from "../../src/auth/accounts.store.ts";
import { migrate, readMigrations } from "../../src/database/migrate.ts";
import { type Message, postMessage } from "../../src/messages/store.ts";
import { enroll } from "../../src/rooms/change.store.ts";
import { findRoom, type Room, type RoomKind } from "../../src/rooms/store.ts";
import { BATCH, indexMessages } from "../../src/search/indexing.ts";
import { skeletonsOf } from "../../src/users/lookalikes.ts";
import { foldName } from "../../src/users/names.ts";

export const MIGRATIONS = join(import.meta.dir, "../../db/migrations");

/** The room that is there from the start. */
export const LOBBY: Room = {
  id: 1,
  slug: "lobby",
  name: "Lobby",
  kind: "open",
  topic: "",
  writers: "everyone",
  slow: 0,
  archivedAt: null,
  people: null,
};

/** Noon of an evening's day, in ms. */
export const NOON = Date.UTC(2026, 10, 22, 12);

/** At the newest schema, or at an earlier one. */
export function openMemory(level?: number): Database {
  const db = new Database(":memory:", { strict: true });
  db.run("PRAGMA foreign_keys = ON");
  migrate(db, readMigrations(MIGRATIONS).slice(0, level));
  return db;
}

/** Makes an account and returns its id. */
export function addPerson(db: Database, name: string): number {
  const folded = foldName(name);
  const id = createAccount(db, { name, folded, skeletons: skeletonsOf(name, folded), passwordHash: "", at: NOON });
  if (typeof id === "string") throw new Error(`${name} is ${id}`);
  return id;
}

/** Makes a room. A closed or direct one has the people that are given. */
export function addRoom(db: Database, slug: string, kind: RoomKind = "open", people: number[] = []): Room {
  const key = kind === "direct" ? people.toSorted((a, b) => a - b).join(",") : null;
  const sql = "INSERT INTO rooms (slug, name, name_folded, kind, people) VALUES (?1, ?1, lower(?1), ?2, ?3)";
  db.query(sql).run(slug, kind, key);
  const room = findRoom(db, slug);
  if (!room) throw new Error(`no room ${slug}`);
  for (const person of people) enroll(db, room.id, person, { member: true });
  return room;
}

type Said = { author: number; room?: number; body?: string; key?: string; at?: number };

/** Stores a message, in the lobby at noon unless said otherwise. */
export function say(db: Database, { author, room = LOBBY.id, body = "Hello", key = randomUUID(), at = NOON }: Said) {
  const posted = postMessage(db, { key, room, author, body, at });
  if (typeof posted === "string" || "wait" in posted) throw new Error(`not posted: ${JSON.stringify(posted)}`);
  return posted.message;
}

/** Gives a message another text and the next rev, as an edit would. */
export function edit(db: Database, { id }: Message, body: string): void {
  db.query("UPDATE messages SET body = ?, rev = (SELECT max(rev) + 1 FROM messages) WHERE id = ?").run(body, id);
}

/** Puts everything that was said until now into the index of the search. */
export function indexAll(db: Database): void {
  while (indexMessages(db, BATCH) === "more");
}
