/** What must be true of rooms when all is over: who wrote, who came in, and who was sent away, as far as that is certain. */
import type { Database } from "bun:sqlite";

import { type ModelRoom, of } from "./membership.ts";
import type { Diary } from "./visitor.ts";
import type { WrittenMessage } from "./writer.ts";

/** Nobody writes where they are not, or are muted, and everybody else does. */
export function checkWriting(
  person: number,
  messages: WrittenMessage[],
  rooms: ModelRoom[],
  isStored: (key: string) => boolean,
) {
  return messages.flatMap(({ key, room: slug, since, latest, until = Infinity, id, rejected, tries }) => {
    const room = rooms.find((room) => room.slug === slug);
    if (!room) throw new Error(`no room ${slug}`);
    const [inside, muted] = [of(room.inside, person), of(room.muted, person)];
    const wrong = (what: string, is: boolean) => (is ? [`${key} of ${person} in ${room.name} ${what}`] : []);
    return [
      ...wrong("was taken, of somebody who is out", id !== undefined && inside.was("no", since, until)),
      ...wrong("was taken, of somebody who is muted", id !== undefined && muted.was("yes", since, until)),
      ...wrong("was not found, by somebody who is in", rejected === 404 && inside.was("yes", latest, until)),
      ...wrong("was rejected, of somebody who may write", rejected === 403 && muted.was("no", latest, until)),
      ...wrong("was rejected and is there", rejected !== undefined && tries === 1 && isStored(key)),
    ];
  });
}

/** Whoever is in a room gets its page and stays; to others it is not there. */
export function checkVisits({ entered, sentAway }: Diary): string[] {
  const wrong = entered.flatMap(({ person, room, since, until, status }) => {
    const inside = of(room.inside, person);
    const isWrong =
      (status === 200 && inside.was("no", since, until)) || (status === 404 && inside.was("yes", since, until));
    return isWrong ? [`${person} gets ${status} for ${room.name}`] : [];
  });
  const banished = sentAway
    .filter(({ person, room, since, until }) => of(room.inside, person).was("yes", since, until))
    .map(({ person, room }) => `${person} is sent away from ${room.name}, where they are in`);
  return [...wrong, ...banished];
}

/**
 * What somebody has read goes back only where they said so, or with a server that was killed before it had stored it.
 * @param kills when that was, in ms
 */
export function checkReading({ entered, unread }: Diary, kills: number[]): string[] {
  const pages = entered.flatMap((visit) => (visit.read === undefined ? [] : { ...visit, read: visit.read }));
  const byPlace = Map.groupBy(pages, ({ person, room }) => `${person} in ${room.name}`);
  return [...byPlace].flatMap(([place, visits]) => {
    const sorted = visits.toSorted((one, other) => one.since - other.since);
    return sorted.flatMap((visit, index) => {
      const before = sorted.slice(0, index).findLast(({ until }) => until < visit.since);
      if (!before || before.read <= visit.read) return [];
      const { person, room, since } = before;
      const isMarked = unread.some(
        (mark) => mark.person === person && mark.room === room && mark.since < visit.until && mark.until > since,
      );
      const isKilled = kills.some((at) => at > since && at < visit.until);
      return isMarked || isKilled ? [] : [`${place} has read ${before.read}, and later ${visit.read}`];
    });
  });
}

/** A read position as it is stored. */
export type Position = { person: number; room: number; read: number };

/** Positions as they were stored at a time. */
export type Sample = { at: number; positions: Position[] };

/** What is stored never goes back, whatever happens to the server, except where somebody said so. */
export function checkPositions(samples: Sample[], rooms: ModelRoom[], { unread }: Diary): string[] {
  const last = new Map<string, { at: number; read: number }>();
  return samples.flatMap(({ at, positions }) =>
    positions.flatMap(({ person, room, read }) => {
      const place = `${person} in ${rooms.find(({ id }) => id === room)?.name}`;
      const before = last.get(place);
      last.set(place, { at, read });
      if (!before || before.read <= read) return [];
      const isMarked = unread.some(
        (mark) => mark.person === person && mark.room.id === room && mark.since < at && mark.until > before.at,
      );
      return isMarked ? [] : [`stored of ${place} was ${before.read}, and later ${read}`];
    }),
  );
}

/** Those who are mentioned or answered are called if they are in the room, and not if they are out. */
export function checkCalls(
  messages: (WrittenMessage & { author: number; to?: number })[],
  rooms: ModelRoom[],
  called: ReadonlySet<string>,
): string[] {
  return messages.flatMap(({ id, room: slug, since, until = Infinity, body, texts, gone, to, author }) => {
    const room = rooms.find((room) => room.slug === slug);
    const isAsPosted = gone === "no" && texts.every((text) => text === body); // an edit calls those who are in by then
    if (!room || !isAsPosted || id === undefined || to === undefined || to === author) return [];
    const isCalled = called.has(`${to} ${id}`);
    const inside = of(room.inside, to);
    const isWrong = isCalled ? inside.was("no", since, until) : inside.was("yes", since, until);
    return isWrong ? [`${to} is ${isCalled ? "" : "not "}called by ${id} in ${room.name}`] : [];
  });
}

/** What is unread for somebody: rooms, how much of it is for them, and up to where they have read. */
export type UnreadRoom = [room: number, forMe: number, read: number];

/** The same, counted from what is stored, in order of rooms. */
export function countUnread(db: Database, person: number): UnreadRoom[] {
  const sql = `WITH mine AS (
      SELECT rooms.id AS room, kind, coalesce(read_id, max(users.read_from, rooms.read_from)) AS read FROM users, rooms
      LEFT JOIN memberships ON room_id = rooms.id AND user_id = users.id
      WHERE users.id = ?1 AND (kind = 'open' OR member = 1))
    SELECT room, read, count(*) FILTER (WHERE author_id <> ?1 AND (kind = 'direct' OR EXISTS (
      SELECT 1 FROM for_me WHERE message_id = messages.id AND user_id IN (0, ?1)))) AS forMe
    FROM mine JOIN messages ON room_id = room WHERE id > read AND deleted_at IS NULL GROUP BY room ORDER BY room`;
  return db
    .query<{ room: number; forMe: number; read: number }, [number]>(sql)
    .all(person)
    .map(({ room, forMe, read }) => [room, Math.min(forMe, 100), read]);
}
