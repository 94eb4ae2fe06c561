/** Which messages are for whom: those that mention somebody, and answers to what they said. */
import type { Database } from "bun:sqlite";

import { numbersFrom } from "../database/values.ts";
import { defineEvent, defineWrite, type RecordEvent } from "../database/writes.ts";
import { mayEnter } from "../rooms/store.ts";
import { findUserIds } from "../users/names.store.ts";
import { findUser } from "../users/store.ts";
import { HERE, readMentions } from "./mentions.ts";
import type { Message } from "./store.ts";
import { mentionedIn } from "./text.ts";

/** Stands for everybody in the room. */
export const EVERYBODY = 0;

/** Other messages of a room are for these people than before; 0 is everybody. */
export const forMeChanged = defineEvent<{ room: number; users: number[] }>("for me changed");

/** What decides whom a message is for; `reply` is the message that it answers, `at` when it got its text, in ms. */
export type Said = { id: number; room: number; author: number; body: string; reply: number | null; at: number };

/** Whom a message is for, and whom it mentions who may not come into the room: they are not called. */
export type Called = { called: number[]; notHere: number[] };

/** Notes whom a message is for that has another text now. To be called inside the write that stores it. */
export const noteForMeAnew = (db: Database, said: Said, record: RecordEvent): Called =>
  noteForMe(db, said, record, takeBack(db, said.id));

/**
 * Notes whom a new message is for. To be called inside the write that stores it.
 * @param before those it was for until now
 */
export function noteForMe(db: Database, said: Said, record: RecordEvent, before: number[] = []): Called {
  const { id, room, author, reply } = said;
  const mentioned = findMentioned(db, said);
  const answered = reply === null ? undefined : authorOf(db, reply);
  const meant = new Set([...mentioned, ...(answered === undefined ? [] : [answered])]);
  meant.delete(author);
  const called = [...meant].filter((user) => mayHear(db, room, user));
  const insert = db.query("INSERT OR IGNORE INTO for_me (user_id, message_id, room_id) VALUES (?, ?, ?)");
  for (const user of called) insert.run(user, id, room);
  const users = [...new Set([...before, ...called])];
  if (users.length > 0) record(forMeChanged, { room, users });
  return { called, notHere: mentioned.filter((user) => isOutside(db, room, user)) };
}

/** The ids of those that a message mentions who may not come into its room. */
export const mentionedOutside = (db: Database, said: Pick<Said, "body" | "at" | "room">): number[] =>
  findMentioned(db, said).filter((user) => isOutside(db, said.room, user));

const isThere = (db: Database, user: number): boolean => findUser(db, user)?.left === false;
const mayHear = (db: Database, room: number, user: number): boolean =>
  user === EVERYBODY || (isThere(db, user) && mayEnter(db, room, user));
const isOutside = (db: Database, room: number, user: number): boolean =>
  user !== EVERYBODY && isThere(db, user) && !mayEnter(db, room, user);

/** A message is for nobody any more: it was deleted. To be called inside the write that does it. */
export function forgetForMe(db: Database, { id, room }: Pick<Said, "id" | "room">, record: RecordEvent): void {
  const users = takeBack(db, id);
  if (users.length > 0) record(forMeChanged, { room, users });
}

const takeBack = (db: Database, id: number): number[] =>
  numbersFrom(db, "DELETE FROM for_me WHERE message_id = ? RETURNING user_id", id).sort((a, b) => a - b);

const authorOf = (db: Database, message: number): number | undefined =>
  db.query<{ author: number }, [number]>("SELECT author_id AS author FROM messages WHERE id = ?").get(message)?.author;

/** The ids of those whom a text mentions. */
function findMentioned(db: Database, { body, at }: Pick<Said, "body" | "at">): number[] {
  const mentions = readMentions(body, (names) => findUserIds(db, names, at));
  const people = mentions.size > 0 ? mentionedIn(body, mentions) : [];
  return [...people].map((person) => (person === HERE ? EVERYBODY : person));
}

/** A message that was for somebody. */
export type ForMe = Pick<
  Message,
  "id" | "room" | "author" | "authorName" | "authorHue" | "authorPicture" | "body" | "files" | "at"
>;

/** In rooms that a person may see, what was for them, or for everybody since they came; not what they wrote themselves. */
const SELECT_FOR_ME = `SELECT message_id AS id FROM for_me CROSS JOIN rooms ON rooms.id = for_me.room_id
  CROSS JOIN users ON users.id = +?1 CROSS JOIN messages ON messages.id = message_id
  LEFT JOIN memberships ON memberships.room_id = rooms.id AND memberships.user_id = users.id
  WHERE message_id < +?2 AND author_id <> users.id AND messages.deleted_at IS NULL
  AND rooms.deleted_at IS NULL AND (kind = 'open' OR member = 1)`;

/** What was for somebody in all rooms that they may see, the newest first, before an id if one is given. */
export function listForMe(db: Database, user: number, before: number | undefined, count: number): ForMe[] {
  const sql = `SELECT messages.id, room_id AS room, author_id AS author, username AS authorName, hue AS authorHue,
      picture_small AS authorPicture, body, files, messages.created_at AS at
    FROM (${SELECT_FOR_ME} AND for_me.user_id = +?1
      UNION ${SELECT_FOR_ME} AND for_me.user_id = +?4 AND messages.created_at >= users.created_at
        AND coalesce(mute_here, 0) = 0
      ORDER BY id DESC LIMIT +?3) AS mine
    CROSS JOIN messages USING (id) CROSS JOIN users ON users.id = author_id ORDER BY messages.id DESC`;
  return db
    .query<ForMe, [number, number, number, number]>(sql)
    .all(user, before ?? Number.MAX_SAFE_INTEGER, count, EVERYBODY);
}

/** Messages looked through at once. */
const BATCH = 500;

/** Notes whom those messages mention that were there before this was kept. */
export const fillForMe = defineWrite("message.fill-for-me", 1, (db, _: null): void => {
  const read = db.query<Said, [number, number]>(
    `SELECT id, room_id AS room, author_id AS author, body, reply_to AS reply, coalesce(edited_at, created_at) AS at
     FROM messages WHERE id > +? AND body LIKE '%@%' ORDER BY id LIMIT +?`,
  );
  if (db.query("SELECT 1 FROM for_me_state WHERE filled = 1").get()) return;
  let messages: Said[] = [];
  do {
    messages = read.all(messages.at(-1)?.id ?? 0, BATCH);
    for (const message of messages) noteForMeAnew(db, message, () => {});
  } while (messages.length > 0);
  db.run("UPDATE for_me_state SET filled = 1"); // from now on each write keeps it
});
