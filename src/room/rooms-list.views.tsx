/** A room in the lists of the sidebar. The page's script changes its marks by the same classes, and the same count. */
import { Html } from "@elysiajs/html";

import { MOST_COUNTED } from "../messages/unread.store.ts";
import { type Room, usualLevel } from "../rooms/store.ts";
import { Avatar } from "../users/avatar.tsx";
import { attribute, inOnePiece, render, trusted } from "../views/html.ts";
import type { Listed } from "./rooms-list.ts";

/** A name of more characters may be cut, and is a title as well. */
const CUT = 18;

type Shown = Pick<Listed, "room" | "level" | "people" | "unread" | "forMe">;
type Options = { here?: boolean; open?: boolean };

/** @param options.open it is the room of the page; `here`: the person it is with has a page open */
export const renderListed = (shown: Shown, options: Options = {}): string =>
  inOnePiece(render(<ListedRoom {...shown} {...options} />));

/** The item of an open room as it is in everybody's list, before anything is known of whose list it is. */
export const renderForAll = (room: Room): string =>
  renderListed({ room, level: usualLevel(room.kind), people: [], unread: false, forMe: 0 });

const ListedRoom = ({ room, level, people, unread, forMe, here, open }: Shown & Options) => {
  const [first, ...more] = people;
  const muted = level === "nothing" || level === "hidden";
  const classes = [kindOf(room), unread && "unread", muted && "muted", here && "here"].filter(Boolean).join(" ");
  return (
    <li
      data-room={room.id}
      data-person={first && more.length === 0 && room.people?.includes(",") ? first.id : undefined}
      class={classes || undefined}
    >
      <a
        href={`/rooms/${room.slug}`}
        aria-current={open ? "page" : undefined}
        title={[...room.name].length > CUT ? attribute(room.name) : undefined}
      >
        {first !== undefined && <Avatar {...first} />}
        <bdi class="name" safe>
          {room.name}
        </bdi>
        {forMe > 0 && <span class="count">{countOf(forMe)}</span>}
      </a>
    </li>
  );
};

/** A number of messages, as it is shown. */
export const countOf = (forMe: number): "safe" => trusted(forMe >= MOST_COUNTED ? "99+" : String(forMe));

/**
 * What is drawn before a name depends on the kind of room; an open one that everybody writes in has none of these. A closed
 * one has its lock also where only keepers write: who sees what is said there matters more.
 */
export const kindOf = ({ kind, writers }: Listed["room"]): string =>
  kind === "closed" ? "closed-room" : writers === "keepers" ? "announcements" : "";
