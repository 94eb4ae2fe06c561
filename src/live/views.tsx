/** Who is here, as the side of the room shows it. */
import { Html } from "@elysiajs/html";

import type { Member } from "../accounts/sessions.ts";
import { render } from "../views/html.ts";

/** Most names in the list, and most bytes they may take. */
const NAMES = 50;
const BYTES = 3_400;

export type HereProps = { people: Member[]; slug: string };

/** The count and the first names; the rest is on a page of its own. */
export const Here = ({ people, slug }: HereProps) => {
  const shown = fitting(people);
  return (
    <ul id="here">
      {shown.map(({ name }) => (
        <li>
          <bdi safe>{name}</bdi>
        </li>
      ))}
      {shown.length < people.length && (
        <li>
          <a href={`/rooms/${slug}/people`}>and {people.length - shown.length} more</a>
        </li>
      )}
    </ul>
  );
};

export const HereCount = ({ people, oob }: { people: Member[]; oob?: boolean }) => (
  <span id="here-count" hx-swap-oob={oob ? "true" : undefined}>
    {people.length} here
  </span>
);

/** The frame that tells every page of a room who is here: under 4 KB, whoever they are. */
export const hereFrame = (props: HereProps): string =>
  JSON.stringify({
    target: "#here",
    swap: "outerHTML",
    content: render(
      <>
        <Here {...props} />
        <HereCount people={props.people} oob />
      </>,
    ),
  });

function fitting(people: Member[]): Member[] {
  let bytes = 0;
  return people.slice(0, NAMES).filter(({ name }) => (bytes += Buffer.byteLength(name) + 28) < BYTES);
}
