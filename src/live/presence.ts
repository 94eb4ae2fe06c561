/** Who is here: people by room, with news of it at most once a second. A hint, never stored. */
import type { Member } from "../accounts/sessions.ts";

export type Presence = {
  /** A page of a person opened the room. True when the person was not here before. */
  enter: (room: number, member: Member) => boolean;
  leave: (room: number, member: Member) => void;
  /** Everybody in a room, by name. */
  people: (room: number) => Member[];
  /** The rooms in which somebody is. */
  rooms: () => Iterable<number>;
  close: () => void;
};

type Here = { member: Member; pages: number };

const byName = new Intl.Collator("en");

/** @param announce is called when who is in a room has changed, at most once in `interval` ms for each room */
export function openPresence(announce: (room: number) => void, interval = 1_000): Presence {
  const rooms = new Map<number, Map<number, Here>>();
  /** Everybody in a room by name, until somebody comes or goes. */
  const sorted = new Map<number, Member[]>();
  const announcedAt = new Map<number, number>();
  const timers = new Map<number, Timer>();
  let closed = false;

  function changed(room: number) {
    sorted.delete(room);
    if (closed || timers.has(room)) return;
    const wait = (announcedAt.get(room) ?? -Infinity) + interval - performance.now();
    const timer = setTimeout(
      () => {
        timers.delete(room);
        announcedAt.set(room, performance.now());
        announce(room);
      },
      Math.max(wait, 100), // a page that is only reloaded leaves and comes back within this time
    );
    timers.set(room, timer);
  }

  return {
    enter(room, member) {
      const here = rooms.get(room) ?? new Map<number, Here>();
      rooms.set(room, here);
      const known = here.get(member.id);
      if (known) known.pages++;
      else {
        here.set(member.id, { member, pages: 1 });
        changed(room);
      }
      return !known;
    },

    leave(room, member) {
      const here = rooms.get(room);
      const known = here?.get(member.id);
      if (!here || !known || --known.pages > 0) return;
      here.delete(member.id);
      if (here.size === 0) rooms.delete(room);
      changed(room);
    },

    people(room) {
      const known = sorted.get(room);
      if (known) return known;
      const people = [...(rooms.get(room)?.values() ?? [])].map(({ member }) => member).sort(sortByName);
      sorted.set(room, people);
      return people;
    },
    rooms: () => rooms.keys(),
    close() {
      closed = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

const sortByName = (a: Member, b: Member) => byName.compare(a.name, b.name);
