/** A stretch of a room as a list: the latest page, kept whole for everyone, and the ways to what lies around it. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";

import { type Room } from "../rooms/store.ts";
import { inOnePiece, render, trusted } from "../views/html.ts";
import { formatCursor } from "./cursor.ts";
import { readStretch, type Stretch } from "./history.ts";
import type { RowCache } from "./row.tsx";
import { latestRev, type Message, readEpoch } from "./store.ts";

export type Logs = {
  /** The list of a room's latest messages, with the cursor it stands at. */
  latest: (room: Room) => string;
  /** The list of another stretch. */
  stretch: (room: Room, stretch: Stretch) => string;
  /** Messages of a room changed: its latest page is made anew when next asked for. */
  changed: (roomId: number) => void;
  /** The same for every room: somebody has another name or colour now. */
  allChanged: () => void;
};

export function openLogs(db: Database, rows: RowCache): Logs {
  const epoch = readEpoch(db);
  const latestPages = new Map<number, string>();

  const list = (room: Room, { messages, before, after, pointed }: Stretch) =>
    render(
      <ol id="log" data-cursor={formatCursor(epoch, latestRev(db))} data-from={before ?? 0}>
        <Older room={room} before={before} />
        {trusted(pointed === undefined ? rows(messages) : pointAt(pointed, messages))}
        {after !== undefined && <Newer room={room} after={after} />}
      </ol>,
    );

  const pointAt = (id: number, messages: Message[]) =>
    messages.map((message) => (message.id === id ? toPointed(rows([message])) : rows([message]))).join("");

  return {
    latest(room) {
      const known = latestPages.get(room.id);
      if (known) return known;
      const html = inOnePiece(list(room, readStretch(db, room.id)));
      latestPages.set(room.id, html);
      return html;
    },
    stretch: list,
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
    <li id="older" class="loader" data-from={before}>
      <HistoryLink href={`/rooms/${room.slug}/messages?before=${before}`} swap="older" label="Earlier messages" />
    </li>
  );

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
