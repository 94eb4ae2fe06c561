/** The sidebar of the room: the rooms, who is here, and how to log out. */
import { Html } from "@elysiajs/html";

import type { Member } from "../auth/sessions.ts";
import type { Present } from "../live/presence.ts";
import { Here } from "../live/views.tsx";
import type { Room } from "../rooms/store.ts";
import { escapeHtml, fixed, rendered, trusted } from "../views/html.ts";
import { Bell, Cross, Door, Key, Plus, Sliders } from "../views/icons.tsx";
import { type Site, Wordmark } from "../views/layout.tsx";

/** The parts of the sidebar that differ from page to page. */
export type SidebarHole = "administration" | "rooms" | "here" | "name";

export const Sidebar = ({ site, hole }: { site: Site; hole: (name: SidebarHole) => "safe" }) => (
  <aside id="sidebar" class="sidebar" popover aria-label="Rooms and people">
    <header>
      <Wordmark site={site} />
      {hole("administration")}
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
    <form id="log-out" class="me" method="post" action="/logout">
      <a href="/profile" title="Your profile">
        You are <bdi id="me">{hole("name")}</bdi>
      </a>
      {NOTIFICATIONS}
      {ACCOUNT}
      {OUT}
    </form>
  </aside>
);

type SidebarProps = { room: Room; rooms: Room[]; member: Member; people: Present[] };

/** The parts of the sidebar for one page. */
export const sidebarOf = ({ room, rooms, member, people }: SidebarProps): Record<SidebarHole, "safe"> => ({
  administration: member.admin ? ADMINISTRATION : NOTHING,
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

const ADMINISTRATION = fixed(
  <a class="icon" href="/admin" aria-label="Administration" title="Administration">
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

const NOTIFICATIONS = fixed(
  <button
    class="icon scripted"
    type="button"
    form="none" /* a button that belongs to a form opens and closes nothing in Safari before 18.2 */
    popovertarget="notification-settings"
    aria-label="Notifications"
    title="Notifications"
  >
    <Bell />
  </button>,
);
