/** Names to choose from while one writes, and what stands for a message in others. */
import { Html } from "@elysiajs/html";

import { HERE } from "../messages/mentions.ts";
import type { Room } from "../rooms/store.ts";
import { Avatar } from "../users/avatar.tsx";
import type { ShownUser } from "../users/store.ts";
import { attribute } from "../views/html.ts";

/** `outside`: they may not come into the room, which is closed or direct. */
export type Named = ShownUser & { here: boolean; outside: boolean };

/** @param everybody offers `@here`, too */
export const Names = ({ people, everybody }: { people: Named[]; everybody: boolean }) => (
  <>
    {people.map(({ id, name, hue, picture, here, outside }) => (
      <li id={`name-${id}`} role="option" aria-selected="false" data-name={attribute(name)} title={attribute(name)}>
        <Avatar id={id} name={name} hue={hue} picture={picture} />
        <bdi safe>{name}</bdi>
        {outside ? <span>not in this room</span> : here && <span>here</span>}
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

/** @param props.rooms each with the word that stands for it behind a `#` */
export const RoomNames = ({ rooms }: { rooms: (Room & { word: string })[] }) => (
  <>
    {rooms.map(({ id, name, word }) => (
      <li
        id={`room-${id}`}
        role="option"
        aria-selected="false"
        data-name={attribute(`#${word}`)}
        title={attribute(name)}
      >
        <b class="avatar" aria-hidden="true">
          #
        </b>
        <bdi safe>{name}</bdi>
      </li>
    ))}
  </>
);

/** What stands for the address of a message in other messages. */
export const MessageName = ({ author, room }: { author: string; room: string }) => (
  <>
    <bdi safe>{author}</bdi> in <bdi safe>{room}</bdi>
  </>
);
