/** Messages for the search, in SQL: from the index, and those it does not know. */
import type { Database } from "bun:sqlite";

import { markOf } from "./tokens.ts";

export type Hit = {
  id: number;
  room: number;
  author: number;
  authorName: string;
  authorHue: number | null;
  body: string;
  at: number;
};

export const lastId = (db: Database): number =>
  db.query<{ id: number | null }, []>("SELECT max(id) AS id FROM messages").get()?.id ?? 0;

/** The first id of a message that was said at a time or later. Times grow with ids, as long as the clock does. */
export function firstSince(db: Database, time: number): number {
  const next = db.query<{ id: number; at: number }, [number]>(
    "SELECT id, created_at AS at FROM messages WHERE id >= +? ORDER BY id LIMIT 1",
  );
  let low = 1;
  let high = lastId(db) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const message = next.get(middle);
    if (message && message.at < time) low = message.id + 1;
    else high = middle;
  }
  return low;
}

/** When a message was said, or the next after it. */
export const timeOf = (db: Database, id: number): number =>
  db.query<{ at: number }, [number]>("SELECT created_at AS at FROM messages WHERE id >= +? ORDER BY id LIMIT 1").get(id)
    ?.at ?? 0;

/** Up to this id messages are in the index; those after it are a few hundred at most. */
export const indexEnd = (db: Database): number => db.query<{ id: number }, []>("SELECT id FROM indexed").get()?.id ?? 0;

const HITS = `messages.id, room_id AS room, author_id AS author, username AS authorName, hue AS authorHue,
  messages.body, messages.created_at AS at`;

/** The messages from an id up to another that have the longest of the terms, the newest first. */
export function readAll(db: Database, terms: string[], from: number, end: number): Iterable<Hit> {
  const [longest = ""] = terms.toSorted((a, b) => b.length - a.length);
  const patterns = formsOf(longest).map((form) => `%${form.replace(/[%_\\]/g, "\\$&")}%`);
  return db
    .query<Hit, (number | string)[]>(
      `SELECT ${HITS} FROM messages JOIN users ON users.id = author_id WHERE messages.id >= +? AND messages.id < +?
       AND (${patterns.map(() => "messages.body LIKE +? ESCAPE '\\'").join(" OR ")}) ORDER BY messages.id DESC`,
    )
    .iterate(from, end, ...patterns);
}

/** A short term in lower, upper and mixed case; SQLite knows only the case of a to z. */
function formsOf(term: string): string[] {
  let forms = [""];
  for (const character of term) {
    const cases = new Set(/[a-z]/i.test(character) ? [character] : [character.toLowerCase(), character.toUpperCase()]);
    forms = [...cases].flatMap((one) => forms.map((form) => form + one));
  }
  return forms;
}

/** The messages from an id up to another that the index has for a question, the newest first. */
export function readIndexed(db: Database, question: string, from: number, end: number): Iterable<Hit> {
  return db
    .query<Hit, [string, number, number]>(
      `SELECT ${HITS} FROM search CROSS JOIN messages ON messages.id = search.rowid JOIN users ON users.id = author_id
       WHERE search MATCH +? AND search.rowid >= +? AND search.rowid < +? ORDER BY search.rowid DESC`,
    )
    .iterate(question, from, end);
}

/** How many messages somebody wrote, if not more than so many: by the index, as a look at all of them takes too long. */
export function countMessagesOf(db: Database, author: number, most: number): number {
  const row = db
    .query<{ count: number }, [string, number, number]>(
      `SELECT (SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH +?1 LIMIT +?2))
         + (SELECT count(*) FROM messages WHERE id > (SELECT id FROM indexed) AND author_id = +?3) AS count`,
    )
    .get(`"${markOf("author", author)}"`, most, author);
  return Math.min(row?.count ?? 0, most);
}
