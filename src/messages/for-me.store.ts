/** Which messages are for whom: those that mention somebody, and answers to what they said. */
import type { Database } from "bun:sqlite";

import { defineEvent, type RecordEvent } from "../database/writes.ts";
import { mayEnter } from "../rooms/store.ts";
import { findUserIds } from "../users/names.store.ts";
import { HERE, readMentions } from "./mentions.ts";

/** Stands for everybody in the room. */
export const EVERYBODY = 0;

/** Other messages of a room are for these people than before; 0 is everybody. */
export const forMeChanged = defineEvent<{ room: number; users: number[] }>("for me changed");

/** What decides whom a message is for; `reply` is the message that it answers, `at` when it got its text, in ms. */
export type Said = { id: number; room: number; author: number; body: string; reply: number | null; at: number };

/**
 * Notes whom a message is for, in place of what was noted before. To be called inside the write that stores its text.
 * Returns the ids of those it mentions who may not come into the room: they are not called.
 */
export function noteForMe(db: Database, said: Said, record: RecordEvent): number[] {
  const { id, room, author, body, reply } = said;
  const before = takeBack(db, id);
  const answered = reply === null ? undefined : authorOf(db, reply);
  const mentioned = body.includes("@") ? mentionedIn(db, said) : [];
  const called = new Set([...mentioned, ...(answered === undefined ? [] : [answered])]);
  called.delete(author);
  const inRoom = [...called].filter((user) => user === EVERYBODY || mayEnter(db, room, user));
  const insert = db.query("INSERT OR IGNORE INTO for_me (user_id, message_id, room_id) VALUES (?, ?, ?)");
  for (const user of inRoom) insert.run(user, id, room);
  const users = [...new Set([...before, ...inRoom])];
  if (users.length > 0) record(forMeChanged, { room, users });
  return [...called].filter((user) => !inRoom.includes(user));
}

/** A message is for nobody any more: it was deleted. To be called inside the write that does it. */
export function forgetForMe(db: Database, { id, room }: Pick<Said, "id" | "room">, record: RecordEvent): void {
  const users = takeBack(db, id);
  if (users.length > 0) record(forMeChanged, { room, users });
}

const takeBack = (db: Database, id: number): number[] =>
  db
    .query<{ user: number }, [number]>("DELETE FROM for_me WHERE message_id = ? RETURNING user_id AS user")
    .all(id)
    .map(({ user }) => user);

const authorOf = (db: Database, message: number): number | undefined =>
  db.query<{ author: number }, [number]>("SELECT author_id AS author FROM messages WHERE id = ?").get(message)?.author;

function mentionedIn(db: Database, { body, at }: Pick<Said, "body" | "at">): number[] {
  const mentions = readMentions(body, (names) => findUserIds(db, names, at));
  return [...mentions.values()].map(({ person }) => (person === HERE ? EVERYBODY : person));
}

/** Messages looked through at once. */
const BATCH = 500;

/** Notes whom those messages mention that were there before this was kept. Only while nothing else writes. */
export function fillForMe(db: Database): void {
  const read = db.query<Said, [number, number]>(
    `SELECT id, room_id AS room, author_id AS author, body, reply_to AS reply, coalesce(edited_at, created_at) AS at
     FROM messages WHERE id > +? AND body LIKE '%@%' ORDER BY id LIMIT +?`,
  );
  if (db.query("SELECT 1 FROM for_me_state WHERE filled = 1").get()) return;
  db.transaction(() => {
    let messages: Said[] = [];
    do {
      messages = read.all(messages.at(-1)?.id ?? 0, BATCH);
      for (const message of messages) noteForMe(db, message, () => {});
    } while (messages.length > 0);
    db.run("UPDATE for_me_state SET filled = 1"); // from now on each write keeps it
  }).immediate();
}
