/** The names that begin as somebody has begun to write one: of people, and behind a `#` of open rooms. */
import { Html } from "@elysiajs/html";
import { Elysia } from "elysia";

import type { Member } from "../auth/sessions.ts";
import type { Live } from "../live/live.ts";
import { HERE } from "../messages/mentions.ts";
import { type RoomDeps, rooms } from "../rooms/access.ts";
import { foldRoomWord, roomWord } from "../rooms/links.ts";
import { listPeople, peopleIn, type Room } from "../rooms/store.ts";
import { findUsersByPrefix } from "../users/names.store.ts";
import { foldName } from "../users/names.ts";
import { findUser, type ShownUser, toShown } from "../users/store.ts";
import { type Named, Names, RoomNames } from "./names.views.tsx";
import type { RoomsLists } from "./rooms-list.ts";

/** Most names in an answer, `@here` among them. */
const MOST = 8;
/** Most of those here that are looked through, in a very full room. */
const LOOKED_AT = 1_000;

type Deps = RoomDeps & { live: Pick<Live, "people" | "presenceOf">; lists: Pick<RoomsLists, "all"> };

export function nameRoutes(deps: Deps) {
  const { db, live, lists } = deps;

  /** The people of a room whose names begin so, those who are here first; of an open room only those who are. */
  function peopleOf(room: Room, start: string): ShownUser[] {
    const begins = ({ name }: { name: string }) => foldName(name).startsWith(start);
    if (room.kind !== "open") {
      const isAway = ({ id }: ShownUser) => Number(live.presenceOf(id) === undefined);
      return listPeople(db, room.id)
        .filter(begins)
        .sort((a, b) => isAway(a) - isAway(b));
    }
    const here = live
      .people(room)
      .slice(0, LOOKED_AT)
      .filter(begins)
      .slice(0, MOST + 1);
    return here.flatMap(({ id }) => findUser(db, id) ?? []);
  }

  /** Those of the room first, and then others of the place. */
  function peopleCalled(room: Room, member: Member, start: string): Named[] {
    const own = peopleOf(room, start).filter(({ id }) => id !== member.id);
    const known = new Set([member.id, ...own.map(({ id }) => id)]);
    const others = findUsersByPrefix(db, start, MOST + known.size).filter(({ id }) => !known.has(id));
    const inRoom = room.kind === "open" ? undefined : peopleIn(db, room.id);
    return [...own, ...others].map((user) => ({
      ...toShown(user),
      here: live.presenceOf(user.id) !== undefined,
      outside: inRoom?.has(user.id) === false,
    }));
  }

  /** Open rooms whose slugs or names begin so, or have it in them. */
  function roomsCalled(member: Member, typed: string): Room[] {
    const word = foldRoomWord(typed);
    const open = lists
      .all(member.id)
      .map(({ room }) => room)
      .filter(({ kind, archivedAt }) => kind === "open" && archivedAt === null);
    const found = open.filter((room) => [room.slug, room.name].some((name) => foldRoomWord(name).includes(word)));
    const begins = (room: Room) => Number([room.slug, room.name].some((name) => foldRoomWord(name).startsWith(word)));
    return found.sort((a, b) => begins(b) - begins(a)).slice(0, MOST);
  }

  return new Elysia({ name: "names" })
    .use(rooms(deps))
    .guard({ inRoom: true })
    .get("/rooms/:slug/names", ({ room, query, member }) => {
      const typed = query.q ?? "";
      if (typed.startsWith("#"))
        return <RoomNames rooms={roomsCalled(member, typed).map((one) => ({ ...one, word: roomWord(one) }))} />;
      const start = foldName(typed);
      const people = peopleCalled(room, member, start);
      const exact = people.filter(({ name }) => foldName(name) === start);
      const everybody = HERE.startsWith(start);
      const ordered = [...exact, ...people.filter((person) => !exact.includes(person))];
      return <Names people={ordered.slice(0, MOST - Number(everybody))} everybody={everybody} />;
    });
}
