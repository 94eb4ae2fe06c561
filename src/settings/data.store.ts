/** What is kept of one person, in SQL, read a little at a time: their messages are spread over all there are. */
import type { Database } from "bun:sqlite";

import { numberFrom } from "../database/values.ts";
import { FILES_OF_MESSAGE, type SelectedMessage } from "../files/export.store.ts";
import type { Level } from "../rooms/store.ts";

/** Ids of messages and of reactions that are looked through at once: a millisecond or two, however long the texts are. */
const MESSAGES = 500;
const REACTIONS = 5_000;

/** When somebody was last here, in ms since 1970; 0 is never, since this is noted. */
export const lastSeen = (db: Database, user: number): number =>
  numberFrom(db, "SELECT last_seen_at FROM users WHERE id = ?", user);

export type OwnMembership = {
  room: number;
  member: number;
  keeper: number;
  mutedAt: number | null;
  level: Level | null;
  levelUntil: number | null;
  levelAfter: Level | null;
  muteHere: number;
  readId: number;
};

/** What somebody chose and read in rooms, and what they are there. */
export const listMemberships = (db: Database, user: number): OwnMembership[] =>
  db
    .query<OwnMembership, [number]>(
      `SELECT room_id AS room, member, keeper, muted_at AS mutedAt, level, level_until AS levelUntil,
         level_after AS levelAfter, mute_here AS muteHere, read_id AS readId FROM memberships WHERE user_id = ? ORDER BY room_id`,
    )
    .all(user);

export type OwnMessage = SelectedMessage & { room: number };

/** All messages of a person in order. Many of the parts are empty. */
export function* readOwnMessages(db: Database, user: number): Generator<OwnMessage[]> {
  const part = db.query<OwnMessage, [number, number, number]>(
    `SELECT id, key, room_id AS room, created_at AS at, body, reply_to AS replyTo, edited_at AS editedAt,
       deleted_at AS deletedAt, ${FILES_OF_MESSAGE} AS files FROM messages WHERE id > +? AND id <= +? AND author_id = +? ORDER BY id`,
  );
  for (const [after, last] of parts(idsOf(db, "messages"), MESSAGES)) yield part.all(after, last, user);
}

export type OwnReaction = { message: number; emoji: string };

/** All reactions of a person in order. Many of the parts are empty. */
export function* readOwnReactions(db: Database, user: number): Generator<OwnReaction[]> {
  const part = db.query<OwnReaction, [number, number, number]>(
    "SELECT message_id AS message, emoji FROM reactions WHERE id > +? AND id <= +? AND user_id = +? ORDER BY id",
  );
  for (const [after, last] of parts(idsOf(db, "reactions"), REACTIONS)) yield part.all(after, last, user);
}

type Ids = { first: number; last: number };

/** Of what is not kept any longer nothing is looked for. In two queries, each of which is a look at one end of the index. */
function idsOf(db: Database, table: "messages" | "reactions"): Ids {
  const end = (which: "min" | "max") => numberFrom(db, `SELECT ${which}(id) FROM ${table}`);
  return { first: end("min"), last: end("max") };
}

function* parts({ first, last }: Ids, size: number): Generator<[after: number, last: number]> {
  for (let after = first - 1; after < last; after += size) yield [after, Math.min(after + size, last)];
}
