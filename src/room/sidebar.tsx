/** The sidebar of the room: the rooms, whom one talks to, who is here, and the menu on one's own name. */
import { Html } from "@elysiajs/html";
import type { Children } from "@kitajs/html";

import type { Member } from "../auth/sessions.ts";
import type { Present } from "../live/presence.ts";
import { Here } from "../live/views.tsx";
import type { RoomSettings } from "../rooms/settings.store.ts";
import type { Room } from "../rooms/store.ts";
import { fixed, render, template, trusted } from "../views/html.ts";
import { Cross, Lens, Plus } from "../views/icons.tsx";
import { type Site, Wordmark } from "../views/layout.tsx";
import { ADMINISTRATION, Me } from "./me-menu.tsx";

/** The parts of the sidebar that differ from page to page. */
type Hole =
  "administration" | "rooms" | "newRoom" | "people" | "newTalk" | "present" | "here" | "name" | "me" | "avatar";

const sidebar = template<Site, Hole>((site, hole) => (
  <aside id="sidebar" class="sidebar" popover aria-label="Rooms and people">
    <header>
      <Wordmark site={site} />
      {/* Popovers don't close by a tap beside them before iOS 18.3. */}
      <button
        class="icon only-phone"
        type="button"
        popovertarget="sidebar"
        popovertargetaction="hide"
        aria-label="Close"
      >
        <Cross />
      </button>
    </header>
    {/* Without a script it leads to a page. */}
    <a id="find" class="find" href="/find" aria-keyshortcuts="Control+K">
      <Lens /> <span>Find anything</span> <kbd class="scripted">Ctrl K</kbd>
    </a>
    <div class="lists">
      <nav aria-labelledby="rooms">
        <div>
          <h2 id="rooms">Rooms</h2>
          <a class="all" href="/rooms" aria-label="All rooms">
            All
          </a>
          {hole("newRoom")}
        </div>
        {hole("rooms")}
      </nav>
      <nav aria-labelledby="people">
        <div>
          <h2 id="people">People</h2>
          {hole("newTalk")}
        </div>
        {hole("people")}
      </nav>
      <section aria-labelledby="present">
        {hole("present")}
        {hole("here")}
        <a class="invite" href="/invite">
          <Plus /> Invite people
        </a>
      </section>
    </div>
    <Me id={hole("me")} name={hole("name")} avatar={hole("avatar")} administration={hole("administration")} />
  </aside>
));

/** What stands above who is here. In a closed or direct room the others are listed as well. */
export const PresentTitle = ({ room, oob }: { room: Pick<Room, "kind">; oob?: boolean }) => (
  <h2 id="present" hx-swap-oob={oob ? "true" : undefined}>
    {presentTitle(room)}
  </h2>
);

export const presentTitle = ({ kind }: Pick<Room, "kind">) => (kind === "open" ? "Here now" : "In this room");

const PRESENT = {
  open: fixed(<PresentTitle room={{ kind: "open" }} />),
  closed: fixed(<PresentTitle room={{ kind: "closed" }} />),
  direct: fixed(<PresentTitle room={{ kind: "direct" }} />),
};

/** The two lists as HTML, and the ids of rooms that are hidden: the page knows by them which ones not to add. */
export type ListsHtml = { rooms: string; people: string; hidden: number[] };

type SidebarProps = {
  site: Site;
  room: Room;
  lists: ListsHtml;
  settings: RoomSettings;
  member: Member;
  avatar: "safe";
  people: Present[];
};

export const Sidebar = ({ site, room, lists, settings, member, avatar, people }: SidebarProps) =>
  sidebar(site, {
    administration: member.admin ? ADMINISTRATION : NOTHING,
    rooms: roomsList(lists),
    newRoom: settings.makers === "everyone" || member.admin ? NEW_ROOM : NOTHING,
    people: peopleList(lists),
    newTalk: settings.direct ? NEW_TALK : NOTHING,
    present: PRESENT[room.kind],
    here: render(<Here people={people} slug={room.slug} />),
    name: trusted(Bun.escapeHTML(member.name)),
    me: trusted(String(member.id)),
    avatar,
  });

/** An open page swaps them for those of the fragment by their ids; what has the focus in them keeps it. */
const roomsList = ({ rooms, hidden }: ListsHtml) =>
  trusted(`<ul id="rooms-list" data-hidden="${hidden.join(" ")}" hx-swap-oob="outerMorph">${rooms}</ul>`);
const peopleList = ({ people }: ListsHtml) => trusted(`<ul id="people-list" hx-swap-oob="outerMorph">${people}</ul>`);

/** What an open page shows anew when rooms or people have changed. */
export const SidebarUpdate = ({ lists, children }: { lists: ListsHtml; children: Children }) => (
  <>
    {roomsList(lists)}
    {peopleList(lists)}
    {children}
  </>
);

const NOTHING = fixed("");

const plusLink = (href: string, label: string) =>
  fixed(
    <a class="icon" href={href} aria-label={label} title={label}>
      <Plus />
    </a>,
  );

const NEW_ROOM = plusLink("/rooms/new", "New room");
const NEW_TALK = plusLink("/direct", "New conversation");
