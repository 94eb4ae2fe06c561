/** How much would go, counted a part at a time: a large place has millions of messages. */
import type { Database } from "bun:sqlite";

import { numberFrom, numbersFrom } from "../database/values.ts";
import { daysKept } from "../rooms/retention.store.ts";
import { DAY } from "../rooms/retention.ts";
import { firstSince } from "./since.store.ts";

/** Messages that are counted in one turn of the event loop: about a millisecond. */
const PART = 20_000;

/** Rooms that are counted in one turn: most of them are small. */
const ROOMS = 20;

/** Where it is counted: one room, or all. */
type Where = { room: number | null };

/** Messages, and bytes of files; those that go while their message stays are among them. */
export type Amount = { messages: number; bytes: number };

export const NO_AMOUNT: Amount = { messages: 0, bytes: 0 };

/** How much of what was said by now will be older than what is kept at a time, in ms since 1970. */
export const countGoing = (db: Database, where: Where, at: number): Promise<Amount> =>
  count(db, where, (room) => {
    const kept = daysKept(db, room, at);
    const first = (days: number) => (days === Infinity ? 0 : firstSince(db, at - days * DAY));
    return { messages: first(kept.messages), files: first(kept.files) };
  });

/** How much there is. */
export const countAll = (db: Database, where: Where): Promise<Amount> =>
  count(db, where, () => ({ messages: Number.MAX_SAFE_INTEGER, files: Number.MAX_SAFE_INTEGER }));

/** @param before of messages before which id, and of files of which messages */
async function count(
  db: Database,
  { room }: Where,
  before: (room: number) => { messages: number; files: number },
): Promise<Amount> {
  const amount = { ...NO_AMOUNT };
  for (const [index, id] of (room === null ? allRooms(db) : [room]).entries()) {
    if (index % ROOMS === ROOMS - 1) await Bun.sleep(0);
    const { messages, files } = before(id);
    for (const { count, bytes, isLast } of partsOf(db, id, Math.max(messages, files))) {
      amount.messages += count(messages);
      amount.bytes += bytes(files);
      if (!isLast) await Bun.sleep(0);
    }
  }
  return amount;
}

const allRooms = (db: Database): number[] => numbersFrom(db, "SELECT id FROM rooms WHERE deleted_at IS NULL");

type Part = { count: (before: number) => number; bytes: (before: number) => number; isLast: boolean };

/** The messages of a room before an id, so many at once. */
function* partsOf(db: Database, room: number, before: number): Generator<Part> {
  const end = "SELECT id FROM messages WHERE room_id = +? AND id > +? AND id < +? ORDER BY id LIMIT 1 OFFSET +?";
  const count = "SELECT count(*) FROM messages WHERE room_id = ? AND id > ? AND id < ?";
  const bytes = "SELECT sum(bytes) FROM files WHERE room_id = ? AND message_id > ? AND message_id < ?";
  for (let after = 0, isLast = false; !isLast;) {
    const last = numberFrom(db, end, room, after, before, PART);
    isLast = last === 0;
    const [from, upTo] = [after, last || before];
    yield {
      count: (before) => numberFrom(db, count, room, from, Math.min(before, upTo)),
      bytes: (before) => numberFrom(db, bytes, room, from, Math.min(before, upTo)),
      isLast,
    };
    after = upTo - 1;
  }
}
