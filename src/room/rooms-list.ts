/** What the sidebar of one person lists: their rooms and whom they talk to, with what is new there. Kept until it changes. */
import type { Database } from "bun:sqlite";

import { boundedMap } from "../lib/bounded-map.ts";
import { countForMe, type NewestMessages } from "../messages/unread.store.ts";
import type { Positions } from "../rooms/positions.ts";
import { type Entry, findRoomById, type Level, levelOf, listEntries, type Room } from "../rooms/store.ts";
import { findUser, type ShownUser } from "../users/store.ts";
import { renderListed } from "./rooms-list.views.tsx";

/** A room in somebody's list, and what is new to them there. */
export type Listed = Entry & {
  level: Level;
  /** The others in a direct room; the person themselves where there are none. */
  people: ShownUser[];
  /** The newest message; 0 where there is none. */
  newest: number;
  /** It has a message that they have not read. */
  unread: boolean;
  /** How many messages for them they have not read, 100 at most. */
  forMe: number;
  /** Its entry as HTML, and that of somebody who is here, once it was asked for. */
  html: string;
  hereHtml?: string;
};

export type RoomsLists = {
  /** Every room that somebody may come into, hidden and archived ones as well. To be read at once, since it changes. */
  all: (user: number) => Listed[];
  /** The open and closed rooms of that list as HTML; the one that is open in the page is marked, and always among them. */
  roomsHtml: (user: number, open: Entry) => string;
  /** The same of the direct rooms. @param isHere whether somebody has a page open */
  peopleHtml: (user: number, open: Entry, isHere: (user: number) => boolean) => string;
  /** The ids of those that somebody has hidden. */
  hidden: (user: number) => number[];
  /** Messages of a room changed. */
  messagesChanged: (room: number) => void;
  /** Somebody has read a room up to a message. */
  positionMoved: (user: number, room: number, id: number) => void;
  /** Somebody may come into other rooms, or hears other parts of them. */
  forget: (user: number) => void;
  /** A room is new, or looks different, or is for others. */
  roomChanged: (room: number) => void;
  /** Somebody looks different, for everybody. */
  forgetAll: () => void;
};

/** Rooms that are kept in all lists together; one takes about 600 bytes. */
const KEPT = 20_000;

/** Most changes of rooms that are remembered: a list that is older than all of them is counted anew. */
const CHANGES = 1_024;

type Kept = {
  all: Listed[];
  byId: Map<number, Listed>;
  /** What the sidebar shows of them: open and closed rooms by age, and direct ones, the newest talk first. */
  rooms: Listed[];
  people: Listed[];
  hidden: number[];
  /** All changes of rooms before this one are in it. */
  seen: number;
  /** Rooms in which the person has read on. */
  moved: Set<number>;
  /** When a level ends that holds for a while, in ms since 1970. */
  until: number;
  /** The rooms as HTML, until one of them changes, and as they were last shown in the page of one of them. */
  html: string | undefined;
  shownIn: { room: number; html: string } | undefined;
};

type Deps = {
  db: Database;
  newest: Pick<NewestMessages, "in">;
  positions: Pick<Positions, "of">;
  /** For tests. */
  now?: () => number;
};

/**
 * A list is made anew when its person, its rooms or their people change, which is seldom. Messages and read positions change
 * all the time: of those only the rooms that they are about are counted again.
 */
export function openRoomsLists({ db, newest, positions, now = Date.now }: Deps): RoomsLists {
  const lists = boundedMap<number, Kept>({ most: KEPT, weigh: ({ byId }) => byId.size + 1 });
  /** The rooms whose messages changed last, and the number of the first of them. */
  let changes: number[] = [];
  let first = 0;

  /** What is new to somebody in a room, up to whose read position they have read. */
  function signs(user: number, { room, standing }: Entry): Pick<Listed, "newest" | "unread" | "forMe"> {
    const latest = newest.in(room.id);
    const unread = latest > standing.readId;
    return { newest: latest, unread, forMe: unread ? countForMe(db, { user, room, standing }) : 0 };
  }

  function toListed(user: number, { room, standing }: Entry): Listed {
    const readId = positions.of(user, room.id, standing.readId); // from now on it is told of each move
    const entry = { room, standing: { ...standing, readId } };
    const listed = { ...entry, level: levelOf(entry, now()), people: othersIn(db, user, room), ...signs(user, entry) };
    return { ...listed, html: renderListed(listed) };
  }

  function make(user: number): Kept {
    const all = listEntries(db, user).map((entry) => toListed(user, entry));
    const shown = all.filter(({ room, level }) => room.archivedAt === null && level !== "hidden");
    const ends = all.map(({ standing }) => standing.levelUntil ?? Infinity).filter((end) => end > now());
    const kept: Kept = {
      all,
      byId: new Map(all.map((one) => [one.room.id, one])),
      rooms: shown.filter(({ room }) => room.kind !== "direct"),
      people: shown.filter(({ room }) => room.kind === "direct").sort(newestFirst),
      hidden: all.flatMap(({ room, level }) => (level === "hidden" ? room.id : [])),
      seen: first + changes.length,
      moved: new Set(),
      until: Math.min(...ends),
      html: undefined,
      shownIn: undefined,
    };
    lists.set(user, kept);
    return kept;
  }

  /** Counts again what changed since the list was last asked for. */
  function refresh(user: number, kept: Kept): Kept {
    const changed = kept.seen < first ? kept.byId.keys() : changes.slice(kept.seen - first);
    kept.seen = first + changes.length;
    let talked = false;
    for (const id of new Set([...changed, ...kept.moved])) {
      const listed = kept.byId.get(id);
      if (!listed) continue;
      const before = listed.html;
      Object.assign(listed, signs(user, listed));
      listed.html = renderListed(listed);
      listed.hereHtml = undefined;
      if (listed.room.kind === "direct") talked = true;
      else if (listed.html !== before) kept.html = undefined;
    }
    kept.moved.clear();
    if (talked) kept.people.sort(newestFirst);
    return kept;
  }

  function listOf(user: number): Kept {
    const kept = lists.get(user);
    if (!kept || kept.until <= now()) return make(user);
    const isFresh = kept.seen === first + changes.length && kept.moved.size === 0;
    return isFresh ? kept : refresh(user, kept);
  }

  return {
    all: (user) => listOf(user).all,
    roomsHtml(user, open) {
      const list = listOf(user);
      if (list.html === undefined) {
        list.html = list.rooms.map(({ html }) => html).join("");
        list.shownIn = undefined;
      }
      const { id: room, kind } = open.room;
      if (kind === "direct") return list.html;
      if (list.shownIn?.room === room) return list.shownIn.html;
      const listed = list.byId.get(room) ?? toListed(user, open);
      const marked = renderOpen(listed, false);
      const html = list.rooms.includes(listed) ? list.html.replace(listed.html, () => marked) : list.html + marked;
      list.shownIn = { room, html };
      return html;
    },
    peopleHtml(user, open, isHere) {
      const { people, byId } = listOf(user);
      const listed = open.room.kind === "direct" ? (byId.get(open.room.id) ?? toListed(user, open)) : undefined;
      const shown = listed && !people.includes(listed) ? [...people, listed] : people;
      const html = (one: Listed) => {
        const here = isWithOther(one, user) && isHere(one.people[0]?.id ?? 0);
        if (one === listed) return renderOpen(one, here);
        return here ? (one.hereHtml ??= renderListed(one, { here })) : one.html;
      };
      return shown.map(html).join("");
    },
    hidden: (user) => listOf(user).hidden,
    messagesChanged(room) {
      changes.push(room);
      if (changes.length < 2 * CHANGES) return;
      first += CHANGES;
      changes = changes.slice(CHANGES);
    },
    positionMoved(user, room, id) {
      const kept = lists.get(user);
      const listed = kept?.byId.get(room);
      if (!kept || !listed) return;
      listed.standing.readId = Math.max(listed.standing.readId, id);
      kept.moved.add(room);
    },
    forget: (user) => void lists.delete(user),
    roomChanged(room) {
      const people = findRoomById(db, room)?.people; // of a direct room, which is in nobody else's list
      if (people) for (const user of people.split(",")) lists.delete(Number(user));
      else lists.clear();
    },
    forgetAll: () => lists.clear(),
  };
}

/** What is new in the room that one looks at is in sight. */
const renderOpen = (listed: Listed, here: boolean) =>
  renderListed({ ...listed, unread: false, forMe: 0 }, { here, open: true });

/** It is between two people: not one's own notes, and not among several. */
const isWithOther = ({ people }: Listed, user: number) => people.length === 1 && people[0]?.id !== user;

const newestFirst = (a: Listed, b: Listed) => b.newest - a.newest || b.room.id - a.room.id;

/** The others in a direct room; in one's notes oneself. */
function othersIn(db: Database, user: number, { people }: Room): ShownUser[] {
  const ids = people?.split(",").map(Number) ?? [];
  const others = ids.length > 1 ? ids.filter((id) => id !== user) : ids;
  return others.flatMap((id) => {
    const found = findUser(db, id);
    return found ? [{ id, name: found.name, hue: found.hue, picture: found.picture }] : [];
  });
}
