/**
 * Presence and typing. Who has any page open is here, in all open rooms alike, whose pages hear of it together; a closed or
 * direct room shows its own people. Typing is the room's. At most one small frame a second tells of each.
 */
import type { PeopleOfRooms } from "../rooms/people-of-rooms.ts";
import { LOBBY, type Room } from "../rooms/store.ts";
import type { Connection } from "./connection.ts";
import { inOrder, openPresence, type Present } from "./presence.ts";
import { throttleUpdates } from "./throttled-updates.ts";
import { openTyping } from "./typing.ts";
import { hereFrame, typingFrame } from "./views.tsx";

export type Activity = {
  /** A page has caught up, so its person counts as present. */
  entered: (connection: Connection) => void;
  left: (connection: Connection) => void;
  /** Takes a client message: `away`, `back`, `typing` or `idle`. Anything else is ignored. */
  received: (connection: Connection, message: unknown) => void;
  /** Who is in a room, by name, those who are away after the others; of a closed or direct room last those who are not here. */
  people: (room: Pick<Room, "id">) => Present[];
  /** The rooms of which a page is open, and how many. */
  visited: () => ReadonlyMap<number, { pages: number }>;
  /** The kind of a room, or who is in it, is different now. */
  roomChanged: (room: number) => void;
  /** Somebody has another name now. */
  personChanged: (person: number) => void;
  close: () => void;
};

type Deps = {
  /** Sends a frame to the pages of a room. */
  publish: (room: number, frame: string) => void;
  /** Sends a frame to the pages of all open rooms. */
  publishToOpen: (frame: string) => void;
  peopleOf: PeopleOfRooms;
  /** The people of a closed or direct room. */
  listPeople: (room: number) => Pick<Present, "id" | "name">[];
  mayWrite: (room: number, person: number) => boolean;
};

/** Stands for all open rooms, where rooms are told apart by their ids. */
const OPEN_ROOMS = 0;

/** An open page's room. */
type Visited = { slug: string; pages: number };

export function openActivity({ publish, publishToOpen, peopleOf, listPeople, mayWrite }: Deps): Activity {
  const visited = new Map<number, Visited>();
  /** The rendered list of each room, until something in it changes. */
  const frames = new Map<number, string>();

  const hereUpdates = throttleUpdates((key) => {
    if (key === OPEN_ROOMS) publishToOpen(frameOf(key));
    else if (visited.has(key)) publish(key, frameOf(key));
  });

  const typingUpdates = throttleUpdates((room) => {
    if (visited.has(room)) publish(room, typingFrame(typings.first(room)));
  });

  const presence = openPresence(personChanged);

  const typings = openTyping(typingUpdates.changed);

  const isOpen = (room: number) => peopleOf.of(room) === "everybody";
  const keyOf = (room: number) => (isOpen(room) ? OPEN_ROOMS : room);
  const isOneOf = (room: number, person: number) => !isOpen(room) && peopleOf.has(room, person);

  function personChanged(person: number) {
    markChanged(OPEN_ROOMS);
    for (const room of visited.keys()) if (isOneOf(room, person)) markChanged(room);
  }

  function markChanged(key: number) {
    frames.delete(key);
    hereUpdates.changed(key);
  }

  function frameOf(key: number): string {
    const known = frames.get(key);
    if (known) return known;
    const people = key === OPEN_ROOMS ? presence.people() : peopleOfClosed(key);
    const frame = hereFrame({ people, slug: visited.get(key)?.slug ?? LOBBY }); // there, and open, always
    frames.set(key, frame);
    return frame;
  }

  const peopleOfClosed = (room: number): Present[] =>
    listPeople(room)
      .map(({ id, name }) => presence.find(id) ?? { id, name, away: false, absent: true })
      .sort(inOrder);

  function visit({ id, slug }: Room) {
    visited.set(id, { slug, pages: (visited.get(id)?.pages ?? 0) + 1 });
  }

  /** When the last page of a room is closed, nothing is kept of it. */
  function leave({ id }: Room) {
    const room = visited.get(id);
    if (room && --room.pages > 0) return;
    visited.delete(id);
    frames.delete(id);
  }

  function setAway(connection: Connection, away: boolean) {
    if (connection.away === away) return;
    connection.away = away;
    if (connection.entered) presence.setAway(connection.session.member, away);
  }

  return {
    entered(connection) {
      const { room, session, socket } = connection;
      visit(room);
      const isNew = presence.enter(session.member);
      if (connection.away) presence.setAway(session.member, true);
      connection.entered = true;
      if (!isNew) socket?.send(frameOf(keyOf(room.id))); // a new person is announced to everybody in a moment
      const writers = typings.first(room.id);
      if (writers.length > 0) socket?.send(typingFrame(writers));
    },

    left({ room, session, entered, away }) {
      if (!entered) return;
      typings.end(room.id, session.member);
      leave(room);
      presence.leave(session.member, away);
    },

    received(connection, message) {
      const { room, session, entered } = connection;
      if (message === "away" || message === "back") setAway(connection, message === "away");
      else if (message === "typing" && entered && mayWrite(room.id, session.member.id))
        typings.begin(room.id, session.member); // whoever is muted is not to be seen writing, either
      else if (message === "idle") typings.end(room.id, session.member);
    },

    visited: () => visited,
    people: ({ id }) => (isOpen(id) ? presence.people() : peopleOfClosed(id)),
    roomChanged(room) {
      if (visited.has(room)) markChanged(keyOf(room));
    },
    personChanged,
    close() {
      hereUpdates.close();
      typingUpdates.close();
      typings.close();
    },
  };
}
