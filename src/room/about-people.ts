/** The people of a room, as the page about it shows them: those who are here first. */
import type { Database } from "bun:sqlite";

import type { Live } from "../live/live.ts";
import { listPeople, type Room, type RoomPerson } from "../rooms/store.ts";
import { findUsersByPrefix } from "../users/names.store.ts";
import { foldName } from "../users/names.ts";
import { findUser } from "../users/store.ts";

export type AboutPerson = RoomPerson & {
  /** Whether they have a page open, and look at it. */
  presence: "here" | "away" | undefined;
  /** An administrator of the place. */
  admin: boolean;
};

export type AboutPeople = {
  shown: AboutPerson[];
  /** How many there are; of an open room, how many are here. */
  total: number;
};

/** Most people on the page; the others are found by name. */
const MOST = 50;
/** Most of those here who are looked through, in a very full place. */
const LOOKED_AT = 200;

type From = { db: Database; live: Pick<Live, "presenceOf" | "peopleHere"> };

/** @param typed how their names begin; empty for all */
export function peopleOf({ db, live }: From, room: Room, typed: string): AboutPeople {
  const start = foldName(typed);
  const noted = listPeople(db, room.id);
  const others = room.kind === "open" ? othersIn({ db, live }, start) : [];
  const known = new Set(noted.map(({ id }) => id));
  const people = [...noted, ...others.filter(({ id }) => !known.has(id))]
    .map((person) => ({ person, folded: foldName(person.name), presence: live.presenceOf(person.id) }))
    .filter(({ folded }) => folded.startsWith(start))
    .sort((one, other) => placeOf(one) - placeOf(other) || (one.folded < other.folded ? -1 : 1));
  const shown = people.slice(0, MOST).map(({ person, presence }) => {
    return { ...person, presence, admin: findUser(db, person.id)?.admin === true };
  });
  const total = room.kind === "open" ? live.peopleHere().length : noted.length;
  return { shown, total };
}

const placeOf = ({ presence }: Pick<AboutPerson, "presence">): number =>
  presence === "here" ? 0 : presence === "away" ? 1 : 2;

/** Whom nothing is noted about in an open room: those who are here, or whose names begin so. */
function othersIn({ db, live }: From, start: string): RoomPerson[] {
  const here = live.peopleHere().slice(0, LOOKED_AT);
  const found = start === "" ? [] : findUsersByPrefix(db, start, MOST);
  const people = [...here.flatMap((id) => findUser(db, id) ?? []), ...found];
  const byId = new Map(
    people.map(({ id, name, hue, picture }) => [id, { id, name, hue, picture, keeper: false, muted: false }]),
  );
  return [...byId.values()];
}
