/** People to choose from in a form: those who are here first. */
import type { Database } from "bun:sqlite";

import type { Live } from "../live/live.ts";
import { findUsersByPrefix } from "../users/names.store.ts";
import { foldName } from "../users/names.ts";
import { findUser, type ShownUser, toShown, type User } from "../users/store.ts";

/** Somebody, and whether they have a page open and look at it. */
export type OfferedPerson = ShownUser & { presence: "here" | "away" | undefined };

/** Most people who are offered. */
const MOST = 24;
/** Most of those here who are looked through, in a very full place. */
const LOOKED_AT = 200;

/** Where people are looked for: all of the place, and those of them who are here. */
export type PeopleSource = { db: Database; live: Pick<Live, "presenceOf" | "peopleHere"> };

/**
 * @param asked.start is how the names begin, as it was typed; `chosen` are in any case among them, and come first
 * @param asked.except ids of those who are not offered
 */
export function offerPeople(
  { db, live }: PeopleSource,
  asked: { except: number[]; start: string; chosen: number[] },
): OfferedPerson[] {
  const start = foldName(asked.start);
  const except = new Set(asked.except);
  const chosen = asked.chosen.flatMap((id) => findUser(db, id) ?? []);
  const here = usersHere({ db, live })
    .filter(({ name, left, suspended }) => !left && !suspended && foldName(name).startsWith(start))
    .sort((one, other) => (foldName(one.name) < foldName(other.name) ? -1 : 1));
  const others = findUsersByPrefix(db, start, MOST + here.length + asked.except.length);
  const found = [...chosen, ...here, ...others].filter(({ id }) => !except.has(id));
  const byId = new Map(found.map((user) => [user.id, { ...toShown(user), presence: live.presenceOf(user.id) }]));
  return [...byId.values()].slice(0, Math.max(MOST, chosen.length));
}

/** Everybody who is here, or as many as are looked through. */
export const usersHere = ({ db, live }: PeopleSource): User[] =>
  live
    .peopleHere()
    .slice(0, LOOKED_AT)
    .flatMap((id) => findUser(db, id) ?? []);
