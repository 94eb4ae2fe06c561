/** The room as a page: its side, its log, and the place to write. */
import { Html } from "@elysiajs/html";

import type { Present } from "../live/presence.ts";
import { HereCount, Person } from "../live/views.tsx";
import { SEARCH_BUTTON, searchPanel } from "../search/views.tsx";
import { fixed, once, trusted } from "../views/html.ts";
import { Check, Dots, Lines, Sheets } from "../views/icons.tsx";
import { buildOf, Page, type Site, Wordmark } from "../views/layout.tsx";
import { Composer, Letter, type Refused } from "./composer.tsx";
import { KEYS, KEYS_BUTTON } from "./keys.tsx";
import { Newer, Older } from "./log.tsx";
import { Notices } from "./notices.tsx";
import { Side, type SideProps } from "./side.tsx";
import type { Room } from "./store.ts";

export type RoomPageProps = SideProps & {
  /** The colour that the reader has chosen. */
  hue: number | null;
  /** The rendered list. */
  log: string;
  /** Seconds without a word from the server after which the line is taken for dead. */
  silence: number;
  /** Seconds out of sight after which the page says that its reader is away. */
  awayAfter: number;
  refused?: Refused;
  /** The message that the page was opened for. */
  pointed?: number;
};

export const RoomPage = (props: RoomPageProps) => (
  <Page site={props.site} title={props.room.name} class="room" live>
    {SKIP}
    <Side {...props} />
    {NOTICES}
    <main class="main" data-room={props.room.slug} data-me={props.member.id}>
      <header class="bar">
        {TO_SIDE}
        <h1 safe>{props.room.name}</h1>
        <HereCount people={props.people} />
        {SEARCH_BUTTON}
        {KEYS_BUTTON}
      </header>
      <div
        id="live"
        hx-ws:connect={`/rooms/${props.room.slug}/live`}
        hx-target="#log"
        hx-swap="rows"
        data-silence={props.silence}
        data-away={props.awayAfter}
        data-build={buildOf(props.site)}
      ></div>
      <p id="connection" class="pill" role="status"></p>
      <div id="messages" class="scroller" role="log" tabindex="0" aria-label="Messages" hx-sync="this:replace">
        <div>
          {trusted(props.log)}
          <ol id="pending" aria-live="off"></ol>
        </div>
      </div>
      {OVERLAYS}
      {searchPanel(props.room)}
      {KEYS}
      {props.refused || props.pointed ? <Composer {...props} /> : composer(props.room)}
      {templates(props.room)}
      <template id="letter">
        <Letter {...props.member} hue={props.hue} />
      </template>
    </main>
  </Page>
);

/** What can be done with a message, and who wrote it: asked of the server when opened. The button goes to where the pointer is. */
const OVERLAYS = fixed(
  <>
    <button
      id="more"
      class="icon"
      type="button"
      tabindex="-1"
      aria-hidden="true"
      title="What to do with this message"
      hidden
    >
      <Dots />
    </button>
    <button id="copy" class="icon" type="button" aria-label="Copy">
      <Sheets />
      <Check />
    </button>
    <dialog id="menu" class="menu" aria-label="What to do with this message"></dialog>
    <div id="card" class="card person" popover role="dialog" tabindex="-1" aria-label="About this person"></div>
  </>,
);

const SKIP = fixed(
  <a class="skip" href="#field">
    To the message field
  </a>,
);

const TO_SIDE = fixed(
  <button class="icon only-phone" type="button" popovertarget="side" aria-label="Rooms and people">
    <Lines />
  </button>,
);

const NOTICES = <Notices />;

const composer = once((room: Room) => <Composer room={room} />);

/** What the page's script makes copies of, whoever reads. */
const templates = once((room: Room) => (
  <>
    <template id="ways">
      <Older room={room} before={0} />
      <Newer room={room} after={0} />
    </template>
  </>
));

export const PeoplePage = ({ site, room, people }: { site: Site; room: Room; people: Present[] }) => (
  <Page site={site} title={`Here in ${room.name}`}>
    <main class="door">
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
