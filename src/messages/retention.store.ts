/** Removing what is not kept any longer, in SQL: messages with everything that hangs on them, the oldest first. */
import type { Database } from "bun:sqlite";

import { numberFrom } from "../database/values.ts";
import { textDeleted } from "../database/write-queue.ts";
import { defineEvent, defineWrite, type RecordEvent } from "../database/writes.ts";
import { removeFilesOf } from "../files/sent.store.ts";
import { daysKept } from "../rooms/retention.store.ts";
import { DAY } from "../rooms/retention.ts";
import { rememberKey } from "./removed-keys.store.ts";
import { latestRev } from "./store.ts";

/** Messages of a room are gone; `done` when nothing more is to go for now. */
export const messagesRemoved = defineEvent<{ room: number; done: boolean }>("messages removed");

/** How much goes at most in one write: so many messages, and, from the second on, so many characters. */
export type Batch = { messages: number; characters: number };

/** `at`: now, in ms since 1970. */
export type RemoveOld = Batch & { room: number; at: number };

/** Most replies that lose what they answer in one write, and most characters of them: they are shown anew at once. */
const REPLIES = 100;
const REPLY_CHARACTERS = 16_384;

/**
 * Removes the oldest messages of a room that it does not keep any longer. Nothing remains of them but how far they went,
 * which is what pages that were away are told, and for a while their keys. Says whether there are more.
 */
export const removeOld = defineWrite("message.remove-old", 2, (db, input: RemoveOld, record): "more" | "done" => {
  const { room, at } = input;
  const limits = limitsOf(db, room, at);
  const { due, isAll } = readDue(db, input, limits);
  const removed = due.slice(0, detachReplies(db, due, limits));
  const last = removed.at(-1);
  const done = isAll && removed.length === due.length;
  if (last) {
    remove(db, removed, at, record);
    noteGone(db, room, last.id);
    if (done) beginAnew(db, room);
    record(messagesRemoved, { room, done });
  }
  return done ? "done" : "more";
});

/** Whether `removeOld` would find something. */
export const hasOld = (db: Database, input: RemoveOld): boolean => {
  const limits = limitsOf(db, input.room, input.at);
  const first = readOldest(db, { ...input, messages: 1 })[0];
  if (!first || (!isDue(first, limits) && first.at <= input.at)) return false;
  return readDue(db, input, limits).due.length > 0;
};

type Oldest = { id: number; key: string; at: number; length: number };

/** What was said before `cutoff` goes, and what stands up to `emptyTo`. */
type Limits = { cutoff: number; emptyTo: number };

function limitsOf(db: Database, room: number, at: number): Limits {
  const emptyTo = numberFrom(db, "SELECT empty_to FROM rooms WHERE id = ?", room);
  return { cutoff: at - daysKept(db, room, at).messages * DAY, emptyTo };
}

const isDue = ({ id, at }: Oldest, { cutoff, emptyTo }: Limits): boolean => id <= emptyTo || at < cutoff;

/**
 * The oldest messages that go, in their order, and whether those are all. They are without a gap, since a page is told where
 * they end; so one from a time when the clock was ahead goes with those that came after it, and is not waited for.
 */
function readDue(db: Database, input: RemoveOld, limits: Limits): { due: Oldest[]; isAll: boolean } {
  const rows = readOldest(db, input);
  const young = rows.findIndex((row) => !isDue(row, limits) && row.at <= input.at);
  const before = young === -1 ? rows : rows.slice(0, young);
  const due = before.slice(0, before.findLastIndex((row) => isDue(row, limits)) + 1);
  let taken = 0;
  const fitting = due.filter(({ length }, index) => (taken += length) <= input.characters || index === 0);
  const isAll = fitting.length === due.length && due.length < input.messages;
  return { due: fitting, isAll };
}

const readOldest = (db: Database, { room, messages }: Pick<RemoveOld, "room" | "messages">): Oldest[] =>
  db
    .query<Oldest, [number, number]>(
      `SELECT id, key, created_at AS at, length(searched) AS length FROM messages WHERE room_id = +? ORDER BY id LIMIT +?`,
    )
    .all(room, messages);

/**
 * Takes from replies what they answer. Those that stay are shown anew, so there is a bound to them; returns how many of the
 * messages have no reply left, from the first on.
 */
function detachReplies(db: Database, due: Oldest[], limits: Limits): number {
  const repliesTo = db.query<Oldest, [number, number]>(
    "SELECT id, key, created_at AS at, length(body) AS length FROM messages WHERE reply_to = +? ORDER BY id LIMIT +?",
  );
  const detach = db.query(
    "UPDATE messages SET reply_to = NULL, reply_gone = 1, rev = iif(?1 > 0, ?1, rev) WHERE id = ?2",
  );
  let [left, characters] = [REPLIES, 0];
  for (const [index, { id }] of due.entries()) {
    const replies = repliesTo.all(id, left + 1);
    for (const reply of replies) {
      if (left === 0 || characters > REPLY_CHARACTERS) return index;
      const isShown = !isDue(reply, limits); // what goes soon, too, is left as it is
      detach.run(isShown ? latestRev(db) + 1 : 0, reply.id);
      left--;
      if (isShown) characters += reply.length;
    }
  }
  return due.length;
}

function remove(db: Database, removed: Oldest[], at: number, record: RecordEvent): void {
  const statements = [
    db.query<void, [number]>("DELETE FROM reactions WHERE message_id = ?"),
    db.query<void, [number]>("DELETE FROM for_me WHERE message_id = ?"),
    db.query<void, [number]>("DELETE FROM messages WHERE id = ?"), // and from the index of the search, by its trigger
  ];
  for (const { id, key } of removed) {
    rememberKey(db, key, at);
    removeFilesOf(db, id, record);
    for (const statement of statements) statement.run(id);
  }
  record(textDeleted, null);
}

function noteGone(db: Database, room: number, id: number): void {
  db.query("UPDATE rooms SET gone_id = max(gone_id, ?), gone_rev = ? WHERE id = ?").run(id, latestRev(db) + 1, room);
}

/** What is the first message of its room now has a head of its own. */
function beginAnew(db: Database, room: number): void {
  const sql = `UPDATE messages SET continues = 0, rev = ? WHERE continues = 1
    AND id = (SELECT id FROM messages WHERE room_id = +? ORDER BY id LIMIT 1)`;
  db.query(sql).run(latestRev(db) + 1, room);
}
