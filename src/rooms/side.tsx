/** The side of the room: the rooms, who is here, and the way out. */
import { Html } from "@elysiajs/html";

import type { Member } from "../accounts/sessions.ts";
import type { Present } from "../live/presence.ts";
import { Here } from "../live/views.tsx";
import { fixed } from "../views/html.ts";
import { Bell, Door, Key, Plus, Sliders } from "../views/icons.tsx";
import { type Site, Wordmark } from "../views/layout.tsx";
import type { Room } from "./store.ts";

export type SideProps = { site: Site; room: Room; rooms: Room[]; member: Member; people: Present[] };

export const Side = ({ site, room, rooms, member, people }: SideProps) => (
  <aside id="side" class="side" popover aria-label="Rooms and people">
    <header>
      <Wordmark site={site} />
      {member.admin && RUN}
    </header>
    <nav aria-labelledby="rooms">
      <h2 id="rooms">Rooms</h2>
      <ul>
        {rooms.map(({ slug, name }) => (
          <li>
            <a href={`/rooms/${slug}`} aria-current={slug === room.slug ? "page" : undefined} safe>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
    <section aria-labelledby="people">
      <h2 id="people">Here now</h2>
      <Here people={people} slug={room.slug} />
      {INVITE}
    </section>
    <form class="me" method="post" action="/logout">
      <a href="/profile" title="Your profile">
        You are{" "}
        <bdi id="me" safe>
          {member.name}
        </bdi>
      </a>
      {NOTICES}
      {ACCOUNT}
      {OUT}
    </form>
  </aside>
);

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
  <button class="icon scripted" type="button" popovertarget="notices" aria-label="Notifications" title="Notifications">
    <Bell />
  </button>,
);
