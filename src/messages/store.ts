/** What happens to a message after it was sent, in SQL. Every visible change takes the next rev. */
import type { Database } from "bun:sqlite";

import { latestRev } from "../rooms/store.ts";
import { type Reaction, readReactions, SHOWN_PEOPLE, writeReactions } from "./reactions.ts";

export type EditMessage = { id: number; body: string; at: number };

/** Gives a message another text. A tombstone stays one, and the same text again is no change. */
export function editMessage(db: Database, { id, body, at }: EditMessage): void {
  const { changes } = db
    .query<void, [string, number, number, number, string]>(
      "UPDATE messages SET body = ?, edited_at = ?, rev = ? WHERE id = ? AND deleted_by IS NULL AND body <> ?",
    )
    .run(body, at, latestRev(db) + 1, id, body);
  if (changes > 0) renewReplies(db, id);
}

/** Most replies that change with what they quote, and most characters that they may have: a change is not a flood. */
const RENEWED = 100;
const RENEWED_CHARACTERS = 16_384;

/** The newest replies to a message change with it at once, older ones are right when they are next asked for. */
function renewReplies(db: Database, id: number): void {
  const renew = db.query<void, [number, number]>("UPDATE messages SET rev = ? WHERE id = ?");
  for (const reply of repliesToRenew(db, id)) renew.run(latestRev(db) + 1, reply);
}

/** The ids of the replies that change with a message, in their order. */
export function repliesToRenew(db: Database, id: number): number[] {
  const replies = db
    .query<{ id: number; length: number }, [number, number]>(
      "SELECT id, length(body) AS length FROM messages WHERE reply_to = ? ORDER BY id DESC LIMIT ?",
    )
    .all(id, RENEWED);
  let characters = 0;
  const newest = replies.filter(({ length }) => (characters += length) <= RENEWED_CHARACTERS);
  return newest.map((reply) => reply.id).reverse();
}

export type DeleteMessage = { id: number; by: number; at: number };

/** Leaves nothing of a message but its author and its place: a tombstone. */
export function deleteMessage(db: Database, { id, by, at }: DeleteMessage): void {
  const { changes } = db
    .query<void, [number, number, number, number]>(
      `UPDATE messages SET body = '', edited_at = NULL, reply_to = NULL, reactions = NULL,
       deleted_at = ?, deleted_by = ?, rev = ? WHERE id = ? AND deleted_by IS NULL`,
    )
    .run(at, by, latestRev(db) + 1, id);
  if (changes === 0) return;
  renewReplies(db, id);
  db.query<void, [number]>("DELETE FROM reactions WHERE message_id = ?").run(id);
}

/** @param most how many different emoji a message may have */
export type ToggleReaction = { message: number; user: number; emoji: string; most: number };

/** Adds a person's reaction, or takes it back if it was there already. */
export function toggleReaction(db: Database, { message, user, emoji, most }: ToggleReaction): "done" | "full" | "gone" {
  const row = db
    .query<{ reactions: string | null }, [number]>("SELECT reactions FROM messages WHERE id = ? AND deleted_by IS NULL")
    .get(message);
  if (!row) return "gone";
  const present = readReactions(row.reactions);
  const isThere = present.some((other) => other.emoji === emoji);
  const takenBack = db
    .query<void, [number, string, number]>("DELETE FROM reactions WHERE message_id = ? AND emoji = ? AND user_id = ?")
    .run(message, emoji, user);
  if (takenBack.changes === 0) {
    if (!isThere && present.length >= most) return "full";
    db.query<void, [number, string, number]>("INSERT INTO reactions (message_id, emoji, user_id) VALUES (?, ?, ?)").run(
      message,
      emoji,
      user,
    );
  }
  const changed = readReaction(db, message, emoji);
  const all = isThere ? present.map((other) => (other.emoji === emoji ? changed : other)) : [...present, changed];
  db.query<void, [string | null, number, number]>("UPDATE messages SET reactions = ?, rev = ? WHERE id = ?").run(
    writeReactions(all.filter(({ count }) => count > 0)),
    latestRev(db) + 1,
    message,
  );
  return "done";
}

function readReaction(db: Database, message: number, emoji: string): Reaction {
  const { count = 0 } =
    db
      .query<{ count: number }, [number, string]>(
        "SELECT count(*) AS count FROM reactions WHERE message_id = ? AND emoji = ?",
      )
      .get(message, emoji) ?? {};
  const latest = db
    .query<{ id: number }, [number, string, number]>(
      "SELECT user_id AS id FROM reactions WHERE message_id = ? AND emoji = ? ORDER BY reactions.id DESC LIMIT ?",
    )
    .all(message, emoji, SHOWN_PEOPLE);
  return { emoji, count, people: latest.map(({ id }) => id) };
}

/** The names of people, in the order of the ids. */
export function namesOf(db: Database, people: number[]): string[] {
  const rows = db
    .query<{ id: number; name: string }, [string]>(
      "SELECT id, username AS name FROM users WHERE id IN (SELECT value FROM json_each(?))",
    )
    .all(JSON.stringify(people));
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return people.map((id) => names.get(id) ?? "");
}
