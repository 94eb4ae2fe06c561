/** Messages in SQL: posted, found, read in pages and by what changed. */
import type { Database } from "bun:sqlite";

import { cachedUntilCommit } from "../database/read-cache.ts";
import { defineEvent, defineWrite } from "../database/writes.ts";
import { claimFiles, keepFiles } from "../files/sent.store.ts";
import { mayEnter } from "../rooms/store.ts";
import { beginWriting, type MayNotWrite, noteWritten, type TooSoon } from "../rooms/writing.store.ts";
import { mentionedOutside, noteForMe } from "./for-me.store.ts";
import { mayMention } from "./mentions.ts";
import { isRemoved } from "./removed-keys.store.ts";

export type Message = {
  id: number;
  key: string;
  room: number;
  author: number;
  authorName: string;
  /** The colour its author has chosen. */
  authorHue: number | null;
  /** The SHA-256 of the small picture of its author, if they have one. */
  authorPicture: string | null;
  /** The rev at which what the row shows of its author last changed. */
  authorRev: number;
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
  /** What it answers, as that is now and `parseQuote` takes it; `GONE` when that is not kept any longer. */
  quote: string | null;
  /** Its files, as `readFiles` takes them. */
  files: string | null;
};

/** What a new message is, besides what its author gave it. */
export const UNTOUCHED = { editedAt: null, deletedBy: null, reactions: null, quote: null, files: null } as const;

/** What stands for the quote of a message of which nothing is kept. */
export const GONE = "gone";

/** Time within which an author's messages are shown as one, in ms. */
const CONTINUES_WITHIN = 5 * 60_000;

/** Of the files of a message without a text: the first, and how many there are. */
const QUOTED_FILES = `iif(quoted.body <> '' OR quoted.files IS NULL, NULL, json_array(
    json_extract(quoted.files, '$[0].name'), json_extract(quoted.files, '$[0].type'),
    json_extract(quoted.files, '$[0].waveform') IS NOT NULL, json_array_length(quoted.files)))`;

const SELECT_QUOTE = `SELECT json_array(quoted.id, username, quoted.body, quoted.deleted_by IS NOT NULL, author_id,
    json(${QUOTED_FILES}))
  FROM messages AS quoted JOIN users ON users.id = quoted.author_id WHERE quoted.id = messages.reply_to`;

const SELECT_MESSAGES = `SELECT messages.id, key, room_id AS room, author_id AS author, username AS authorName,
  hue AS authorHue, picture_small AS authorPicture, shown_rev AS authorRev, body, messages.rev, continues,
  messages.created_at AS at, edited_at AS editedAt, deleted_by AS deletedBy, reactions, files,
  iif(reply_to IS NULL, iif(reply_gone, '${GONE}', NULL), (${SELECT_QUOTE})) AS quote
  FROM messages JOIN users ON users.id = author_id`;

// In a query with a LIMIT or a JOIN, `+?` keeps SQLite from planning again for each value that is bound to a bare `?`,
// which takes ten times as long as the query.

type MessageRow = Omit<Message, "continues"> & { continues: number };

export type PostMessage = {
  key: string;
  room: number;
  author: number;
  body: string;
  at: number;
  /** The message that it answers, one of the same room. */
  reply?: number;
  /** The ids of the files that it carries, in their order. */
  files?: string[];
};

/** A message as it is stored, and whether this call stored it. */
export type Stored = { message: Message; created: boolean; notHere: number[] };

/**
 * The stored message, whether this call stored it, and the ids of those it mentions who may not come into the room; `taken`
 * when the key is somebody else's or of another room, `removed` when its message is not kept any longer, `not allowed` when
 * the author may not write any more, `no such reply` when what it answers is not in the room, `no such file` when a file of it
 * is not there, or in another message.
 */
export type Posted =
  Stored | "taken" | "removed" | "not allowed" | "no such reply" | "no such file" | MayNotWrite | TooSoon;

/** A message was stored; `called` are the people it is for, 0 is everybody. */
export const messagePosted = defineEvent<{ id: number; room: number; author: number; called: number[] }>(
  "message posted",
);

/** Stores a message once: the same author, room and key always give the same message. */
export const postMessage = defineWrite(
  "message.post",
  4,
  (db, input: PostMessage, record): Posted => {
    const { reply, files: ids = [], ...rest } = input;
    const { key, room, author, body, at } = rest;
    const shown = findAuthor(db, author);
    if (!shown) return "not allowed";
    const { refused, isSlow } = beginWriting(db, { room, user: author, at });
    if (refused !== undefined) return findRepeat(db, input) ?? refused;
    if (isRemoved(db, key)) return "removed";
    if (reply !== undefined && !isInRoom(db, room, reply)) return "no such reply";
    const kept = keepFiles(db, { room, author, ids });
    if (!kept) return findRepeat(db, input) ?? "no such file";
    const rev = latestRev(db) + 1;
    const continues = reply === undefined && continuesLast(db, input); // an answer has a head of its own
    // A few small statements: as one with subqueries they take three times as long.
    const stored = db
      .query<
        { id: number },
        [string, number, number, string, number, number, number, number | null, string | null, string | null]
      >(
        `INSERT INTO messages (key, room_id, author_id, body, rev, continues, created_at, reply_to, files, file_words)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING RETURNING id`,
      )
      .get(key, room, author, body, rev, continues ? 1 : 0, at, reply ?? null, kept.files, kept.words);
    if (!stored) return findRepeat(db, input) ?? "taken";
    if (isSlow) noteWritten(db, { room, user: author, at });
    if (ids.length > 0) claimFiles(db, stored.id, ids);
    const isForSome = reply !== undefined || mayMention(body);
    const { called, notHere } = isForSome
      ? noteForMe(db, { ...rest, id: stored.id, reply: reply ?? null }, record)
      : { called: [], notHere: [] };
    record(messagePosted, { id: stored.id, room, author, called });
    if (reply === undefined) {
      const message = { ...rest, ...UNTOUCHED, id: stored.id, rev, continues, ...shown, files: kept.files };
      return { message, created: true, notHere };
    }
    const message = findMessage(db, key);
    if (!message) throw new Error("the message was not stored");
    return { message, created: true, notHere };
  },
  { keepsReads: true },
);

/** The same message, if it was stored before: slow mode and the like do not turn a repeat into a refusal. */
function findRepeat(db: Database, { key, author, room }: PostMessage): Stored | undefined {
  const known = findMessage(db, key);
  if (known?.author !== author || known.room !== room || !mayEnter(db, room, author)) return undefined;
  return { message: known, created: false, notHere: mentionedOutside(db, known) };
}

function continuesLast(db: Database, { room, author, at }: PostMessage): boolean {
  const sql = "SELECT author_id AS author, created_at AS at FROM messages WHERE room_id = +? ORDER BY id DESC LIMIT 1";
  const last = db.query<{ author: number; at: number }, [number]>(sql).get(room);
  return last?.author === author && Math.abs(at - last.at) <= CONTINUES_WITHIN;
}

type Author = Pick<Message, "authorName" | "authorHue" | "authorPicture" | "authorRev">;

/** What a row shows of its author; nothing when they may not write: they are suspended, or have left. */
const findAuthor = cachedUntilCommit((db, user: number): Author | undefined => {
  const sql = `SELECT username AS authorName, hue AS authorHue, picture_small AS authorPicture, shown_rev AS authorRev FROM users
    WHERE id = ? AND suspended_at IS NULL AND left_at IS NULL`;
  return db.query<Author, [number]>(sql).get(user) ?? undefined;
});

const isInRoom = (db: Database, room: number, id: number): boolean =>
  db.query("SELECT 1 FROM messages WHERE id = ? AND room_id = ?").get(id, room) !== null;

export function findMessage(db: Database, key: string): Message | undefined {
  const row = db.query<MessageRow, [string]>(`${SELECT_MESSAGES} WHERE key = +?`).get(key);
  return row ? toMessage(row) : undefined;
}

/** The message of an id, if it is in the room. */
export function findMessageIn(db: Database, room: number, id: number): Message | undefined {
  const sql = `${SELECT_MESSAGES} WHERE messages.id = ? AND room_id = ?`;
  const row = db.query<MessageRow, [number, number]>(sql).get(id, room);
  return row ? toMessage(row) : undefined;
}

/** A page of messages in order of ids, and whether there is more beyond its far end. */
export type Page = { messages: Message[]; more: boolean };

/** The `count` messages before an id, or the latest without one. */
export function messagesBefore(db: Database, room: number, before: number | undefined, count: number): Page {
  const sql = `${SELECT_MESSAGES} WHERE room_id = +? AND messages.id < +? ORDER BY messages.id DESC LIMIT +?`;
  const read = db.query<MessageRow, [number, number, number]>(sql);
  const rows = read.all(room, before ?? Number.MAX_SAFE_INTEGER, count + 1);
  return { messages: rows.slice(0, count).reverse().map(toMessage), more: rows.length > count };
}

/** The `count` messages after an id. */
export function messagesAfter(db: Database, room: number, after: number, count: number): Page {
  const sql = `${SELECT_MESSAGES} WHERE room_id = +? AND messages.id > +? ORDER BY messages.id LIMIT +?`;
  const rows = db.query<MessageRow, [number, number, number]>(sql).all(room, after, count + 1);
  return { messages: rows.slice(0, count).map(toMessage), more: rows.length > count };
}

/** The messages of a room that changed after a rev, in the order of the changes. */
export function changesInRoom(db: Database, room: number, after: number, count: number): Message[] {
  const sql = `${SELECT_MESSAGES} WHERE room_id = +? AND messages.rev > +? ORDER BY messages.rev LIMIT +?`;
  return db.query<MessageRow, [number, number, number]>(sql).all(room, after, count).map(toMessage);
}

/** The messages of all rooms that changed after a rev, in the order of the changes. */
export function changes(db: Database, after: number): Message[] {
  const sql = `${SELECT_MESSAGES} WHERE messages.rev > +? ORDER BY messages.rev`;
  return db.query<MessageRow, [number]>(sql).all(after).map(toMessage);
}

/** How many messages of a room changed after a rev; stops counting at `most`. */
export function countChanges(db: Database, room: number, after: number, most: number): number {
  const sql = "SELECT count(*) AS count FROM (SELECT 1 FROM messages WHERE room_id = +? AND rev > +? LIMIT +?)";
  return db.query<{ count: number }, [number, number, number]>(sql).get(room, after, most)?.count ?? 0;
}

/** The rev of the latest change, of a message or of a person; 0 in a new database. */
export function latestRev(db: Database): number {
  return db.query<{ rev: number }, []>("SELECT rev FROM log").get()?.rev ?? 0;
}

/** The name of this log; changes when a database is restored. */
export function readEpoch(db: Database): string {
  const row = db.query<{ epoch: string }, []>("SELECT epoch FROM log").get();
  if (!row) throw new Error("the database has no epoch");
  return row.epoch;
}

const toMessage = (row: MessageRow): Message => ({ ...row, continues: row.continues === 1 });
