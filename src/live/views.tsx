/** Who is here and who is writing, as a room shows it. */
import { Html } from "@elysiajs/html";

import type { Member } from "../auth/sessions.ts";
import type { OwnReactions } from "../messages/changes.store.ts";
import { hueOf, initialOf, pictureName } from "../users/avatar.tsx";
import type { ShownUser } from "../users/store.ts";
import { attribute, once, render, trusted } from "../views/html.ts";
import type { Present } from "./presence.ts";
import type { SignalFrame } from "./signal-frame.ts";

/** Most names in the list, and most bytes they may take. */
const NAMES = 50;
const BYTES = 3_300;
/** Bytes around a name and an id in a frame, of the words that somebody is away or not here, and around a title. */
const AROUND = 45;
const AWAY = 12;
const ABSENT = 33;
const TITLE = 11;

export type HereProps = { people: Present[]; slug: string };

/** The count and the first names; the rest is on a page of its own. */
export const Here = ({ people, slug }: HereProps) => {
  const shown = fitting(people);
  const titled = shown.reduce((sum, one) => sum + bytesOf(one) + Buffer.byteLength(one.name) + TITLE, 0) < BYTES;
  return (
    <ul id="here">
      {trusted(shown.map(titled ? titledItem : plainItem).join(""))}
      {shown.length < people.length && (
        <li class="rest">
          <a href={`/rooms/${slug}/people`}>and {people.length - shown.length} more</a>
        </li>
      )}
    </ul>
  );
};

/** @param props.titled its title has the name as well, which may be cut */
export const Person = ({ id, name, away, absent = false, titled = true }: Present & { titled?: boolean }) => (
  <li class={absent ? "absent" : undefined}>
    <a href={`/people/${id}`} title={titled ? attribute(name) : undefined}>
      <bdi safe>{name}</bdi>
      {absent ? <i> not here</i> : away && <i> away</i>}
    </a>
  </li>
);

/** People who are here are the same for every page that is opened, until they look different. */
const titledItem = once((person: Present) => render(<Person {...person} />));
const plainItem = once((person: Present) => render(<Person {...person} titled={false} />));

/** How many of a list of people are here: all but the last. */
export const countHere = (people: Present[]): number => people.findLastIndex(({ absent }) => !absent) + 1;

export const HereCount = ({ count, oob }: { count: number | "safe"; oob?: boolean }) => (
  <span id="here-count" hx-swap-oob={oob ? "true" : undefined}>
    {count} here
  </span>
);

const swapFrame = (target: string, swap: string, view: JSX.Element): string =>
  JSON.stringify({ target, swap, content: render(view) });

/** The frame that tells the pages of a room, or of all open ones, who is here: under 4 KB, whoever they are. */
export const hereFrame = (props: HereProps): string =>
  swapFrame(
    "#here",
    "outerHTML",
    <>
      <Here {...props} />
      <HereCount count={countHere(props.people)} oob />
    </>,
  );

/** The frame that tells the page of somebody who was suspended why it is closed. */
export const SUSPENDED_FRAME = swapFrame(
  "#connection",
  "innerHTML",
  <span id="suspended">Your account was suspended. What you wrote is kept here. Contact an administrator.</span>,
);

/** The frame for when people have another name, colour or picture: pages change the rows of theirs that are there. */
export const usersFrame = (users: ShownUser[]): string => JSON.stringify({ users: users.map(toChanged) });

const toChanged = ({ id, name, hue, picture }: ShownUser) => [
  ...[id, name, initialOf(name), hueOf(id, hue)],
  ...(picture === null ? [] : [pictureName(picture)]),
];

/** The frame for when up to a message all of a room is gone: pages remove it. */
export const goneFrame = (id: number): string => JSON.stringify({ gone: id } satisfies SignalFrame);

/** The frame for when a reader chose emoji for messages, or took them back, in another page or while this one was away. */
export const ownReactionsFrame = (own: OwnReactions): string => JSON.stringify({ own });

/** The frame that tells a room who is writing. It swaps nothing: the page leaves its reader out. */
export const typingFrame = (people: Pick<Member, "id" | "name">[]): string =>
  JSON.stringify({ typing: people.map(({ id, name }) => [id, name]) });

/** As many as fit into a frame. */
function fitting(people: Present[]): Present[] {
  let bytes = 0;
  return people.slice(0, NAMES).filter((person) => (bytes += bytesOf(person)) < BYTES);
}

const bytesOf = ({ id, name, away, absent }: Present) =>
  Buffer.byteLength(`${id}${name}`) + AROUND + (absent ? ABSENT : away ? AWAY : 0);
