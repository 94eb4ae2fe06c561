/** Finding messages by what they say, who said it, where and when: the newest first, a little at a time. */
import type { Database } from "bun:sqlite";

import { firstSince, lastId } from "../messages/since.store.ts";
import { countRooms, type Room } from "../rooms/store.ts";
import { foldMessage } from "./fold-message.ts";
import {
  type Hit,
  readByIndex,
  readByText,
  readIndexed,
  readNotIndexed,
  readShown,
  type Rooms,
  type ShownOfHit,
} from "./store.ts";
import { ERA, markOf, questionFor, sequencesIn } from "./tokens.ts";

/** What a message must have: every term, folded, and what else is given. */
export type Sought = {
  terms: string[];
  author?: number;
  /** Said at this time or later, and before that one, in ms since 1970. */
  from?: number;
  to?: number;
  /** In these rooms: the one that is asked for, or those that the reader may read. Undefined where they may read all. */
  rooms: Rooms;
};

/** What was found, and the id before which to search on; without one, that was all. */
export type Found = { hits: FoundHit[]; before?: number };

/** A hit with what is shown of it. */
export type FoundHit = Hit & ShownOfHit;

/** Hits on a page. */
export const PAGE = 20;
/**
 * A search ends after so much time, in ms, and says how far it came; but not before it has looked at so many characters, where
 * each message counts as so many more than it has.
 */
const BUDGET = 4;
const LEAST = 20_000;
const MESSAGE = 40;
/** Each stretch of the index is at most so many times the one before: what is rare is soon sought everywhere. */
const GROWTH = 4;
/** Where the index is no help, ids looked through between two looks at the clock: of the longest texts they take about 5 ms. */
const STRIDE = 128;

/** The ids of the rooms that somebody may read; undefined where those are all there are. */
export const readable = (db: Database, rooms: Room[]): Rooms =>
  rooms.length === countRooms(db) ? undefined : rooms.map(({ id }) => id);

/** Finds the newest messages that have what is sought, before an id if one is given. */
export function findMessages(db: Database, sought: Sought, before = Infinity): Found {
  const began = performance.now();
  const spent = () => performance.now() - began;
  const first = sought.from === undefined ? 1 : firstSince(db, sought.from);
  const end = Math.min(before, sought.to === undefined ? lastId(db) + 1 : firstSince(db, sought.to));
  const indexed = readIndexed(db);
  const fits = fitting(sought);
  const hits: Hit[] = [];
  let reached = end;
  let looked = 0;

  /** Looks through all messages from an id up to what was reached. False when that is enough for a page. */
  function look(candidates: Iterable<Hit>, from: number): boolean {
    for (const hit of candidates) {
      if (fits(hit)) hits.push(hit);
      reached = hit.id;
      looked += hit.body.length + MESSAGE;
      if (hits.length > PAGE || (looked > LEAST && spent() > BUDGET)) return false;
    }
    reached = from;
    return true;
  }

  function lookInSteps(read: (from: number, end: number) => Iterable<Hit>, least: number): boolean {
    let goesOn = true;
    while (goesOn && reached > least) {
      const from = Math.max(least, reached - STRIDE);
      goesOn = look(read(from, reached), from) && spent() < BUDGET;
    }
    return goesOn;
  }

  function lookInIndex(tokens: string[], least: number): boolean {
    let goesOn = true;
    for (let eras = 1; goesOn && reached > least;) {
      const since = spent();
      const newest = Math.floor((reached - 1) / ERA);
      const oldest = Math.max(Math.floor(least / ERA), newest - eras + 1);
      const from = Math.max(least, oldest * ERA);
      goesOn = look(readByIndex(db, rooms, questionFor(oldest, newest, tokens, rooms), from, reached), from);
      const affordable = Math.floor(((BUDGET - spent()) / (spent() - since)) * eras);
      goesOn &&= affordable > 0;
      eras = Math.min(eras * GROWTH, affordable);
    }
    return goesOn;
  }

  const { rooms } = sought;
  if (rooms?.length === 0) return { hits: [] };
  const tokens = tokensOf(sought);
  const [longest = ""] = sought.terms.toSorted((a, b) => b.length - a.length);
  const readNew = (from: number, end: number) => readNotIndexed(db, rooms, from, end);
  const least = Math.max(first, indexed.first);
  let goesOn = lookInSteps(readNew, Math.max(first, indexed.last + 1));
  if (goesOn && tokens.length > 0) goesOn = lookInIndex(tokens, least);
  else if (goesOn) goesOn = lookInSteps((from, end) => readByText(db, rooms, longest, from, end), least);
  if (goesOn) lookInSteps(readNew, first);

  const page = hits.slice(0, PAGE).map((hit) => ({ ...hit, ...readShown(db, hit.id) }));
  const next = hits.length > PAGE ? page.at(-1)?.id : reached;
  return next !== undefined && next > first ? { hits: page, before: next } : { hits: page };
}

/** Whether a message really has what is sought. A tombstone has nothing. */
function fitting({ terms, author, from = -Infinity, to = Infinity }: Sought): (hit: Hit) => boolean {
  return (hit) => {
    if (hit.body === "" || hit.at < from || hit.at >= to || (author ?? hit.author) !== hit.author) return false;
    const text = terms.length > 0 ? (hit.folded ?? foldMessage(hit.body)) : "";
    return terms.every((term) => text.includes(term));
  };
}

/** What the index is asked for; nothing when all that is sought are terms too short for it. */
function tokensOf({ terms, author, rooms }: Sought): string[] {
  const tokens = sequencesIn(terms);
  if (author !== undefined) tokens.push(markOf("author", author));
  const [room, another] = rooms ?? [];
  if (room !== undefined && another === undefined) tokens.push(markOf("room", room));
  return tokens;
}
