/** Presence and typing in each room: who is here, who is away, who is writing. At most one small frame a second tells it. */
import type { Room } from "../rooms/store.ts";
import type { Connection } from "./connection.ts";
import { openPresence, type Present } from "./presence.ts";
import { throttleUpdates } from "./throttled-updates.ts";
import { openTyping } from "./typing.ts";
import { hereFrame, typingFrame } from "./views.tsx";

export type Activity = {
  /** A page has caught up, so its person counts as present. */
  entered: (connection: Connection) => void;
  left: (connection: Connection) => void;
  /** Takes a client message: `away`, `back`, `typing` or `idle`. Anything else is ignored. */
  received: (connection: Connection, message: unknown) => void;
  people: (room: Room) => Present[];
  /** The ids of the rooms in which somebody is present. */
  rooms: () => Iterable<number>;
  close: () => void;
};

type Options = { publish: (room: number, frame: string) => void };

export function openActivity({ publish }: Options): Activity {
  const slugs = new Map<number, string>();
  /** The rendered frame of each room, until something in it changes. */
  const frames = new Map<number, string>();
  /** Rooms whose list of people has changed since the last frame; in the others only the typing has. */
  const changedPeople = new Set<number>();

  const updates = throttleUpdates((room) => {
    if (presence.people(room).length === 0) return forget(room);
    publish(room, changedPeople.delete(room) ? frameOf(room) : typingFrame(typings.first(room)));
  });

  const presence = openPresence((room) => {
    changedPeople.add(room);
    markChanged(room);
  });

  const typings = openTyping(markChanged);

  function markChanged(room: number) {
    frames.delete(room);
    updates.changed(room);
  }

  /** Nobody is there any more: nothing of a room is kept. */
  function forget(room: number) {
    slugs.delete(room);
    frames.delete(room);
    changedPeople.delete(room);
  }

  function frameOf(room: number): string {
    const known = frames.get(room);
    if (known) return known;
    const people = presence.people(room);
    const frame = hereFrame({ people, slug: slugs.get(room) ?? "", typing: typings.first(room) });
    frames.set(room, frame);
    return frame;
  }

  function setAway(connection: Connection, away: boolean) {
    if (connection.away === away) return;
    connection.away = away;
    if (connection.entered) presence.setAway(connection.room.id, connection.session.member, away);
  }

  return {
    entered(connection) {
      const { room, session, socket } = connection;
      slugs.set(room.id, room.slug);
      const isNew = presence.enter(room.id, session.member);
      if (!isNew) socket?.send(frameOf(room.id)); // a new person is announced to everybody in a moment
      if (connection.away) presence.setAway(room.id, session.member, true);
      connection.entered = true;
    },

    left({ room, session, entered, away }) {
      if (!entered) return;
      typings.end(room.id, session.member);
      presence.leave(room.id, session.member, away);
    },

    received(connection, message) {
      const { room, session, entered } = connection;
      if (message === "away" || message === "back") setAway(connection, message === "away");
      else if (message === "typing" && entered) typings.begin(room.id, session.member);
      else if (message === "idle") typings.end(room.id, session.member);
    },

    people: (room) => presence.people(room.id),
    rooms: presence.rooms,
    close() {
      updates.close();
      typings.close();
    },
  };
}
