/**
 * Open pages hear that the list of rooms is different, at most once a second. What is different about an open room is the
 * same for everybody, so one frame brings its item in the list; of closed and direct rooms only their people hear, and fetch
 * their lists.
 */
import type { Database } from "bun:sqlite";

import { EVERYBODY } from "../messages/for-me.store.ts";
import type { RoomChange } from "../rooms/change.store.ts";
import type { PeopleOfRooms } from "../rooms/people-of-rooms.ts";
import { findRoomById, type Room } from "../rooms/store.ts";
import { openLately } from "./lately.ts";
import type { ListedRoom, SignalFrame } from "./signal-frame.ts";
import type { Page } from "./signals.ts";
import { throttleUpdates } from "./throttled-updates.ts";

export type ListSignals = {
  /** What lists show of a room that is open, or was, is different. */
  roomChanged: (change: RoomChange) => void;
  /** What pages of every room show is different. */
  allChanged: () => void;
  /** The list of somebody is different. */
  personChanged: (user: number) => void;
  /** A page of somebody has caught up. */
  entered: (user: number, page: Page) => void;
  close: () => void;
};

export type ListSignalsDeps = {
  db: Database;
  peopleOf: PeopleOfRooms;
  /** The item of an open room in the list of somebody to whom nothing is new there. */
  renderListed: (room: Room) => string;
  /** Sends a frame to all pages, or to those of a room. */
  publish: (frame: string) => void;
  publishTo: (room: number, frame: string) => void;
  /** The rooms of which a page is open, and how many. */
  visited: () => ReadonlyMap<number, { pages: number }>;
  /** The pages of somebody that have caught up. */
  pagesOf: (user: number) => Page[];
  /** Everybody who has a page open, by id. */
  here: { size: number };
};

/** Where more pages than this are to fetch something, they do one a ms: each takes the server a quarter of that, or more. */
const CROWD = 1_000;

/** Of more rooms than this at once, the lists are fetched. */
const MOST = 20;

export function openListSignals(deps: ListSignalsDeps): ListSignals {
  const { db, peopleOf, renderListed, publish, publishTo, visited, pagesOf, here } = deps;
  const rooms = new Set<number>();
  const users = new Set<number>();
  /** All pages are to fetch their lists: to some of their readers something may be new that no frame says. */
  let isForAll = false;
  /** Whose lists changed lately. */
  const changed = openLately();
  const updates = throttleUpdates(send);

  /** All pages change their lists themselves. Those of a room fetch what else of it is different for their readers. */
  function send() {
    const areMany = rooms.size > MOST;
    if (rooms.size > 0 && !areMany) publish(JSON.stringify({ rooms: [...rooms].map(toListed) } satisfies SignalFrame));
    if (isForAll || areMany) publish(toFetch(here.size));
    else for (const room of rooms) sendTo(room);
    for (const user of users) for (const { socket } of pagesOf(user)) socket?.send(toFetch(1));
    rooms.clear();
    users.clear();
    isForAll = false;
  }

  function sendTo(room: number) {
    const pages = visited().get(room)?.pages ?? 0;
    if (pages > 0) publishTo(room, toFetch(pages));
  }

  function toListed(id: number): ListedRoom {
    const room = peopleOf.of(id) === "everybody" ? findRoomById(db, id) : undefined;
    return room?.archivedAt === null ? [id, renderListed(room), room.topic] : [id];
  }

  return {
    roomChanged({ room, wasOpen = false, returns = false }) {
      if (!wasOpen && peopleOf.of(room) !== "everybody") return;
      rooms.add(room);
      isForAll ||= returns;
      changed.note(EVERYBODY);
      updates.changed(0);
    },
    allChanged() {
      isForAll = true;
      changed.note(EVERYBODY);
      updates.changed(0);
    },
    personChanged(user) {
      users.add(user);
      changed.note(user);
      updates.changed(0);
    },
    entered(user, { socket }) {
      if (changed.has(EVERYBODY) || changed.has(user)) socket?.send(toFetch(1));
    },
    close: updates.close,
  };
}

/** Tells so many pages to fetch their lists. */
const toFetch = (pages: number): string =>
  JSON.stringify((pages > CROWD ? { sidebar: true, within: pages } : { sidebar: true }) satisfies SignalFrame);
