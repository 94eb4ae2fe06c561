/** The people of a room, as the page about it shows them: those who are here first. */
import { listPeople, type Room, type RoomPerson } from "../rooms/store.ts";
import { findUsersByPrefix } from "../users/names.store.ts";
import { foldName } from "../users/names.ts";
import { findUser, toShown } from "../users/store.ts";
import { type OfferedPerson, type PeopleSource, usersHere } from "./choose-people.ts";

/** `admin`: an administrator of the place. */
export type AboutPerson = OfferedPerson & RoomPerson & { admin: boolean };

export type AboutPeople = {
  shown: AboutPerson[];
  /** How many there are; of an open room, how many are here. */
  total: number;
};

/** Most people on the page; the others are found by name. */
const MOST = 50;

/** @param typed how their names begin; empty for all */
export function peopleOf({ db, live }: PeopleSource, room: Room, typed: string): AboutPeople {
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
function othersIn(source: PeopleSource, start: string): RoomPerson[] {
  const found = start === "" ? [] : findUsersByPrefix(source.db, start, MOST);
  const people = [...usersHere(source), ...found].map((user) => ({ ...toShown(user), keeper: false, muted: false }));
  return [...new Map(people.map((person) => [person.id, person])).values()];
}
