/** A stretch of a room as a list: the latest page, kept whole for everyone, and the ways to what lies around it. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";

import { formatCursor } from "../live/cursor.ts";
import { inOnePiece, render, trusted } from "../views/html.ts";
import { readStretch, type Stretch } from "./history.ts";
import { inSlices, type RowCache } from "./row.tsx";
import { latestRev, type Message, readEpoch, type Room } from "./store.ts";

export type Logs = {
  /** The list of a room's latest messages, with the cursor it stands at. */
  latest: (room: Room) => string;
  /** The same, made in slices. Whoever asks meanwhile gets the same one. */
  latestInSlices: (room: Room) => string | Promise<string>;
  /** The list of another stretch that was read in this turn of the event loop, made in slices. */
  stretch: (room: Room, stretch: Stretch) => Promise<string>;
  /** Messages of a room changed: its latest page is made anew when next asked for. */
  changed: (roomId: number) => void;
  /** The same for every room: somebody has another name or colour now. */
  allChanged: () => void;
};

export function openLogs(db: Database, rows: RowCache): Logs {
  const epoch = readEpoch(db);
  const latestPages = new Map<number, string | Promise<string>>();

  /** Where the log stands. It is asked for with the messages: what changes while they are rendered comes after it. */
  const cursorNow = () => formatCursor(epoch, latestRev(db));

  const list = (room: Room, { before, after }: Stretch, cursor: string, html: string) =>
    render(
      <ol id="log" data-cursor={cursor} data-from={before ?? 0}>
        <Older room={room} before={before} />
        {trusted(html)}
        {after !== undefined && <Newer room={room} after={after} />}
      </ol>,
    );

  async function listInSlices(room: Room, stretch: Stretch): Promise<string> {
    const cursor = cursorNow();
    const row = (message: Message) => (message.id === stretch.pointed ? toPointed(rows([message])) : rows([message]));
    return list(room, stretch, cursor, await inSlices(row, stretch.messages));
  }

  return {
    latest(room) {
      const known = latestPages.get(room.id);
      if (typeof known === "string") return known;
      const stretch = readStretch(db, room.id);
      const html = inOnePiece(list(room, stretch, cursorNow(), rows(stretch.messages)));
      latestPages.set(room.id, html);
      return html;
    },
    latestInSlices(room) {
      const known = latestPages.get(room.id);
      if (known !== undefined) return known;
      const page = listInSlices(room, readStretch(db, room.id)).then(inOnePiece);
      latestPages.set(room.id, page);
      const settle = (html?: string) => {
        if (latestPages.get(room.id) !== page) return; // the room has changed meanwhile
        if (html === undefined) latestPages.delete(room.id);
        else latestPages.set(room.id, html);
      };
      page.then(settle, () => settle());
      return page;
    },
    stretch: listInSlices,
    changed: (roomId) => void latestPages.delete(roomId),
    allChanged: () => latestPages.clear(),
  };
}

/** The row somebody came for; it takes the focus, which brings it into view without a script, too. */
const toPointed = (row: string) => row.replace(">", ' aria-current="true" tabindex="-1" autofocus>');

/** The way to older messages, or the beginning of the room. `data-from` is where the loaded log then begins. */
export const Older = ({ room, before }: { room: Room; before?: number }) =>
  before === undefined ? (
    <li id="older" class="beginning" data-from="0">
      <b safe>{room.name}</b> begins here.
    </li>
  ) : (
    <li id="older" class="beyond" data-from={before}>
      <HistoryLink href={`/rooms/${room.slug}/messages?before=${before}`} swap="older" label="Earlier messages" />
    </li>
  );

/** The way to newer messages; it stands in the list only while the end of the log is not loaded. */
export const Newer = ({ room, after }: { room: Room; after: number }) => (
  <li id="newer" class="beyond">
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
