/** Messages for the search, in SQL: from the index, and those it does not know. */
import type { Database } from "bun:sqlite";

import { numberFrom } from "../database/values.ts";
import { markOf } from "./tokens.ts";

export type Hit = {
  id: number;
  room: number;
  author: number;
  authorName: string;
  authorHue: number | null;
  authorPicture: string | null;
  /** Its text, and below it what its files are called. */
  body: string;
  at: number;
  /** Its text as the index has it; null where it has none. */
  folded: string | null;
};

/** What is shown of a hit: its text, and its files as `readFiles` takes them. */
export type ShownOfHit = { text: string; files: string | null };

/** Read for what is shown alone: much more is looked through. */
export const readShown = (db: Database, id: number): ShownOfHit =>
  db.query<ShownOfHit, [number]>("SELECT body AS text, files FROM messages WHERE id = ?").get(id) ?? {
    text: "",
    files: null,
  };

/** When a message was said, or the next after it in some rooms. */
export const timeOf = (db: Database, id: number, rooms: Rooms): number =>
  numberFrom(
    db,
    `SELECT created_at FROM messages WHERE id >= +? ${inRooms(rooms)} ORDER BY id LIMIT 1`,
    id,
    ...idsOf(rooms),
  );

/** Which messages are in the index: from the first id to the last, but for a few that were edited just now. */
export type Indexed = { first: number; last: number };

export const readIndexed = (db: Database): Indexed =>
  db.query<Indexed, []>("SELECT first, last FROM search_state").get() ?? { first: 1, last: 0 };

const COLUMNS = `messages.id, room_id AS room, author_id AS author, username AS authorName, hue AS authorHue,
  picture_small AS authorPicture, searched AS body, messages.created_at AS at`;
/** What the index has of a message that has no text of its own there is its body but for A to Z. */
const FOLDED = "coalesce(search_texts.text, lower(searched))";
const TEXTS = "LEFT JOIN search_texts ON search_texts.id = messages.id";
const WITHIN = "messages.id >= +? AND messages.id < +?";
const PENDING = "messages.id IN (SELECT id FROM search_pending)";

/** The rooms in which is sought, by their ids; undefined where that is all there are. */
export type Rooms = readonly number[] | undefined;

/** What is not in them is not even read: it takes no time, and nothing that is made of it tells of it. */
const inRooms = (rooms: Rooms) => (rooms ? "AND room_id IN (SELECT value FROM json_each(+?))" : "");
const idsOf = (rooms: Rooms): [ids: string] | [] => (rooms ? [JSON.stringify(rooms)] : []);

const hitsOf = (db: Database, sql: string) => db.query<Hit, (string | number)[]>(sql);

/** The messages from an id up to another that are not in the index, the newest first. */
export function readNotIndexed(db: Database, rooms: Rooms, from: number, end: number): Iterable<Hit> {
  const sql = `SELECT ${COLUMNS}, NULL AS folded FROM messages JOIN users ON users.id = author_id
    WHERE ${WITHIN} ${inRooms(rooms)} ORDER BY messages.id DESC`;
  return hitsOf(db, sql).iterate(from, end, ...idsOf(rooms));
}

/** The same of those that were edited and wait. */
function readPending(db: Database, rooms: Rooms, from: number, end: number): Iterable<Hit> {
  const sql = `SELECT ${COLUMNS}, NULL AS folded FROM search_pending CROSS JOIN messages USING (id)
    JOIN users ON users.id = author_id
    WHERE search_pending.id >= +? AND search_pending.id < +? ${inRooms(rooms)} ORDER BY search_pending.id DESC`;
  return hitsOf(db, sql).iterate(from, end, ...idsOf(rooms));
}

/** The messages from an id up to another that have a term in their text, the newest first. They have to be indexed. */
export function readByText(db: Database, rooms: Rooms, term: string, from: number, end: number): Iterable<Hit> {
  const sql = `SELECT ${COLUMNS}, iif(${PENDING}, NULL, ${FOLDED}) AS folded
    FROM messages JOIN users ON users.id = author_id ${TEXTS} WHERE ${WITHIN} ${inRooms(rooms)}
    AND (coalesce(search_texts.text, searched) LIKE +? ESCAPE '\\' OR ${PENDING}) ORDER BY messages.id DESC`;
  return hitsOf(db, sql).iterate(from, end, ...idsOf(rooms), `%${term.replace(/[%_\\]/g, "\\$&")}%`);
}

/** The messages from an id up to another that the index has for a question, and those that wait, the newest first. */
export function* readByIndex(db: Database, rooms: Rooms, question: string, from: number, end: number): Generator<Hit> {
  const sql = `SELECT ${COLUMNS}, ${FOLDED} AS folded
    FROM search CROSS JOIN messages ON messages.id = search.rowid JOIN users ON users.id = author_id ${TEXTS}
    WHERE search MATCH +? AND search.rowid >= +? AND search.rowid < +? ${inRooms(rooms)} ORDER BY search.rowid DESC`;
  const found = hitsOf(db, sql).iterate(question, from, end, ...idsOf(rooms));
  const waiting = [...readPending(db, rooms, from, end)];
  for (const hit of found) {
    while (waiting[0] && waiting[0].id > hit.id) yield* waiting.splice(0, 1);
    yield hit;
  }
  yield* waiting;
}

/**
 * How many messages somebody wrote, if not more than so many: by the index, as a look at all of them takes too long. While
 * the index is made anew it is fewer.
 */
export function countMessagesOf(db: Database, author: number, most: number): number {
  const sql = `SELECT (SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH +?1 LIMIT +?2))
    + (SELECT count(*) FROM messages WHERE id > (SELECT last FROM search_state) AND author_id = +?3)
    + (SELECT count(*) FROM search_pending JOIN messages USING (id) WHERE author_id = +?3)`;
  return Math.min(numberFrom(db, sql, `"${markOf("author", author)}"`, most, author), most);
}
