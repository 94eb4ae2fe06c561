/** Rooms and their messages in SQL. */
import type { Database } from "bun:sqlite";

import { asOfCommit } from "../database/recall.ts";

export type Room = { id: number; slug: string; name: string };

export type Message = {
  id: number;
  key: string;
  room: number;
  author: number;
  authorName: string;
  /** The colour its author has chosen. */
  authorHue: number | null;
  /** Counts changes of what the row shows of its author. */
  authorVersion: number;
  body: string;
  rev: number;
  /** Same author as the message before it, soon after. */
  continues: boolean;
  /** When it was stored, in ms since 1970. */
  at: number;
  /** When its author changed it last. */
  editedAt: number | null;
  /** Who took its text away; it is a tombstone then. */
  deletedBy: number | null;
  /** The reactions to it, as `readReactions` takes them. */
  reactions: string | null;
  /** What it answers, as that is now and `readQuote` takes it. */
  quote: string | null;
};

/** What a new message is, besides what its author gave it. */
export const UNTOUCHED = { editedAt: null, deletedBy: null, reactions: null, quote: null } as const;

/** Time within which an author's messages are shown as one, in ms. */
const CONTINUES_WITHIN = 5 * 60_000;

const SELECT_QUOTE = `SELECT json_array(quoted.id, username, quoted.body, quoted.deleted_by IS NOT NULL)
  FROM messages AS quoted JOIN users ON users.id = quoted.author_id WHERE quoted.id = messages.reply_to`;

const SELECT_MESSAGES = `SELECT messages.id, key, room_id AS room, author_id AS author, username AS authorName,
  hue AS authorHue, version AS authorVersion, body, rev, continues, messages.created_at AS at, edited_at AS editedAt,
  deleted_by AS deletedBy, reactions, iif(reply_to IS NULL, NULL, (${SELECT_QUOTE})) AS quote
  FROM messages JOIN users ON users.id = author_id`;

// In a query with a LIMIT or a JOIN, `+?` keeps SQLite from planning again for each value that is bound to a bare `?`,
// which takes ten times as long as the query.

type MessageRow = Omit<Message, "continues"> & { continues: number };

/** Rooms that were found, as every request asks for one. They stay as they are: none can be renamed or removed. */
const found = new WeakMap<Database, Map<string, Room>>();

export function findRoom(db: Database, slug: string): Room | undefined {
  const known = found.get(db) ?? new Map<string, Room>();
  found.set(db, known);
  const sql = "SELECT id, slug, name FROM rooms WHERE slug = ?";
  const room = known.get(slug) ?? db.query<Room, [string]>(sql).get(slug) ?? undefined;
  if (room) known.set(slug, room);
  return room;
}

const allRooms = asOfCommit((db, _: undefined) =>
  db.query<Room, []>("SELECT id, slug, name FROM rooms ORDER BY id").all(),
);

export const listRooms = (db: Database): Room[] => allRooms(db, undefined);

/** The slugs of rooms by their ids. They never change, so each is read once. */
export function openSlugs(db: Database): (room: number) => string {
  const known = new Map<number, string>();
  return (room) => {
    const slug =
      known.get(room) ?? db.query<{ slug: string }, [number]>("SELECT slug FROM rooms WHERE id = ?").get(room)?.slug;
    if (slug === undefined) throw new Error(`there is no room ${room}`);
    known.set(room, slug);
    return slug;
  };
}

/** @param reply the message that it answers, one of the same room */
export type PostMessage = { key: string; room: number; author: number; body: string; at: number; reply?: number };

/** The stored message and whether this call stored it; "taken" when the key is somebody else's or of another room. */
export type Posted = { message: Message; created: boolean } | "taken";

/** Stores a message once: the same author, room and key always give the same message. */
export function postMessage(db: Database, input: PostMessage): Posted {
  const { reply, ...rest } = input;
  const { key, room, author, body, at } = rest;
  const rev = latestRev(db) + 1;
  const continues = reply === undefined && continuesLast(db, input); // an answer has a head of its own
  // Four small statements: as one with subqueries they take three times as long.
  const stored = db
    .query<{ id: number }, [string, number, number, string, number, number, number, number | null]>(
      `INSERT INTO messages (key, room_id, author_id, body, rev, continues, created_at, reply_to)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING RETURNING id`,
    )
    .get(key, room, author, body, rev, continues ? 1 : 0, at, reply ?? null);
  if (stored && reply === undefined) {
    const message = { ...rest, ...UNTOUCHED, id: stored.id, rev, continues, ...authorOf(db, author) };
    return { message, created: true };
  }
  const known = findMessage(db, key);
  const isOwn = known?.author === author && known.room === room;
  return isOwn ? { message: known, created: stored !== null } : "taken";
}

function continuesLast(db: Database, { room, author, at }: PostMessage): boolean {
  const last = db
    .query<{ author: number; at: number }, [number]>(
      "SELECT author_id AS author, created_at AS at FROM messages WHERE room_id = +? ORDER BY id DESC LIMIT 1",
    )
    .get(room);
  return last?.author === author && Math.abs(at - last.at) <= CONTINUES_WITHIN;
}

function authorOf(db: Database, user: number): Pick<Message, "authorName" | "authorHue" | "authorVersion"> {
  const sql = "SELECT username AS authorName, hue AS authorHue, version AS authorVersion FROM users WHERE id = ?";
  const row = db.query<Pick<Message, "authorName" | "authorHue" | "authorVersion">, [number]>(sql).get(user);
  if (!row) throw new Error(`nobody has the id ${user}`);
  return row;
}

export function findMessage(db: Database, key: string): Message | undefined {
  const row = db.query<MessageRow, [string]>(`${SELECT_MESSAGES} WHERE key = +?`).get(key);
  return row ? toMessage(row) : undefined;
}

/** The message of an id, if it is in the room. */
export function findMessageIn(db: Database, room: number, id: number): Message | undefined {
  const row = db
    .query<MessageRow, [number, number]>(`${SELECT_MESSAGES} WHERE messages.id = ? AND room_id = ?`)
    .get(id, room);
  return row ? toMessage(row) : undefined;
}

/** A stretch of a room in order of ids, and whether there is more beyond its far end. */
export type Page = { messages: Message[]; more: boolean };

/** The `count` messages before an id, or the latest without one. */
export function messagesBefore(db: Database, room: number, before: number | undefined, count: number): Page {
  const rows = db
    .query<MessageRow, [number, number, number]>(
      `${SELECT_MESSAGES} WHERE room_id = +? AND messages.id < +? ORDER BY messages.id DESC LIMIT +?`,
    )
    .all(room, before ?? Number.MAX_SAFE_INTEGER, count + 1);
  return { messages: rows.slice(0, count).reverse().map(toMessage), more: rows.length > count };
}

/** The `count` messages after an id. */
export function messagesAfter(db: Database, room: number, after: number, count: number): Page {
  const rows = db
    .query<MessageRow, [number, number, number]>(
      `${SELECT_MESSAGES} WHERE room_id = +? AND messages.id > +? ORDER BY messages.id LIMIT +?`,
    )
    .all(room, after, count + 1);
  return { messages: rows.slice(0, count).map(toMessage), more: rows.length > count };
}

/** The messages of a room that changed after a rev, in the order of the changes. */
export function changesInRoom(db: Database, room: number, after: number, count: number): Message[] {
  return db
    .query<MessageRow, [number, number, number]>(
      `${SELECT_MESSAGES} WHERE room_id = +? AND rev > +? ORDER BY rev LIMIT +?`,
    )
    .all(room, after, count)
    .map(toMessage);
}

/** The messages of all rooms that changed after a rev, in the order of the changes. */
export function changes(db: Database, after: number): Message[] {
  return db.query<MessageRow, [number]>(`${SELECT_MESSAGES} WHERE rev > +? ORDER BY rev`).all(after).map(toMessage);
}

/** How many messages of a room changed after a rev; stops counting at `most`. */
export function countChanges(db: Database, room: number, after: number, most: number): number {
  const sql = "SELECT count(*) AS count FROM (SELECT 1 FROM messages WHERE room_id = +? AND rev > +? LIMIT +?)";
  return db.query<{ count: number }, [number, number, number]>(sql).get(room, after, most)?.count ?? 0;
}

/** The rev of the latest change, 0 in a new database. */
export function latestRev(db: Database): number {
  return db.query<{ rev: number }, []>("SELECT coalesce(max(rev), 0) AS rev FROM messages").get()?.rev ?? 0;
}

/** The name of this log; changes when a database is restored. */
export function readEpoch(db: Database): string {
  const row = db.query<{ epoch: string }, []>("SELECT epoch FROM log").get();
  if (!row) throw new Error("the database has no epoch");
  return row.epoch;
}

const toMessage = (row: MessageRow): Message => ({ ...row, continues: row.continues === 1 });
