/** Who is present: has a page open, of whichever room. And who of them is away. Kept in memory only. */
import type { Member } from "../auth/sessions.ts";
import { collator } from "../lib/intl.ts";

/**
 * Somebody in a list of people; away when nobody looks at any of their pages. Absent is who has none open: in the list of a
 * closed or direct room they stand, too.
 */
export type Present = Pick<Member, "id" | "name"> & { away: boolean; absent?: boolean };

export type Presence = {
  /** A person opened a page. True when the person was not here before. */
  enter: (member: Member) => boolean;
  /** A page that was out of sight, or not, was closed. */
  leave: (member: Member, away: boolean) => void;
  /** A page went out of sight for long, or came back. */
  setAway: (member: Member, away: boolean) => void;
  /** Everybody by name, those who are away last; to be read at once, since it changes with them. */
  people: () => Present[];
  /** Somebody by id, if they are here. */
  find: (id: number) => Present | undefined;
};

type Here = { member: Member; pages: number; looking: number; shown: Present };

/** @param changed is called with who came, left, is away or is back */
export function openPresence(changed: (id: number) => void): Presence {
  const here = new Map<number, Here>();
  /** Everybody, kept in order: to sort ten thousand for each who comes would take ten milliseconds. */
  const list: Present[] = [];

  function update(id: number, before?: Present) {
    if (before) list.splice(list.indexOf(before), 1);
    const known = here.get(id);
    if (known) {
      known.shown = { id, name: known.member.name, away: known.looking === 0 };
      insert(list, known.shown);
    }
    changed(id);
  }

  return {
    enter(member) {
      const known = here.get(member.id);
      if (known) {
        known.pages++;
        known.looking++;
        if (known.looking === 1) update(member.id, known.shown);
        return false;
      }
      const { id, name } = member;
      here.set(id, { member, pages: 1, looking: 1, shown: { id, name, away: false } });
      update(id);
      return true;
    },

    leave({ id }, away) {
      const known = here.get(id);
      if (!known) return;
      known.pages--;
      if (!away) known.looking--;
      if (known.pages === 0) here.delete(id);
      if (known.pages === 0 || (known.looking === 0 && !away)) update(id, known.shown);
    },

    setAway({ id }, away) {
      const known = here.get(id);
      if (!known) return;
      known.looking += away ? -1 : 1;
      if (known.looking === (away ? 0 : 1)) update(id, known.shown);
    },

    people: () => list,
    find: (id) => here.get(id)?.shown,
  };
}

/** By name, first those who look, then those who are away, then those who are not here. */
export const inOrder = (a: Present, b: Present): number =>
  Number(a.absent ?? false) - Number(b.absent ?? false) ||
  Number(a.away) - Number(b.away) ||
  collator().compare(a.name, b.name);

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
