/** Rooms for a test, put into a folder while its server is stopped. */
import { randomUUID } from "node:crypto";

import { changeRoom, createRoom } from "../../src/rooms/change.store.ts";
import { foldRoomName, slugOf } from "../../src/rooms/names.ts";
import { openDirect } from "../../src/rooms/people.store.ts";
import type { Room } from "../../src/rooms/store.ts";
import { openToChange } from "./database.ts";
import { say } from "./memory.ts";

export type NewRoom = Partial<Pick<Room, "topic" | "writers" | "slow">> & {
  kind?: "open" | "closed";
  /** Ids of people besides the first, who keeps it. */
  people?: number[];
};

export type RoomsMaker = {
  /** Makes a room that the first person keeps; returns its id and slug. */
  room: (name: string, options?: NewRoom) => { id: number; slug: string };
  /** Opens the direct room of some people. */
  direct: (...people: number[]) => { id: number; slug: string };
  /** Says something; returns the id of the message. */
  say: (room: number, author: number, body: string) => number;
  /** Somebody has read all there is in some rooms. */
  read: (user: number, ...rooms: number[]) => void;
};

/** @example await betweenRuns(server, (folder) => makeRooms(folder, ({ room }) => room("Kitchen"))); */
export function makeRooms<Result>(folder: string, work: (make: RoomsMaker) => Result): Result {
  using db = openToChange(folder);
  const at = Date.now();
  return db.transaction(() =>
    work({
      room(name, { kind = "open", topic = "", people = [], writers, slow } = {}) {
        const token = randomUUID().slice(0, 12);
        const input = { name, folded: foldRoomName(name), topic, kind, slug: slugOf(name), token, by: 1, people, at };
        const made = createRoom(db, input);
        if (typeof made === "string") throw new Error(`${name}: ${made}`);
        if (writers || slow) changeRoom(db, { room: made.id, by: 1, writers, slow });
        return made;
      },
      direct(...people) {
        const made = openDirect(db, { people, slug: randomUUID().slice(0, 12), by: people[0] ?? 0, at });
        if (typeof made === "string") throw new Error(made);
        const row = db.query<{ id: number }, [string]>("SELECT id FROM rooms WHERE slug = ?").get(made.slug);
        return { id: row?.id ?? 0, slug: made.slug };
      },
      say: (room, author, body) => say(db, { author, room, body, at }).id,
      read(user, ...rooms) {
        const note = db.query(
          `INSERT INTO memberships (room_id, user_id, read_id) SELECT ?1, ?2, max(id) FROM messages WHERE true
           ON CONFLICT (user_id, room_id) DO UPDATE SET read_id = excluded.read_id`,
        );
        for (const room of rooms) note.run(room, user);
      },
    }),
  )();
}
