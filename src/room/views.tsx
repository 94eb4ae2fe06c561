/** The page of a room: sidebar, log and composer. */
import { Html } from "@elysiajs/html";

import type { Member } from "../auth/sessions.ts";
import type { Config } from "../config.ts";
import type { Present } from "../live/presence.ts";
import { countHere } from "../live/views.tsx";
import { isEmptyRoom, Newer, Older, OwnReactionsTemplate } from "../messages/log.tsx";
import { NotHereNotice } from "../messages/not-here.tsx";
import type { RoomExtra } from "../messages/room-page.ts";
import type { RoomRetention } from "../rooms/retention.ts";
import type { RoomSettings } from "../rooms/settings.store.ts";
import type { Room } from "../rooms/store.ts";
import type { MayNotWrite } from "../rooms/writing.store.ts";
import { SearchPanel } from "../search/form.views.tsx";
import { Avatar } from "../users/avatar.tsx";
import type { ShownUser } from "../users/store.ts";
import { fixed, once, render, template, trusted } from "../views/html.ts";
import { buildOf, Page, type Site } from "../views/layout.tsx";
import { anyRoom } from "./any-room.ts";
import { Bar, Invite } from "./bar.tsx";
import { type LimitsConfig, openComposer, PendingMessage } from "./composer.tsx";
import { Notices, OVERLAYS } from "./overlays.tsx";
import { retentionLine } from "./retention.views.tsx";
import { SHORTCUTS } from "./shortcuts.tsx";
import { type ListsHtml, Sidebar } from "./sidebar.tsx";
import { welcomeTo } from "./welcome.tsx";
import { whyNotWrite } from "./why-not-write.tsx";

/** What all room pages have in common, besides the place. */
export type PageConfig = LimitsConfig & Pick<Config, "awayAfterSeconds" | "heartbeatSeconds">;

/** A page takes its connection for dead after so many heartbeats without a word. */
const SILENT_BEATS = 2.4;

export type RoomPageProps = {
  room: Room;
  /** The reader may change it. */
  keeper: boolean;
  lists: ListsHtml;
  settings: RoomSettings;
  retention: RoomRetention;
  people: Present[];
  member: Member;
  mayNotWrite: MayNotWrite | undefined;
  /** How others see the reader. */
  shown: ShownUser;
  /** Up to this message they have read, and the newest there is. */
  read: number;
  newest: number;
  /** The rendered list. */
  log: string;
};

type Hole =
  | "sidebar"
  | "me"
  | "name"
  | "avatar"
  | "slug"
  | "room"
  | "topic"
  | "count"
  | "invite"
  | "retention"
  | "read"
  | "unread"
  | "log"
  | "own"
  | "empty"
  | "welcome"
  | "notice"
  | "composer";

/** Returns what renders the page of a room. */
export function roomPages(site: Site, config: PageConfig): (props: RoomPageProps, extra: RoomExtra) => JSX.Element {
  const page = template<Site, Hole>((site, hole) => {
    const room = anyRoom(hole);
    return (
      <Page site={site} title={room.name} class="room" live>
        <a class="skip" href="#field">
          Skip to the message field
        </a>
        <noscript>
          <link rel="stylesheet" href={site.later} />
        </noscript>
        {hole("sidebar")}
        <main class="main" data-room={room.slug} data-me={hole("me")}>
          <Bar room={room} count={hole("count")} invite={hole("invite")} />
          {hole("retention")}
          <div
            id="live"
            hx-ws:connect={`/rooms/${room.slug}/live`}
            hx-target="#log"
            hx-swap="rows"
            data-silence={config.heartbeatSeconds * SILENT_BEATS}
            data-away={config.awayAfterSeconds}
            data-build={buildOf(site)}
            data-later={site.later}
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
            <div class={hole("empty")}>
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

  const composer = openComposer(site, config);

  const markRead = template<Site, "slug" | "newest">((_, hole) => (
    <MarkRead slug={hole("slug")} newest={hole("newest")} />
  ));

  return (
    { room, keeper, lists, settings, retention, people, member, shown, mayNotWrite, read, newest, log },
    { own, refused, pointed, notHere },
  ) => {
    const isEmpty = isEmptyRoom(log);
    const writing = whyNotWrite(mayNotWrite, keeper ? 0 : room.slow);
    const slug = trusted(Bun.escapeHTML(room.slug));
    const name = trusted(Bun.escapeHTML(room.name));
    const topic = trusted(Bun.escapeHTML(room.topic));
    const avatar = avatarOf(shown);
    return page(site, {
      slug,
      room: name,
      topic,
      sidebar: render(<Sidebar {...{ site, room, lists, settings, member, avatar, people }} />),
      me: trusted(String(member.id)),
      name: trusted(Bun.escapeHTML(member.name)),
      avatar,
      invite: render(<Invite room={room} keeper={keeper} />),
      retention: retentionLine(retention, Date.now()),
      count: trusted(String(countHere(people))),
      read: trusted(String(read)),
      unread: newest > read ? render(markRead(site, { slug, newest: trusted(String(newest)) })) : NOTHING,
      log: trusted(log),
      own: Object.keys(own).length === 0 ? NOTHING : render(<OwnReactionsTemplate own={own} />),
      empty: isEmpty ? EMPTY : NOTHING,
      welcome: isEmpty
        ? welcomeTo(room, { keeper, administrator: member.admin, mayWrite: mayNotWrite === undefined })
        : NOTHING,
      notice: notHere === undefined ? NOTHING : render(<NotHereNotice {...notHere} />),
      composer: composer({ room, slug, name, topic, writing, refused, pointed }),
    });
  };
}

const avatarOf = once((user: ShownUser) => fixed(<Avatar {...user} />));

/** Without a script nobody knows what was read, until its reader says so. */
const MarkRead = ({ slug, newest }: { slug: "safe"; newest: "safe" }) => (
  <noscript>
    <form class="mark-read" method="post" action={`/rooms/${slug}/read`}>
      <input type="hidden" name="id" value={newest} />
      <button class="button quiet">Mark as read</button>
    </form>
  </noscript>
);

const NOTHING = fixed("");
const EMPTY = fixed("empty");
