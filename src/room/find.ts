/** Finding where to go: rooms and people by what they are called, and messages by what they say. */
import type { Database } from "bun:sqlite";

import type { Member } from "../auth/sessions.ts";
import { fold } from "../lib/fold.ts";
import type { RateLimit } from "../lib/rate-limit.ts";
import { listEntries, type Room, withRooms } from "../rooms/store.ts";
import { findMessages, type FoundHit, readable } from "../search/find.ts";
import { termsOf } from "../search/query.ts";
import { findUsersByPart } from "../users/names.store.ts";
import type { ShownUser } from "../users/store.ts";
import type { Listed, RoomsLists } from "./rooms-list.ts";

/** Most rooms and people in an answer: while nothing is typed, and when something is. */
const MOST = 50;
const MOST_FOUND = 12;
/** Most messages, and the least characters for which any are sought. */
const MOST_MESSAGES = 4;
const LEAST = 2;
/** Most characters that are read. */
const LONGEST = 100;

/** A room, or somebody with whom there is no room yet. `rank`: the lower, the better it fits. */
export type Destination = ({ listed: Listed } | { person: ShownUser }) & { rank: number };

export type Found = {
  /** What was asked, tidied, and the folded term that is marked in names. */
  asked: string;
  term: string;
  destinations: Destination[];
  messages: (FoundHit & { in: Room })[];
  /** What was found in messages. */
  terms: string[];
};

export type FindDeps = { db: Database; lists: Pick<RoomsLists, "all">; searches: Pick<RateLimit, "take"> };

/** What somebody may mean: what is unread first, then where somebody wrote last. */
export function findAnything({ db, lists, searches }: FindDeps, member: Member, typed: string): Found {
  const asked = typed.slice(0, LONGEST).toWellFormed().trim();
  const term = fold(asked);
  const all = lists.all(member.id);
  if (term === "") {
    const shown = all.filter(({ room, level }) => room.archivedAt === null && level !== "hidden");
    const destinations = shown.map((listed) => ({ listed, rank: 0 })).sort(inOrder);
    return { asked, term, destinations: destinations.slice(0, MOST), messages: [], terms: [] };
  }
  const rooms = all.map((listed) => ({ listed, rank: rankOf(namesOf(listed), term) }));
  const known = new Set(all.filter(({ people }) => people.length === 1).map(({ people }) => people[0]?.id));
  const people = findUsersByPart(db, term, MOST_FOUND + known.size)
    .filter(({ id }) => id !== member.id && !known.has(id))
    .map((person) => ({ person, rank: rankOf([person.name], term) }));
  const destinations = [...rooms, ...people].filter(({ rank }) => rank < Infinity).sort(inOrder);
  const terms = [...asked].length >= LEAST ? termsOf(asked) : [];
  const messages = terms.length > 0 && !searches.take(String(member.id)) ? messagesWith(db, member, terms) : [];
  return { asked, term, destinations: destinations.slice(0, MOST_FOUND), messages, terms };
}

/** By what a room is found: its name; of a direct room each of its people, and "Notes to yourself". */
const namesOf = ({ room, people }: Listed): string[] => [room.name, ...people.map(({ name }) => name)];

/** How well a name fits: as a whole, by its beginning, by the beginning of a word, by a part; Infinity when it does not. */
function rankOf(names: string[], term: string): number {
  return Math.min(
    ...names.map((name) => {
      const folded = fold(name);
      if (folded === term) return 0;
      if (folded.startsWith(term)) return 1;
      if (folded.includes(` ${term}`) || folded.includes(`-${term}`)) return 2;
      return folded.includes(term) ? 3 : Infinity;
    }),
  );
}

function inOrder(a: Destination, b: Destination): number {
  const [one, other] = [a, b].map((destination) => ("listed" in destination ? destination.listed : undefined));
  return (
    a.rank - b.rank ||
    (other?.forMe ?? 0) - (one?.forMe ?? 0) ||
    Number(other?.unread ?? false) - Number(one?.unread ?? false) ||
    (other?.newest ?? -1) - (one?.newest ?? -1)
  );
}

function messagesWith(db: Database, member: Member, terms: string[]): Found["messages"] {
  const rooms = listEntries(db, member.id).map(({ room }) => room);
  const { hits } = findMessages(db, { terms, rooms: readable(db, rooms) });
  return withRooms(hits.slice(0, MOST_MESSAGES), rooms);
}
