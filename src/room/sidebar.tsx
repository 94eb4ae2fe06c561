/** The sidebar of the room: the rooms, who is here, and the menu on one's own name. */
import { Html } from "@elysiajs/html";

import type { Member } from "../auth/sessions.ts";
import type { Present } from "../live/presence.ts";
import { Here } from "../live/views.tsx";
import type { Room } from "../rooms/store.ts";
import { attribute, escapeHtml, fixed, rendered, trusted } from "../views/html.ts";
import { Cross, Plus } from "../views/icons.tsx";
import { type Site, Wordmark } from "../views/layout.tsx";
import { ADMINISTRATION, Me } from "./me-menu.tsx";

/** The parts of the sidebar that differ from page to page. */
export type SidebarHole = "administration" | "rooms" | "here" | "name" | "me" | "avatar";

export const Sidebar = ({ site, hole }: { site: Site; hole: (name: SidebarHole) => "safe" }) => (
  <aside id="sidebar" class="sidebar" popover aria-label="Rooms and people">
    <header>
      <Wordmark site={site} />
      {CLOSE}
    </header>
    <nav aria-labelledby="rooms">
      <h2 id="rooms">Rooms</h2>
      <ul>{hole("rooms")}</ul>
    </nav>
    <section aria-labelledby="people">
      <h2 id="people">Here now</h2>
      {hole("here")}
      {INVITE}
    </section>
    <Me id={hole("me")} name={hole("name")} avatar={hole("avatar")} administration={hole("administration")} />
  </aside>
);

type SidebarProps = { room: Room; rooms: Room[]; member: Member; people: Present[] };

/** The parts of the sidebar for one page. */
export const sidebarOf = ({
  room,
  rooms,
  member,
  people,
}: SidebarProps): Record<Exclude<SidebarHole, "me" | "avatar">, "safe"> => ({
  administration: member.admin ? ADMINISTRATION : NOTHING,
  rooms: rendered(<Rooms room={room} rooms={rooms} />),
  here: rendered(<Here people={people} slug={room.slug} />),
  name: trusted(escapeHtml(member.name)),
});

const Rooms = ({ room, rooms }: Pick<SidebarProps, "room" | "rooms">) => (
  <>
    {rooms.map(({ slug, name }) => (
      <li>
        <a href={`/rooms/${slug}`} aria-current={slug === room.slug ? "page" : undefined} title={attribute(name)}>
          <bdi safe>{name}</bdi>
        </a>
      </li>
    ))}
  </>
);

const NOTHING = fixed("");

/** Popovers don't close by a tap beside them before iOS 18.3. */
const CLOSE = fixed(
  <button class="icon only-phone" type="button" popovertarget="sidebar" popovertargetaction="hide" aria-label="Close">
    <Cross />
  </button>,
);

const INVITE = fixed(
  <a class="invite" href="/invite">
    <Plus /> Invite people
  </a>,
);
