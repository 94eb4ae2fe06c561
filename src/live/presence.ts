/** Who is present in each room, and who of them is away. Kept in memory only. */
import type { Member } from "../auth/sessions.ts";
import { collator } from "../lib/intl.ts";

/** Somebody in a room; away when nobody looks at any of their pages. */
export type Present = Member & { away: boolean };

export type Presence = {
  /** A person opened the room in a page. True when the person was not here before. */
  enter: (room: number, member: Member) => boolean;
  /** A page that was out of sight, or not, was closed. */
  leave: (room: number, member: Member, away: boolean) => void;
  /** A page went out of sight for long, or came back. */
  setAway: (room: number, member: Member, away: boolean) => void;
  /** Everybody in a room by name, those who are away last; to be read at once, since it changes with them. */
  people: (room: number) => Present[];
  /** The rooms in which somebody is. */
  rooms: () => Iterable<number>;
};

type Here = { member: Member; pages: number; looking: number };

/** @param changed is called when who is in a room, or away, is different from before */
export function openPresence(changed: (room: number) => void): Presence {
  const rooms = new Map<number, Map<number, Here>>();
  /** Everybody in a room, kept in order: to sort ten thousand for each who comes would take ten milliseconds. */
  const lists = new Map<number, Present[]>();

  function update(room: number, id: number, isNew = false) {
    const list = lists.get(room) ?? [];
    const before = isNew ? -1 : list.findIndex((present) => present.id === id);
    if (before >= 0) list.splice(before, 1);
    const known = rooms.get(room)?.get(id);
    if (known) insert(list, { ...known.member, away: known.looking === 0 });
    if (list.length > 0) lists.set(room, list);
    else lists.delete(room);
    changed(room);
  }

  return {
    enter(room, member) {
      const here = rooms.get(room) ?? new Map<number, Here>();
      rooms.set(room, here);
      const known = here.get(member.id);
      if (!known) here.set(member.id, { member, pages: 1, looking: 1 });
      else {
        known.pages++;
        known.looking++;
      }
      if (!known || known.looking === 1) update(room, member.id, !known);
      return !known;
    },

    leave(room, member, away) {
      const here = rooms.get(room);
      const known = here?.get(member.id);
      if (!here || !known) return;
      known.pages--;
      if (!away) known.looking--;
      if (known.pages === 0) here.delete(member.id);
      if (here.size === 0) rooms.delete(room);
      if (known.pages === 0 || (known.looking === 0 && !away)) update(room, member.id);
    },

    setAway(room, member, away) {
      const known = rooms.get(room)?.get(member.id);
      if (!known) return;
      known.looking += away ? -1 : 1;
      if (known.looking === (away ? 0 : 1)) update(room, member.id);
    },

    people: (room) => lists.get(room) ?? [],
    rooms: () => rooms.keys(),
  };
}

const inOrder = (a: Present, b: Present) => Number(a.away) - Number(b.away) || collator().compare(a.name, b.name);

/** Puts somebody where they belong in a list that is in order. */
function insert(list: Present[], present: Present) {
  let from = 0;
  let to = list.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const other = list[middle];
    if (other && inOrder(other, present) <= 0) from = middle + 1;
    else to = middle;
  }
  list.splice(from, 0, present);
}
