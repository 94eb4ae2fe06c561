/**
 * Signals tell open pages what is new in other rooms. Changes are collected, and what leaves is read from the database then,
 * so that nobody hears of a room they may not see. At most one frame a second goes to each page about open rooms, and one to
 * the pages of each person about others.
 */
import { EVERYBODY } from "../messages/for-me.store.ts";
import { lastId } from "../messages/since.store.ts";
import { latestRev, type Message } from "../messages/store.ts";
import type { RoomChange } from "../rooms/change.store.ts";
import { directRoomsOf, findRoomById, partnersOf } from "../rooms/store.ts";
import { openLately } from "./lately.ts";
import { type ListSignalsDeps, openListSignals } from "./list-signals.ts";
import type { Fresh, Here, SignalFrame } from "./signal-frame.ts";
import { throttleUpdates } from "./throttled-updates.ts";
import { type UnreadDeps, unreadOf } from "./unread.ts";

/** What an open page is for this module. */
export type Page = { room: { id: number }; since: number; socket?: { send: (frame: string) => unknown } };

export type Signals = {
  /** What a commit changed. To be called before anybody asks what is new. */
  messagesChanged: (messages: Pick<Message, "id" | "room" | "author" | "deletedBy" | "rev">[]) => void;
  /** Other messages of a room are for these people; 0 is everybody. */
  forMeChanged: (change: { room: number; users: number[] }) => void;
  /** Messages of a room are gone, unread ones perhaps among them. */
  messagesRemoved: (room: number) => void;
  /** What pages of every room show is different. */
  listsChanged: () => void;
  /** A room is new, or what lists show of it is different, or its kind. */
  roomChanged: (change: RoomChange) => void;
  /** What somebody is in rooms, or hears of them, is different. */
  standingChanged: (user: number) => void;
  /** Somebody has another name or colour: direct rooms with them are called or look differently. */
  personChanged: (user: number) => void;
  /** Somebody has read a room up to a message, in one of their pages if it is known. */
  read: (user: number, room: number, id: number, page?: Page) => void;
  /** The pages of somebody are to hear what is unread. */
  sendUnread: (user: number) => void;
  /** A page of somebody has caught up in its room; `since` it was rendered, others may have changed. */
  entered: (user: number, page: Page) => void;
  /** The last page of somebody was closed. */
  left: (user: number) => void;
  close: () => void;
};

type Deps = ListSignalsDeps &
  UnreadDeps & {
    here: { has: (user: number) => boolean; keys: () => Iterable<number> };
  };

/** What waits for the pages of one person. */
type Waiting = { fresh: Fresh[]; unread: boolean; here: Here[] };

/** People whose frames are made in one turn of the event loop, and the pause until the next, in ms. */
const SLICE = 200;
const PAUSE = 20;

/** Where more rooms than this have something new, one frame for all pages is made faster than one for each room. */
const APART = 50;

/** Most people who came or left that are told of in a second. */
const MOVERS = 1_000;

export function openSignals(deps: Deps): Signals {
  const { db, newest, positions, peopleOf, publish, publishTo, visited, pagesOf, here } = deps;
  /** Rooms with changed messages, and who wrote the newest; nobody when messages were only deleted. */
  const changed = new Map<number, number | undefined>();
  const waiting = new Map<number, Waiting>();
  let sending: [user: number, Waiting][] = [];
  /** Who came or left: those who have a direct room with them are to see it. */
  const movers = new Set<number>();
  let timer: Timer | undefined;
  /** Closed rooms that are known to be unread in somebody's pages: they need not hear of each message. */
  const knownUnread = new Map<number, Set<number>>();
  /** Whose read positions moved lately. */
  const moved = openLately();
  let latest = lastId(db);

  /** The room that changed last, at which rev, and the rev of the latest change elsewhere. */
  let last = { room: 0, rev: latestRev(db), elsewhere: latestRev(db) };

  function noteRev(room: number, rev: number) {
    last = { room, rev, elsewhere: room === last.room ? last.elsewhere : last.rev };
  }

  const hasChangedElsewhere = ({ room, since }: Page): boolean =>
    (room.id === last.room ? last.elsewhere : last.rev) > since;

  const updates = throttleUpdates(send);
  const changedSoon = () => updates.changed(0);

  /** By themselves, so that they do not wait for a second just because somebody said something. */
  const lists = openListSignals(deps);

  /** What waits for somebody; nothing when they have no page open. */
  function waitingFor(user: number): Waiting | undefined {
    const known = waiting.get(user);
    if (known || !here.has(user)) return known;
    const fresh: Waiting = { fresh: [], unread: false, here: [] };
    waiting.set(user, fresh);
    changedSoon();
    return fresh;
  }

  function sendUnread(user: number) {
    const frame = waitingFor(user);
    if (frame) frame.unread = true;
  }

  function standingChanged(user: number) {
    sendUnread(user);
    lists.personChanged(user);
  }

  /** The people of a room who have a page open. */
  function* peopleHere(room: number): Iterable<number> {
    const people = peopleOf.of(room);
    if (people === "everybody") return yield* here.keys();
    for (const user of people) if (here.has(user)) yield user;
  }

  function send() {
    const fresh = [...changed].filter(([room]) => peopleOf.of(room) === "everybody").map(toFresh);
    const closed = [...changed].filter(([room]) => peopleOf.of(room) !== "everybody");
    changed.clear();
    sendFresh(fresh);
    for (const [room, author] of closed) noteClosed(room, author);
    if (movers.size > 0) noteMovers();
    sending.push(...waiting);
    waiting.clear();
    if (!timer) sendSlice();
  }

  /** What is new in open rooms. Whoever is in one of them has its rows, and need not hear of it. */
  function sendFresh(fresh: Fresh[]) {
    if (fresh.length === 0) return;
    const all = toFrame({ fresh });
    if (fresh.length > APART) return publish(all);
    for (const room of visited().keys()) {
      const others = fresh.filter(([other, _, author]) => other !== room || author === undefined);
      if (others.length > 0) publishTo(room, others.length === fresh.length ? all : toFrame({ fresh: others }));
    }
  }

  const toFresh = ([room, author]: [number, number | undefined]): Fresh =>
    author === undefined ? [room, newest.in(room)] : [room, newest.in(room), author];

  /** Whose pages hear of a closed or direct room. */
  function noteClosed(room: number, author: number | undefined) {
    const isCounted = author === undefined || findRoomById(db, room)?.kind === "direct";
    for (const user of peopleHere(room)) {
      if (isCounted) sendUnread(user);
      else if (user !== author && !knownUnread.get(user)?.has(room))
        waitingFor(user)?.fresh.push(toFresh([room, author]));
    }
  }

  function noteCameOrLeft(user: number) {
    movers.add(user);
    changedSoon();
  }

  function noteMovers() {
    const some = [...movers].slice(0, MOVERS);
    for (const mover of some) movers.delete(mover);
    for (const { user, partner } of partnersOf(db, some)) waitingFor(partner)?.here.push([user, here.has(user)]);
    if (movers.size > 0) changedSoon();
  }

  function sendSlice() {
    timer = undefined;
    for (const [user, frame] of sending.splice(0, SLICE)) sendTo(user, frame);
    if (sending.length > 0) timer = setTimeout(sendSlice, PAUSE);
  }

  function sendTo(user: number, { fresh, unread, here }: Waiting) {
    const pages = pagesOf(user);
    if (pages.length === 0) return;
    const seen = fresh.filter(([room]) => peopleOf.has(room, user));
    const open = pages.map(({ room }) => room.id);
    const state = unread ? unreadOf(deps, user, open) : undefined;
    if (state) knownUnread.set(user, new Set(state.map(([room]) => room)));
    for (const { room, socket } of pages) {
      const others = seen.filter(([other]) => other !== room.id); // whoever is in a room sees its rows
      if (!state) others.forEach(([other]) => noteKnown(user, other));
      const frame = toFrame({ fresh: state ? [] : others, unread: state, here });
      if (frame !== EMPTY) socket?.send(frame);
    }
  }

  function noteKnown(user: number, room: number) {
    const rooms = knownUnread.get(user) ?? new Set();
    knownUnread.set(user, rooms.add(room));
  }

  /** Somebody has read a room up to a message. Those of their pages that know so by themselves need not hear it. */
  function moveTo(user: number, room: number, id: number, knows: (page: Page) => boolean) {
    if (!positions.read(user, room, id)) return; // pages that are left, or connect again, say again what is read
    moved.note(user);
    knownUnread.get(user)?.delete(room);
    if (!pagesOf(user).every(knows)) sendUnread(user);
  }

  return {
    messagesChanged(messages) {
      const before = latest;
      for (const { id, room, author, deletedBy, rev } of messages) {
        noteRev(room, rev);
        const isNew = id > before;
        if (!isNew && deletedBy === null) continue;
        newest.forget(room);
        latest = Math.max(latest, id);
        if (isNew) moveTo(author, room, id, (page) => page.room.id === room); // which has the row
        changed.set(room, isNew ? author : changed.get(room));
        changedSoon();
      }
    },
    forMeChanged({ room, users }) {
      for (const user of users) {
        if (user !== EVERYBODY) sendUnread(user);
        else for (const other of peopleHere(room)) sendUnread(other);
      }
    },
    messagesRemoved(room) {
      newest.forget(room);
      for (const user of peopleHere(room)) sendUnread(user);
    },
    listsChanged: lists.allChanged,
    roomChanged(change) {
      lists.roomChanged(change);
      const people = peopleOf.of(change.room);
      if (people !== "everybody") people.forEach(standingChanged);
    },
    standingChanged,
    personChanged(user) {
      for (const room of directRoomsOf(db, user)) {
        for (const other of peopleHere(room)) standingChanged(other);
      }
    },
    read(user, room, id, page) {
      const upTo = Math.min(id, newest.in(room));
      if (upTo > 0) moveTo(user, room, upTo, (other) => other === page);
    },
    sendUnread,
    entered(user, page) {
      if (pagesOf(user).length === 1) noteCameOrLeft(user);
      if (hasChangedElsewhere(page) || moved.has(user)) sendUnread(user);
      lists.entered(user, page);
    },
    left(user) {
      knownUnread.delete(user);
      waiting.delete(user);
      noteCameOrLeft(user);
    },
    close() {
      updates.close();
      lists.close();
      clearTimeout(timer);
    },
  };
}

function toFrame({ fresh = [], unread, here = [] }: SignalFrame): string {
  const frame: SignalFrame = {};
  if (fresh.length > 0) frame.fresh = fresh;
  if (unread) frame.unread = unread;
  if (here.length > 0) frame.here = here;
  return JSON.stringify(frame);
}

const EMPTY = "{}";
