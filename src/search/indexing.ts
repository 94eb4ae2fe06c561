/** What puts messages into the index: new ones, edited ones, and all of them when the rules of folding have changed. */
import type { Database } from "bun:sqlite";

import { defineWrite } from "../database/writes.ts";
import { FOLDING, foldMessage } from "./fold-message.ts";

/** Most messages of each kind in one batch; new ones wait until there are so many, as one by one costs four times as much. */
const MESSAGES = 256;
/**
 * Most characters that wait, and of a batch of several messages. A message counts as some more than it has; of a long one
 * what is beyond the usual counts for more, as such texts repeat themselves less.
 */
const CHARACTERS = 24_000;
const MESSAGE = 40;
const USUAL = 250;
/** Pages of the index, 4 KB each, that are merged with a batch: about what a batch writes on each of three levels. */
const MERGED = 64;

const costOf = ({ length }: string) => MESSAGE + length + 2 * Math.max(0, length - USUAL);

type State = { version: number; first: number; last: number };
type Row = { id: number; body: string };

export type IndexMessages = { characters: number };

/** A batch of so many characters: everything else waits for it, for about 5 ms and at times for 20. */
export const BATCH: IndexMessages = { characters: CHARACTERS };

/**
 * Indexes a batch of messages, at least one: those that were edited, then new ones, then old ones, the newest first.
 * Returns whether there are more.
 */
export const indexMessages = defineWrite(
  "search.index",
  FOLDING,
  (db, { characters }: IndexMessages): "more" | "done" => {
    startOver(db);
    const state = readState(db);
    let left = characters;
    let isFull = false;
    function take(rows: Row[]): Row[] {
      let count = 0;
      for (const { body } of rows) {
        const cost = costOf(body);
        if (left < cost && left < characters) break;
        left -= cost;
        count++;
      }
      isFull ||= count < rows.length || rows.length === MESSAGES;
      return rows.slice(0, count);
    }
    const edited = take(readEdited(db));
    const fresh = take(readAfter(db, state.last));
    const old = isFull ? [] : take(readBefore(db, state.first));
    index(db, [...edited, ...fresh, ...old]);

    const waited = db.query<void, [number]>("DELETE FROM search_pending WHERE id = ?");
    for (const { id } of edited) waited.run(id);
    const first = isFull ? (old.at(-1)?.id ?? state.first) : 1;
    const last = fresh.at(-1)?.id ?? state.last;
    db.query("UPDATE search_state SET first = ?, last = ?").run(first, last);
    return isFull ? "more" : "done";
  },
  { keepsReads: true },
);

/** Whether so much waits that a batch is worth its while, or the index is not complete. */
export function isDue(db: Database): boolean {
  const state = readState(db);
  if (state.version !== FOLDING || readBefore(db, state.first, 1).length > 0) return true;
  const waiting = [...readAfter(db, state.last), ...readEdited(db)];
  const characters = waiting.reduce((sum, { body }) => sum + costOf(body), 0);
  return waiting.length >= MESSAGES || characters >= CHARACTERS;
}

/**
 * Empties the index if it was made by other rules. That takes a second or two of a million messages, and is done before
 * anybody comes.
 */
export function startOver(db: Database): void {
  if (readState(db).version === FOLDING) return;
  db.run("INSERT INTO search (search) VALUES ('delete-all')");
  db.run("DELETE FROM search_texts");
  db.run("DELETE FROM search_pending");
  const sql = `UPDATE search_state SET version = ?, first = coalesce((SELECT max(id) FROM messages), 0) + 1,
    last = coalesce((SELECT max(id) FROM messages), 0)`;
  db.query(sql).run(FOLDING);
}

function index(db: Database, rows: Row[]): void {
  const keep = db.query<void, [number, string]>("INSERT INTO search_texts (id, text) VALUES (?, ?)");
  for (const { id, body } of rows) {
    const text = foldMessage(body);
    if (!isSame(text, body)) keep.run(id, text);
  }
  // In one statement and in order: what comes after each statement takes four times as long as a message.
  const sql = `INSERT INTO search (rowid, body, era, author, room)
    SELECT * FROM searchable WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id`;
  db.query(sql).run(JSON.stringify(rows.map(({ id }) => id)));
  db.query<void, [number]>("INSERT INTO search (search, rank) VALUES ('merge', ?)").run(MERGED);
}

/** Whether a text is a body but for A to Z, which the index and SQL know as well. */
const isSame = (text: string, body: string): boolean =>
  text === body || (!BEYOND_ASCII.test(body) && text === body.toLowerCase());

const BEYOND_ASCII = /[^\0-\x7f]/; // eslint-disable-line no-control-regex

function readState(db: Database): State {
  const state = db.query<State, []>("SELECT version, first, last FROM search_state").get();
  if (!state) throw new Error("the search has no state");
  return state;
}

const read = (db: Database, from: string, ...values: number[]): Row[] =>
  db.query<Row, number[]>(`SELECT id, searched AS body FROM ${from} LIMIT +?`).all(...values);

const readEdited = (db: Database): Row[] =>
  read(db, "search_pending CROSS JOIN messages USING (id) ORDER BY id", MESSAGES);

const readAfter = (db: Database, id: number): Row[] => read(db, "messages WHERE id > +? ORDER BY id", id, MESSAGES);

const readBefore = (db: Database, id: number, count = MESSAGES): Row[] =>
  read(db, "messages WHERE id < +? ORDER BY id DESC", id, count);
