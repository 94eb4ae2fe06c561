/** The messages of a room as a list: the latest page, cached for all readers, and the ways to what lies around it. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";

import { boundedMap } from "../lib/bounded-map.ts";
import { month } from "../lib/intl.ts";
import { joinInSlices } from "../lib/slices.ts";
import type { Room } from "../rooms/store.ts";
import { attribute, fixed, inOnePiece, render, trusted } from "../views/html.ts";
import { Lamp } from "../views/icons.tsx";
import { type OwnReactions, ownReactions, withReactions } from "./changes.store.ts";
import { formatCursor } from "./cursor.ts";
import { type MessagePage, readPage } from "./history.ts";
import { type RowCache } from "./row.tsx";
import { latestRev, type Message, readEpoch } from "./store.ts";

export type LatestPageCache = {
  /** The list of a room's latest messages, with the cursor it stands at. */
  latest: (room: Room) => string;
  /** The same, rendered in slices. Whoever asks meanwhile gets the same one. */
  latestInSlices: (room: Room) => string | Promise<string>;
  /** What a reader chose for the messages in that list; to be read in the same turn. */
  own: (room: Room, reader: number) => OwnReactions;
  /** The list of another page of messages that was read in this turn of the event loop, rendered in slices. */
  page: (room: Room, page: MessagePage) => Promise<string>;
  /** Messages of a room changed: its latest page is made anew when next asked for. */
  forget: (roomId: number) => void;
  /** The same for every room: somebody has another name or colour now. */
  forgetAll: () => void;
};

/** `html` is still being rendered while it is a promise; `reacted` are the ids of the messages that have reactions. */
type LatestPage = { html: string | Promise<string>; reacted: number[] };

/** Rooms whose latest page is kept. */
const KEPT = 100;

export function openLatestPageCache(db: Database, rows: RowCache): LatestPageCache {
  const epoch = readEpoch(db);
  const kept = boundedMap<number, LatestPage>({ most: KEPT });

  /** Where the log stands. It is read with the messages: what changes while they are rendered comes after it. */
  const cursorNow = () => formatCursor(epoch, latestRev(db));

  const list = (room: Room, { messages, before, after, gone }: MessagePage, cursor: string, html: string) =>
    render(
      <ol id="log" data-cursor={cursor} data-from={before ?? 0}>
        <Older room={room} before={before} first={messages[0]?.at} gone={gone} />
        {trusted(toNamed(html))}
        {after !== undefined && <Newer room={room} after={after} />}
      </ol>,
    );

  async function listInSlices(room: Room, page: MessagePage): Promise<string> {
    const cursor = cursorNow();
    const row = (message: Message) => (message.id === page.pointed ? toPointed(rows([message])) : rows([message]));
    return list(room, page, cursor, await joinInSlices(page.messages, row));
  }

  function keep(room: Room, { messages }: MessagePage, html: LatestPage["html"]): LatestPage {
    const latest = { html, reacted: withReactions(messages) };
    kept.set(room.id, latest);
    return latest;
  }

  function latestInSlices(room: Room): LatestPage {
    const known = kept.get(room.id);
    if (known) return known;
    const page = readPage(db, room.id);
    const rendering = listInSlices(room, page).then(inOnePiece);
    const latest = keep(room, page, rendering);
    rendering.then(
      (html) => void (latest.html = html),
      () => kept.get(room.id) === latest && kept.delete(room.id),
    );
    return latest;
  }

  return {
    latest(room) {
      const known = kept.get(room.id);
      if (typeof known?.html === "string") return known.html;
      const page = readPage(db, room.id);
      const html = inOnePiece(list(room, page, cursorNow(), rows(page.messages)));
      keep(room, page, html);
      return html;
    },
    latestInSlices: (room) => latestInSlices(room).html,
    own: (room, reader) => ownReactions(db, reader, latestInSlices(room).reacted),
    page: listInSlices,
    forget: (roomId) => void kept.delete(roomId),
    forgetAll: () => kept.clear(),
  };
}

/** The first row shows its name, also where it continues the message above: that is not in the list. */
const toNamed = (rows: string) => rows.replace(/^<li [^>]*class="message continued"[^>]*/, "$& data-named");

/** The row somebody came for; it takes the focus, which brings it into view without a script, too. */
const toPointed = (row: string) => row.replace(">", ' aria-current="true" tabindex="-1" autofocus>');

/** Whether a rendered list is that of a room in which nobody has written yet. */
export const isEmptyRoom = (list: string): boolean =>
  !list.includes(" data-author=") && list.includes(BEGINNING) && !list.includes(GONE_BEFORE);

/** What stands at the beginning of a room that does not keep what came before. */
const GONE_BEFORE = "What was said before is gone.";

const BEGINNING = 'class="beginning"';

type OlderProps = {
  room: Room;
  before?: number;
  /** When the first message was written, if it is the first of the room. */
  first?: number;
  /** It is not the first that was ever written there. */
  gone?: boolean;
};

/** The way to older messages, or the beginning of the room. `data-from` is where the loaded log then begins. */
export const Older = ({ room, before, first, gone = false }: OlderProps) =>
  before === undefined ? (
    <li id="older" class="beginning" data-from="0">
      {LAMP}
      <h2 safe>{beginningOf(room)}</h2>
      {room.topic !== "" && (
        <p dir="auto" safe>
          {room.topic}
        </p>
      )}
      {/* Without the day, which depends on where the reader is, and stands below. */}
      {(gone || first !== undefined) && (
        <p class="began" safe>
          {gone ? GONE_BEFORE : `It began in ${month().format(first)}.`}
        </p>
      )}
    </li>
  ) : (
    <li id="older" class="loader" data-from={before}>
      <HistoryLink href={`/rooms/${room.slug}/messages?before=${before}`} swap="older" label="Earlier messages" />
    </li>
  );

/** The same for every reader, as the list is: for each of them a direct room has another name. */
function beginningOf({ kind, name, people }: Room): string {
  if (kind !== "direct") return `This is ${name === "Lobby" ? "the Lobby" : name}`;
  return people?.includes(",") ? "This is the beginning of your conversation" : "These are your notes";
}

const LAMP = fixed(<Lamp />);

/** The way to newer messages; it stands in the list only while the end of the log is not loaded. */
export const Newer = ({ room, after }: { room: Room; after: number }) => (
  <li id="newer" class="loader">
    <HistoryLink href={`/rooms/${room.slug}/messages?after=${after}`} swap="newer" label="Later messages" />
  </li>
);

/** A plain link without JavaScript; with it, the page follows it as soon as it comes near. */
const HistoryLink = ({ href, swap, label }: { href: string; swap: "older" | "newer"; label: string }) => (
  <a
    href={href}
    hx-get={href}
    hx-trigger="intersect root:#messages rootMargin:600px, click"
    hx-target="#log"
    hx-swap={swap}
    hx-sync="#messages:queue all"
    safe
  >
    {label}
  </a>
);

/** What the reader chose for the messages of a page, for the page's script: rows are the same for everybody. */
export const OwnReactionsTemplate = ({ own }: { own: OwnReactions }) => {
  const chosen = JSON.stringify(own);
  return chosen === "{}" ? "" : <template class="own-reactions" data-own={attribute(chosen)}></template>;
};
