/** What happens to a message after it was sent, in SQL. Every visible change takes the next rev. */
import type { Database } from "bun:sqlite";

import { audit } from "../auth/audit.store.ts";
import { textDeleted } from "../database/write-queue.ts";
import { defineEvent, defineWrite, type RecordEvent } from "../database/writes.ts";
import { removeFilesOf } from "../files/sent.store.ts";
import { whyNotChange } from "../rooms/writing.store.ts";
import { findActor } from "../users/store.ts";
import { forgetForMe, noteForMeAnew, type Said } from "./for-me.store.ts";
import { type Reaction, readReactions, writeReactions } from "./reactions.ts";
import { latestRev, type Message } from "./store.ts";

/**
 * Why a message was not changed: it is not there, it was deleted, its room is read-only, or whoever asked may not do that
 * (any more).
 */
export type NotChanged = "missing" | "deleted" | "archived" | "not allowed";

/** What became of a change of a message. */
export type MessageOutcome = "changed" | NotChanged;

export type EditMessage = { id: number; by: number; body: string; at: number };

/**
 * Gives a message another text; the same text again is no change. Only its author may. `empty` when it would have no text
 * any more, and no files either.
 */
export const editMessage = defineWrite(
  "message.edit",
  3,
  (db, { id, by, body, at }: EditMessage, record): MessageOutcome | "empty" => {
    const refused = whyNot(db, id, by, "edit", (author) => author === by);
    if (refused) return refused;
    if (body === "" && !hasFiles(db, id)) return "empty";
    const sql = "UPDATE messages SET body = ?, edited_at = ?, rev = ? WHERE id = ? AND body <> ?";
    const { changes } = db.query(sql).run(body, at, latestRev(db) + 1, id, body);
    if (changes > 0) {
      renewReplies(db, id);
      noteForMeAnew(db, toSaid(db, id), record);
      record(textDeleted, null);
    }
    return "changed";
  },
);

const hasFiles = (db: Database, id: number): boolean =>
  db.query("SELECT 1 FROM messages WHERE id = ? AND files IS NOT NULL").get(id) !== null;

export type DeleteMessage = { id: number; by: number; at: number };

/** Leaves nothing of a message but its author and its place: a tombstone. Its author and administrators may. */
export const deleteMessage = defineWrite(
  "message.delete",
  4,
  (db, { id, by, at }: DeleteMessage, record): MessageOutcome => {
    const refused = whyNot(db, id, by, "delete", (author, admin) => author === by || admin);
    if (refused) return refused;
    const sql = `UPDATE messages SET body = '', edited_at = NULL, reply_to = NULL, reactions = NULL, files = NULL,
      file_words = NULL, deleted_at = ?, deleted_by = ?, rev = ? WHERE id = ?`;
    db.query(sql).run(at, by, latestRev(db) + 1, id);
    auditDeletion(db, { id, by, at }, record);
    renewReplies(db, id);
    db.query<void, [number]>("DELETE FROM reactions WHERE message_id = ?").run(id);
    removeFilesOf(db, id, record);
    forgetForMe(db, toSaid(db, id), record);
    record(textDeleted, null);
    return "changed";
  },
);

/** Notes that an administrator deleted somebody else's message: whose, and where, if other administrators know of that room. */
function auditDeletion(db: Database, { id, by, at }: DeleteMessage, record: RecordEvent): void {
  const sql = `SELECT author_id AS author, iif(kind = 'open', name, '') AS room FROM messages JOIN rooms ON rooms.id = room_id
    WHERE messages.id = ?`;
  const message = db.query<{ author: number; room: string }, [number]>(sql).get(id);
  if (!message || message.author === by) return;
  audit(db, { at, by, action: "message deleted", user: message.author, detail: message.room }, record);
}

/** Why somebody may not change a message, if so. */
function whyNot(
  db: Database,
  id: number,
  by: number,
  what: "edit" | "react" | "delete",
  may: (author: number, admin: boolean) => boolean,
): NotChanged | undefined {
  const sql = "SELECT room_id AS room, author_id AS author, deleted_by AS deletedBy FROM messages WHERE id = ?";
  const message = db.query<{ room: number; author: number; deletedBy: number | null }, [number]>(sql).get(id);
  const actor = findActor(db, by);
  if (!message) return "missing";
  if (!actor) return "not allowed";
  const refused = whyNotChange(db, { room: message.room, user: by, what });
  if (refused !== undefined) return refused === "no room" ? "missing" : refused;
  if (!may(message.author, actor.admin)) return "not allowed";
  return message.deletedBy === null ? undefined : "deleted";
}

/** A message as those see it whom it is for. */
function toSaid(db: Database, id: number): Said {
  const sql = `SELECT id, room_id AS room, author_id AS author, body, reply_to AS reply,
    coalesce(edited_at, created_at) AS at FROM messages WHERE id = ?`;
  const said = db.query<Said, [number]>(sql).get(id);
  if (!said) throw new Error(`there is no message ${id}`);
  return said;
}

/** Most replies that change with what they quote, and most characters that they may have: a change is not a flood. */
const RENEWED = 100;
const RENEWED_CHARACTERS = 16_384;

/** To be called inside a write that changes what they quote. The newest replies to a message change with it at once, older ones are right when they are next asked for. */
export function renewReplies(db: Database, id: number): void {
  const renew = db.query<void, [number, number]>("UPDATE messages SET rev = ? WHERE id = ?");
  for (const reply of repliesToRenew(db, id)) renew.run(latestRev(db) + 1, reply);
}

/** The ids of the replies that change with a message, in their order. */
export function repliesToRenew(db: Database, id: number): number[] {
  const sql = "SELECT id, length(body) AS length FROM messages WHERE reply_to = ? ORDER BY id DESC LIMIT ?";
  const replies = db.query<{ id: number; length: number }, [number, number]>(sql).all(id, RENEWED);
  let characters = 0;
  const newest = replies.filter(({ length }) => (characters += length) <= RENEWED_CHARACTERS);
  return newest.map((reply) => reply.id).reverse();
}

/** Somebody chose an emoji for a message, or took it back. */
export const reactionChanged = defineEvent<{ user: number; message: number }>("reaction changed");

/** @param most how many different emoji a message may have */
export type AddReaction = { message: number; user: number; emoji: string; most: number };

/** Adds a person's reaction; the same again is no change. `full` when the message has as many different ones as it may. */
export const addReaction = defineWrite(
  "reaction.add",
  2,
  (db, { message, user, emoji, most }: AddReaction, record): MessageOutcome | "full" => {
    const present = reactionsOf(db, message, user);
    if (typeof present === "string") return present;
    const known = present.find((other) => other.emoji === emoji);
    if (!known && present.length >= most) return "full";
    const sql = "INSERT INTO reactions (message_id, emoji, user_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
    const { changes } = db.query(sql).run(message, emoji, user);
    if (changes === 0) return "changed";
    if (known) known.count++;
    else present.push({ emoji, count: 1 });
    storeReactions(db, message, present);
    record(reactionChanged, { user, message });
    return "changed";
  },
);

export type RemoveReaction = { message: number; user: number; emoji: string };

/** Takes a person's reaction back; one that is not there is no change. */
export const removeReaction = defineWrite(
  "reaction.remove",
  2,
  (db, { message, user, emoji }: RemoveReaction, record): MessageOutcome => {
    const present = reactionsOf(db, message, user);
    if (typeof present === "string") return present;
    const sql = "DELETE FROM reactions WHERE message_id = ? AND emoji = ? AND user_id = ?";
    const { changes } = db.query(sql).run(message, emoji, user);
    const known = present.find((other) => other.emoji === emoji);
    if (changes === 0 || !known) return "changed";
    known.count--;
    storeReactions(db, message, present);
    record(reactionChanged, { user, message });
    return "changed";
  },
);

/** The reactions to a message, if somebody may react to it. */
function reactionsOf(db: Database, message: number, user: number): Reaction[] | NotChanged {
  const refused = whyNot(db, message, user, "react", () => true);
  if (refused) return refused;
  const sql = "SELECT reactions FROM messages WHERE id = ?";
  return readReactions(db.query<{ reactions: string | null }, [number]>(sql).get(message)?.reactions ?? null);
}

function storeReactions(db: Database, message: number, reactions: Reaction[]): void {
  const kept = writeReactions(reactions.filter(({ count }) => count > 0));
  db.query("UPDATE messages SET reactions = ?, rev = ? WHERE id = ?").run(kept, latestRev(db) + 1, message);
}

/** Most names of those who chose a reaction. */
const NAMES = 20;

/** The names of those who chose an emoji last, the latest first, at most 20. */
export function namesOfReactors(db: Database, message: number, emoji: string): string[] {
  const sql = `SELECT username AS name FROM reactions JOIN users ON users.id = user_id
    WHERE message_id = +? AND emoji = +? ORDER BY reactions.id DESC LIMIT +?`;
  const rows = db.query<{ name: string }, [number, string, number]>(sql).all(message, emoji, NAMES);
  return rows.map(({ name }) => name);
}

/** The emoji that a reader chose, by the ids of the messages. What stands in it with none has none of the reader's. */
export type OwnReactions = Record<number, string[]>;

/** What a person chose for each of some messages. */
export function ownReactions(db: Database, user: number, messages: number[]): OwnReactions {
  const own: OwnReactions = Object.fromEntries(messages.map((id) => [id, []]));
  if (messages.length === 0) return own;
  const sql = `SELECT message_id AS message, emoji FROM reactions
    WHERE user_id = +? AND message_id IN (SELECT value FROM json_each(+?)) ORDER BY id`;
  const rows = db.query<{ message: number; emoji: string }, [number, string]>(sql).all(user, JSON.stringify(messages));
  for (const { message, emoji } of rows) own[message]?.push(emoji);
  return own;
}

/** The ids of those messages that have reactions, of whomever. */
export const withReactions = (messages: Pick<Message, "id" | "reactions">[]): number[] =>
  messages.flatMap(({ id, reactions }) => (reactions === null ? [] : id));
