/** The page of a room: sidebar, log and composer. */
import { Html } from "@elysiajs/html";

import type { Member } from "../auth/sessions.ts";
import type { Present } from "../live/presence.ts";
import { countHere, HereCount, Person } from "../live/views.tsx";
import { isEmptyRoom, Newer, Older, OwnReactionsTemplate } from "../messages/log.tsx";
import { NotHereNotice } from "../messages/not-here.tsx";
import type { RoomExtra } from "../messages/routes.tsx";
import type { RoomSettings } from "../rooms/settings.store.ts";
import type { Room } from "../rooms/store.ts";
import type { MayNotWrite } from "../rooms/writing.store.ts";
import { SEARCH_BUTTON, SearchPanel } from "../search/views.tsx";
import { Avatar } from "../users/avatar.tsx";
import { attribute, escapeHtml, fixed, rendered, template, trusted } from "../views/html.ts";
import { Check, Cross, Dots, Lines, PersonPlus, Sheets } from "../views/icons.tsx";
import { buildOf, Page, type Site, Wordmark } from "../views/layout.tsx";
import { Composer, PendingMessage, WhyNotWrite } from "./composer.tsx";
import { SHORTCUTS } from "./shortcuts.tsx";
import { type ListsHtml, Sidebar, type SidebarHole, sidebarOf } from "./sidebar.tsx";
import { TOOLBAR } from "./toolbar.tsx";
import { welcomeTo } from "./welcome.tsx";

/** What all room pages have in common. */
export type Place = {
  site: Site;
  /** Seconds without a frame after which the page takes its connection for dead. */
  silence: number;
  /** Seconds that a page is hidden until its reader counts as away. */
  awayAfter: number;
  /** Most characters of a message. */
  messageLength: number;
};

export type RoomPageProps = RoomExtra & {
  room: Room;
  /** The reader may change it. */
  keeper: boolean;
  lists: ListsHtml;
  settings: RoomSettings;
  people: Present[];
  member: Member;
  mayNotWrite: MayNotWrite | undefined;
  /** The colour that the reader has chosen. */
  hue: number | null;
  /** Up to this message they have read, and the newest there is. */
  read: number;
  newest: number;
  /** The rendered list. */
  log: string;
};

type Hole =
  | SidebarHole
  | "slug"
  | "room"
  | "heading"
  | "count"
  | "invite"
  | "read"
  | "unread"
  | "log"
  | "own"
  | "welcome"
  | "notice"
  | "composer";

/** A room whose name and slug are holes: what is rendered of it is the same for all rooms. */
const anyRoom = (hole: (name: "slug" | "room") => "safe"): Room => ({
  id: 0,
  slug: hole("slug"),
  name: hole("room"),
  kind: "open",
  topic: "",
  writers: "everyone",
  slow: 0,
  archivedAt: null,
  people: null,
});

/** Returns what renders the page of a room. */
export function roomPages({
  site,
  silence,
  awayAfter,
  messageLength: most,
}: Place): (props: RoomPageProps) => JSX.Element {
  const page = template<Site, Hole>((site, hole) => {
    const room = anyRoom(hole);
    return (
      <Page site={site} title={room.name} class="room" live>
        {SKIP}
        <Sidebar site={site} hole={hole} />
        <main class="main" data-room={room.slug} data-me={hole("me")}>
          <header class="bar">
            {OPEN_SIDEBAR}
            {hole("heading")}
            <HereCount count={hole("count")} />
            {hole("invite")}
            {SEARCH_BUTTON}
            <a class="icon" href={`/rooms/${room.slug}/about`} aria-label="About this room" title="About this room">
              <Dots />
            </a>
          </header>
          <div
            id="live"
            hx-ws:connect={`/rooms/${room.slug}/live`}
            hx-target="#log"
            hx-swap="rows"
            data-silence={silence}
            data-away={awayAfter}
            data-build={buildOf(site)}
          ></div>
          <Notices notice={hole("notice")} />
          <div
            id="messages"
            class="scroller"
            role="log"
            tabindex="0"
            aria-label="Messages"
            data-read={hole("read")}
            hx-sync="this:replace"
          >
            <div>
              {hole("log")}
              {hole("own")}
              {hole("welcome")}
              {hole("unread")}
              <ol id="pending" aria-live="off"></ol>
            </div>
          </div>
          {OVERLAYS}
          <dialog id="emoji" class="menu emoji" aria-label="Emoji" data-list={site.emoji}></dialog>
          <SearchPanel room={room} />
          {SHORTCUTS}
          {hole("composer")}
          <template id="loaders">
            <Older room={room} before={0} />
            <Newer room={room} after={0} />
          </template>
          <template id="pending-message">
            <PendingMessage author={hole("me")} avatar={hole("avatar")} name={hole("name")} />
          </template>
        </main>
      </Page>
    );
  });

  const composer = template<Site, "slug" | "room" | "writing" | "key">((_, hole) => (
    <Composer room={anyRoom(hole)} writing={hole("writing")} most={most} messageKey={hole("key")} />
  ));

  return ({
    room,
    keeper,
    lists,
    settings,
    people,
    member,
    hue,
    mayNotWrite,
    read,
    newest,
    log,
    own,
    refused,
    pointed,
    notHere,
  }) => {
    const key = crypto.randomUUID();
    const writing = rendered(<WhyNotWrite why={mayNotWrite} slow={keeper ? 0 : room.slow} />);
    const names = { slug: trusted(escapeHtml(room.slug)), room: trusted(escapeHtml(room.name)) };
    return page(site, {
      ...names,
      ...sidebarOf({ room, lists, settings, people, member }),
      me: trusted(String(member.id)),
      avatar: rendered(<Avatar {...member} hue={hue} />),
      heading: rendered(
        <>
          <RoomName name={room.name} />
          <Topic topic={room.topic} />
        </>,
      ),
      invite: rendered(<Invite room={room} keeper={keeper} />),
      count: trusted(String(countHere(people))),
      read: trusted(String(read)),
      unread: newest > read ? rendered(<MarkRead slug={room.slug} newest={newest} />) : NOTHING,
      log: trusted(log),
      own: rendered(<OwnReactionsTemplate own={own} />),
      welcome: isEmptyRoom(log)
        ? welcomeTo(room, { keeper, administrator: member.admin, mayWrite: mayNotWrite === undefined })
        : NOTHING,
      notice: notHere === undefined ? NOTHING : rendered(<NotHereNotice {...notHere} />),
      composer: rendered(
        refused || pointed ? (
          <Composer
            room={{ ...room, name: attribute(room.name) }}
            writing={writing}
            most={most}
            messageKey={key}
            refused={refused}
            pointed={pointed}
          />
        ) : (
          composer(site, { ...names, writing, key: trusted(key) })
        ),
      ),
    });
  };
}

/** What opens over the room. The server fills menu and card when they open; the toolbar and the button move to where the reader is. */
const OVERLAYS = fixed(
  <>
    {TOOLBAR}
    <button id="copy" class="icon" type="button" aria-label="Copy">
      <Sheets />
      <Check />
    </button>
    <dialog id="menu" class="menu" aria-label="Message actions" hx-sync="this:replace"></dialog>
    <div id="card" class="card person" popover role="dialog" tabindex="-1" aria-label="Profile">
      <button class="icon close" type="button" popovertarget="card" popovertargetaction="hide" aria-label="Close">
        <Cross />
      </button>
      <div id="profile" class="contents" hx-sync="this:replace"></div>
    </div>
    <dialog id="log-out-dialog" class="confirm" aria-labelledby="log-out-question">
      <form method="dialog">
        <p id="log-out-question"></p>
        <menu>
          <button class="button quiet">Cancel</button>
          <button class="button" value="log-out">
            Log out
          </button>
        </menu>
      </form>
    </dialog>
  </>,
);

const SKIP = fixed(
  <a class="skip" href="#field">
    Skip to the message field
  </a>,
);

const OPEN_SIDEBAR = fixed(
  <button class="icon only-phone" type="button" popovertarget="sidebar" aria-label="Rooms and people">
    <Lines />
  </button>,
);

/** What is wrong: with the connection, as long as `#live` is marked as lost, or with what the reader did. */
const Notices = ({ notice }: { notice: "safe" }) => (
  <div class="notices" role="status">
    <p id="outage" class="pill">
      Reconnecting…{" "}
      <button id="try-now" type="button">
        Try now
      </button>
    </p>
    <p id="connection" class="pill">
      {notice}
    </p>
  </div>
);

/** Without a script nobody knows what was read, until its reader says so. */
const MarkRead = ({ slug, newest }: { slug: string; newest: number }) => (
  <noscript>
    <form class="mark-read" method="post" action={`/rooms/${slug}/read`}>
      <input type="hidden" name="id" value={String(newest)} />
      <button class="button quiet">Mark as read</button>
    </form>
  </noscript>
);

/** The name of the room in its bar. */
export const RoomName = ({ name, oob }: { name: string; oob?: boolean }) => (
  <h1 id="room-name" dir="auto" title={attribute(name)} hx-swap-oob={oob ? "true" : undefined} safe>
    {name}
  </h1>
);

/** The line about what the room is for, beside its name; empty where it has none. */
export const Topic = ({ topic, oob }: { topic: string; oob?: boolean }) => (
  <p id="topic" class="topic" dir="auto" title={attribute(topic)} hx-swap-oob={oob ? "true" : undefined} safe>
    {topic}
  </p>
);

/** What stands for the address of a message in other messages. */
export const MessageName = ({ author, room }: { author: string; room: string }) => (
  <>
    <bdi safe>{author}</bdi> in <bdi safe>{room}</bdi>
  </>
);

/** The way to bring in others: into the place, or into a closed room. Between some people nobody else comes in. */
const Invite = ({ room, keeper }: { room: Room; keeper: boolean }) => {
  if (room.kind === "open") return INVITE;
  return room.kind === "closed" && keeper ? (
    <a class="invite-button" href={`/rooms/${room.slug}/about#add`} aria-label="Add people" title="Add people">
      <PersonPlus />
      <span>Add people</span>
    </a>
  ) : (
    <></>
  );
};

const INVITE = fixed(
  <a class="invite-button" href="/invite" aria-label="Invite people" title="Invite people">
    <PersonPlus />
    <span>Invite</span>
  </a>,
);

const NOTHING = fixed("");

export const RoomPeoplePage = ({ site, room, people }: { site: Site; room: Room; people: Present[] }) => (
  <Page site={site} title={`Here in ${room.name}`}>
    <main class="card-page">
      <div class="card">
        <Wordmark site={site} />
        <h1>Here now</h1>
        <ul class="people">
          {people.map((person) => (
            <Person {...person} />
          ))}
        </ul>
        <a class="button" href={`/rooms/${room.slug}`} safe>
          {`Back to ${room.name}`}
        </a>
      </div>
    </main>
  </Page>
);
