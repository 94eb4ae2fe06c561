/** The side of the room: the rooms, who is here, and the way out. */
import { Html } from "@elysiajs/html";

import type { Member } from "../auth/sessions.ts";
import type { Present } from "../live/presence.ts";
import { Here } from "../live/views.tsx";
import type { Room } from "../rooms/store.ts";
import { escapeHtml, fixed, rendered, trusted } from "../views/html.ts";
import { Bell, Door, Key, Plus, Sliders } from "../views/icons.tsx";
import { type Site, Wordmark } from "../views/layout.tsx";

/** What is different in the side of each page: the way to run the place, the rooms, who is here, and who reads. */
export type SidebarHole = "run" | "rooms" | "here" | "name";

export const Sidebar = ({ site, hole }: { site: Site; hole: (name: SidebarHole) => "safe" }) => (
  <aside id="sidebar" class="sidebar" popover aria-label="Rooms and people">
    <header>
      <Wordmark site={site} />
      {hole("run")}
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
    <form class="me" method="post" action="/logout">
      <a href="/profile" title="Your profile">
        You are <bdi id="me">{hole("name")}</bdi>
      </a>
      {NOTICES}
      {ACCOUNT}
      {OUT}
    </form>
  </aside>
);

type SidebarProps = { room: Room; rooms: Room[]; member: Member; people: Present[] };

/** What fills the holes. */
export const sidebarOf = ({ room, rooms, member, people }: SidebarProps): Record<SidebarHole, "safe"> => ({
  run: member.admin ? RUN : NOTHING,
  rooms: rendered(<Rooms room={room} rooms={rooms} />),
  here: rendered(<Here people={people} slug={room.slug} />),
  name: trusted(escapeHtml(member.name)),
});

const Rooms = ({ room, rooms }: Pick<SidebarProps, "room" | "rooms">) => (
  <>
    {rooms.map(({ slug, name }) => (
      <li>
        <a href={`/rooms/${slug}`} aria-current={slug === room.slug ? "page" : undefined} safe>
          {name}
        </a>
      </li>
    ))}
  </>
);

const NOTHING = fixed("");

const INVITE = fixed(
  <a class="invite" href="/invite">
    <Plus /> Invite people
  </a>,
);

const RUN = fixed(
  <a class="icon" href="/admin" aria-label="Run this place" title="Run this place">
    <Key />
  </a>,
);

const ACCOUNT = fixed(
  <a class="icon" href="/account" aria-label="Your account" title="Your account">
    <Sliders />
  </a>,
);

const OUT = fixed(
  <button class="icon" aria-label="Log out" title="Log out">
    <Door />
  </button>,
);

const NOTICES = fixed(
  <button
    class="icon scripted"
    type="button"
    popovertarget="notification-settings"
    aria-label="Notifications"
    title="Notifications"
  >
    <Bell />
  </button>,
);
