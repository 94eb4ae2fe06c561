/** Names to choose from while one writes. */
import { Html } from "@elysiajs/html";

import { HERE } from "../messages/mentions.ts";
import { Avatar, type AvatarProps } from "../users/avatar.tsx";
import { attribute } from "../views/html.ts";

export type Named = AvatarProps & { here: boolean };

/** @param everybody offers `@here`, too */
export const Names = ({ people, everybody }: { people: Named[]; everybody: boolean }) => (
  <>
    {people.map(({ id, name, hue, here }) => (
      <li id={`name-${id}`} role="option" aria-selected="false" data-name={attribute(name)} title={attribute(name)}>
        <Avatar id={id} name={name} hue={hue} />
        <bdi safe>{name}</bdi>
        {here && <span>here</span>}
      </li>
    ))}
    {everybody && (
      <li id="name-here" role="option" aria-selected="false" data-name={HERE}>
        <b class="avatar" aria-hidden="true">
          @
        </b>
        <bdi>{HERE}</bdi>
        <span>everyone who is here</span>
      </li>
    )}
  </>
);
