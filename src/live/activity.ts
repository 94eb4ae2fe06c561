/** The people of a room: who is here, who is away, who is writing. Each room hears of it in one small frame a second. */
import type { Room } from "../rooms/store.ts";
import type { Connection } from "./connection.ts";
import { openPresence, type Present } from "./presence.ts";
import { openNews } from "./throttled-updates.ts";
import { openTyping } from "./typing.ts";
import { hereFrame, typingFrame } from "./views.tsx";

export type Hints = {
  /** A page has caught up: its person is here. */
  entered: (connection: Connection) => void;
  left: (connection: Connection) => void;
  /** A page sent something. What is none of our messages counts for nothing. */
  heard: (connection: Connection, word: unknown) => void;
  people: (room: Room) => Present[];
  /** The rooms in which somebody is. */
  rooms: () => Iterable<number>;
  close: () => void;
};

type Options = { publish: (room: number, frame: string) => void };

export function openHints({ publish }: Options): Hints {
  const slugs = new Map<number, string>();
  /** The frame with everything about a room, until something changes. */
  const frames = new Map<number, string>();
  /** Rooms whose people have changed since they were told. */
  const restless = new Set<number>();

  const news = openNews((room) => {
    publish(room, restless.delete(room) ? frameOf(room) : typingFrame(typings.first(room)));
  });

  const presence = openPresence((room) => {
    restless.add(room);
    touch(room);
  });

  const typings = openTyping(touch);

  function touch(room: number) {
    frames.delete(room);
    news.changed(room);
  }

  function frameOf(room: number): string {
    const known = frames.get(room);
    if (known) return known;
    const people = presence.people(room);
    const frame = hereFrame({ people, slug: slugs.get(room) ?? "", typing: typings.first(room) });
    frames.set(room, frame);
    return frame;
  }

  function turn(connection: Connection, away: boolean) {
    if (connection.away === away) return;
    connection.away = away;
    if (connection.entered) presence.turn(connection.room.id, connection.session.member, away);
  }

  return {
    entered(connection) {
      const { room, session, socket } = connection;
      slugs.set(room.id, room.slug);
      const isNew = presence.enter(room.id, session.member);
      if (!isNew) socket?.send(frameOf(room.id)); // a new person is news to everybody, in a moment
      if (connection.away) presence.turn(room.id, session.member, true);
      connection.entered = true;
    },

    left({ room, session, entered, away }) {
      if (!entered) return;
      typings.end(room.id, session.member);
      presence.leave(room.id, session.member, away);
    },

    heard(connection, word) {
      const { room, session, entered } = connection;
      if (word === "away" || word === "back") turn(connection, word === "away");
      else if (word === "typing" && entered) typings.begin(room.id, session.member);
      else if (word === "idle") typings.end(room.id, session.member);
    },

    people: (room) => presence.people(room.id),
    rooms: presence.rooms,
    close() {
      news.close();
      typings.close();
    },
  };
}
