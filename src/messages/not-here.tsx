/** Who was mentioned in a room that they may not come into: nobody calls them there, and the author is told. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";

import type { Member } from "../auth/sessions.ts";
import { isKeeper } from "../rooms/access.ts";
import { type Entry, mayEnter } from "../rooms/store.ts";
import { findUser } from "../users/store.ts";
import { render } from "../views/html.ts";

/** Most names that are told, and most people that an address may name. */
const NAMES = 5;
const PEOPLE = 50;

export type NotHere = {
  names: string[];
  /** How many people there are besides. */
  more: number;
  /** Where the author can add them. */
  add?: string;
};

/** What to tell the author about these people; nothing when all of them may come in. */
export function describeNotHere(db: Database, entry: Entry, member: Member, ids: number[]): NotHere | undefined {
  const outside = ids
    .map((id) => findUser(db, id))
    .filter((user) => user !== undefined && !user.left && !mayEnter(db, entry.room.id, user.id));
  if (outside.length === 0) return undefined;
  const names = outside.slice(0, NAMES).flatMap((user) => user?.name ?? []);
  const mayAdd = entry.room.kind === "closed" && isKeeper(entry, member);
  const add = mayAdd ? `/rooms/${entry.room.slug}/about#add` : undefined;
  return { names, more: outside.length - names.length, add };
}

/** The sentence in a header for the page's script: names may have any character, and headers only some. */
export const toHeader = (notHere: NotHere): string => encodeURIComponent(render(<NotHereNotice {...notHere} />));

/** The address of a room that has the page say the same. */
export const pathWithNotHere = (slug: string, ids: number[]): string => `/rooms/${slug}?not-here=${ids.join()}`;

/** The ids in such an address; it may be anybody's. */
export const readNotHere = (text: string | undefined): number[] =>
  text && /^\d{1,15}(,\d{1,15})*$/.test(text) ? [...new Set(text.split(",", PEOPLE).map(Number))] : [];

/** The sentence. The page's script says "that" where it shows another room: a message may leave from any page. */
export const NotHereNotice = ({ names, more, add }: NotHere) => (
  <>
    {names.map((name, index) => (
      <>
        <span safe>{separator(index, names.length + more)}</span>
        <bdi safe>{name}</bdi>
      </>
    ))}
    <span safe>{`${more > 0 ? ` and ${more} more` : ""} ${names.length + more === 1 ? "is" : "are"} not in `}</span>
    <span class="which">this</span> room. {add !== undefined && <a href={add}>Add them</a>}
  </>
);

function separator(index: number, count: number): string {
  if (index === 0) return "";
  return index === count - 1 ? " and " : ", ";
}
