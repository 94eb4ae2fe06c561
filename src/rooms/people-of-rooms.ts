/** Who is in which room, read once until that changes: presence and signals ask for every page and every message. */
import type { Database } from "bun:sqlite";

import { boundedMap } from "../lib/bounded-map.ts";
import { mayEnter, peopleIn } from "./store.ts";

/** The ids of the people of a closed or direct room, none when the room is gone; `everybody` for an open one. */
export type PeopleOf = ReadonlySet<number> | "everybody";

export type PeopleOfRooms = {
  of: (room: number) => PeopleOf;
  has: (room: number, user: number) => boolean;
  /** What kind of room it is, or who is in it, is different now. */
  forget: (room: number) => void;
};

/** Rooms that are kept, and their people: all together. */
const KEPT = 1_000_000;

/** No account has this id, so a room that lets it in is open to everybody. */
const STRANGER = 0;

export function openPeopleOfRooms(db: Database): PeopleOfRooms {
  const kept = boundedMap<number, PeopleOf>({
    most: KEPT,
    weigh: (people) => (people === "everybody" ? 1 : 1 + people.size),
  });

  function of(room: number): PeopleOf {
    const known = kept.get(room);
    if (known !== undefined) return known;
    const people = mayEnter(db, room, STRANGER) ? "everybody" : peopleIn(db, room);
    kept.set(room, people);
    return people;
  }

  return {
    of,
    has(room, user) {
      const people = of(room);
      return people === "everybody" || people.has(user);
    },
    forget: (room) => void kept.delete(room),
  };
}
