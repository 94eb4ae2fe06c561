/** Who is here and who is writing, as the room shows it. */
import { Html } from "@elysiajs/html";

import type { Member } from "../accounts/sessions.ts";
import { render } from "../views/html.ts";
import type { Present } from "./presence.ts";

/** Most names in the list, and most bytes they may take. */
const NAMES = 50;
const BYTES = 3_150;
/** Bytes around a name, at most. */
const AROUND = 54;

export type HereProps = { people: Present[]; slug: string };

/** The count and the first names; the rest is on a page of its own. */
export const Here = ({ people, slug }: HereProps) => {
  const shown = fitting(people);
  return (
    <ul id="here">
      {shown.map((person) => (
        <Person {...person} />
      ))}
      {shown.length < people.length && (
        <li>
          <a href={`/rooms/${slug}/people`}>and {people.length - shown.length} more</a>
        </li>
      )}
    </ul>
  );
};

export const Person = ({ name, away }: Present) => (
  <li class={away ? "away" : undefined}>
    <bdi safe>{name}</bdi>
    {away && <i> away</i>}
  </li>
);

export const HereCount = ({ people, oob }: { people: Present[]; oob?: boolean }) => (
  <span id="here-count" hx-swap-oob={oob ? "true" : undefined}>
    {people.length} here
  </span>
);

/** The frame that tells every page of a room about its people: under 4 KB, whoever they are. */
export const hereFrame = ({ typing, ...props }: HereProps & { typing: Member[] }): string =>
  JSON.stringify({
    target: "#here",
    swap: "outerHTML",
    content: render(
      <>
        <Here {...props} />
        <HereCount people={props.people} oob />
      </>,
    ),
    typing: toPairs(typing),
  });

/** The frame for when only who is writing has changed. It swaps nothing: the page leaves its reader out. */
export const typingFrame = (people: Member[]): string => JSON.stringify({ typing: toPairs(people) });

const toPairs = (people: Member[]) => people.map(({ id, name }) => [id, name]);

function fitting(people: Present[]): Present[] {
  let bytes = 0;
  return people.slice(0, NAMES).filter(({ name }) => (bytes += Buffer.byteLength(name) + AROUND) < BYTES);
}
