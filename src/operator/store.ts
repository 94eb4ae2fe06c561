/** Reads accounts and messages page by page: little of it is in memory at a time, and no write has to wait. */
import type { Database } from "bun:sqlite";

import { numberFrom } from "../database/values.ts";
import { FILES_OF_MESSAGE, type SelectedMessage } from "../files/export.store.ts";
import { inPages } from "../lib/pages.ts";
import { nameForOperator, type RoomKind } from "../rooms/store.ts";
import type { UserRow } from "../users/store.ts";

/** Rows read at a time. */
const PAGE = 500;

export type AccountRow = Pick<UserRow, "id" | "name" | "joinedAt" | "admin" | "suspended"> & {
  /** The last visit of a session that is still open. */
  seenAt: number | null;
  sessions: number;
};

/** All accounts by name, in pages. `at`: now, in ms since 1970. */
export function readPeople(db: Database, at: number): Iterable<AccountRow[]> {
  type Row = AccountRow & { folded: string };
  const page = db.query<Row, [number, string, number]>(
    `SELECT users.id, username AS name, username_folded AS folded, users.created_at AS joinedAt, admin,
       suspended_at IS NOT NULL AS suspended, max(seen_at) AS seenAt, count(sessions.id) AS sessions
     FROM users LEFT JOIN sessions ON sessions.user_id = users.id AND sessions.expires_at > ?
     WHERE username_folded > ? AND left_at IS NULL GROUP BY username_folded ORDER BY username_folded LIMIT ?`,
  );
  return inPages<Row>((last) => page.all(at, last?.folded ?? "", PAGE));
}

export type ExportedMessage = SelectedMessage & {
  room: string;
  roomName: string;
  roomKind: RoomKind;
  author: string;
  authorId: number;
};

/** How many people are in a closed or direct room, and how many messages in any. */
export const countInRoom = (db: Database, room: number) => ({
  people: numberFrom(db, "SELECT count(*) FROM memberships WHERE room_id = ? AND member = 1", room),
  messages: numberFrom(db, "SELECT count(*) FROM messages WHERE room_id = ?", room),
});

/** All messages in the order they were stored, or only those of one room, in pages. Those of deleted rooms are on their way out. */
export function* readMessages(db: Database, room: string | undefined): Generator<ExportedMessage[]> {
  type Row = ExportedMessage & { people: string | null };
  const page = db.query<Row, [number, string | null, number]>(
    `SELECT messages.id, key, slug AS room, rooms.name AS roomName, kind AS roomKind, people, username AS author, author_id AS authorId, messages.created_at AS at, body,
       reply_to AS replyTo, edited_at AS editedAt, messages.deleted_at AS deletedAt,
       ${FILES_OF_MESSAGE} AS files
     FROM messages JOIN users ON users.id = author_id JOIN rooms ON rooms.id = room_id
     WHERE messages.id > ? AND slug = coalesce(?, slug) AND rooms.deleted_at IS NULL ORDER BY messages.id LIMIT ?`,
  );
  for (const messages of inPages<Row>((last) => page.all(last?.id ?? 0, room ?? null, PAGE))) {
    yield messages.map(({ people, ...message }) => ({
      ...message,
      roomName: nameForOperator(db, { name: message.roomName, people }),
    }));
  }
}
