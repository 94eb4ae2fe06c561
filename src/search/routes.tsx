/** Searching what was said. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import { memberLimit } from "../auth/member-limit.ts";
import { wantsFragment } from "../http/client.ts";
import { readId } from "../http/query.ts";
import type { RateLimit } from "../lib/rate-limit.ts";
import { NO_ROOM } from "../rooms/access.ts";
import { listEntries, type Room, withRooms } from "../rooms/store.ts";
import { foldName } from "../users/names.ts";
import { findUserByName } from "../users/store.ts";
import { Problem } from "../views/problem.tsx";
import { isZone, startOfDay } from "./days.ts";
import { findMessages, readable, type Sought } from "./find.ts";
import type { Asked } from "./form.views.tsx";
import { termsOf } from "./query.ts";
import { type Answer, Hits, Results } from "./results.views.tsx";
import { timeOf } from "./store.ts";
import { SearchPage } from "./views.tsx";

const UNKNOWN_ZONE = "Your time zone is not known here. Search without days, or set another one on your device.";

const text = t.String({ default: "" });
const SearchForm = t.Object({
  ...{ q: text, author: text, room: text, from: text, to: text, zone: text },
  before: t.Optional(t.String()),
});

type Deps = AuthDeps & { db: Database; searches: Pick<RateLimit, "take"> };

export function searchRoutes(deps: Deps) {
  const { db, searches, site } = deps;
  const limit = memberLimit(searches, (seconds) => `That was quick. Wait ${seconds} s, then search again.`);

  /** What a form asks for, or what is wrong with it; neither when it is empty. */
  function read(asked: Asked, rooms: Room[]): { sought?: Sought; problem?: string } {
    const terms = termsOf(asked.q);
    const name = foldName(asked.author);
    if (terms.length === 0 && !name && !asked.from && !asked.to) return {};
    const author = name ? findUserByName(db, name)?.id : undefined;
    if (name && author === undefined) return { problem: "No one by that name." };
    const room = rooms.find(({ slug }) => slug === asked.room)?.id;
    if (asked.room && room === undefined) return { problem: NO_ROOM.sentence };
    if ((asked.from || asked.to) && asked.zone && !isZone(asked.zone)) return { problem: UNKNOWN_ZONE };
    const [from, to] = [startOfDay(asked.from, asked.zone), startOfDay(asked.to, asked.zone, 1)];
    if (Number.isNaN(from) || Number.isNaN(to)) return { problem: "A date looks like 2026-11-25." };
    return { sought: { terms, author, from, to, rooms: room === undefined ? readable(db, rooms) : [room] } };
  }

  function answer(asked: Asked, sought: Sought, rooms: Room[], before: number | undefined): Answer {
    const found = findMessages(db, sought, before);
    const hits = withRooms(found.hits, rooms);
    const further =
      found.before === undefined ? undefined : { before: found.before, at: timeOf(db, found.before, sought.rooms) };
    return { asked, terms: sought.terms, hits, several: rooms.length > 1, further, goesOn: before !== undefined };
  }

  return new Elysia({ name: "search" })
    .use(members(deps))
    .guard({ member: true, query: SearchForm })

    .get("/search", ({ request, query, member }) => {
      const { before, ...asked } = query;
      const rooms = listEntries(db, member.id).map(({ room }) => room);
      const { sought, problem } = read(asked, rooms);
      if (sought) limit.count(member);
      const found = sought && answer(asked, sought, rooms, readId(before));
      if (!wantsFragment(request)) {
        const room = rooms.find(({ slug }) => slug === asked.room) ?? firstRoom(rooms);
        return <SearchPage {...{ site, asked, room, rooms, problem }} answer={found} />;
      }
      if (problem !== undefined) return <Problem sentence={problem} />;
      if (!found) return "";
      return found.goesOn ? <Hits answer={found} /> : <Results answer={found} />;
    });
}

/** The room to go back to: people meet in the first. */
function firstRoom([first]: Room[]): Room {
  if (!first) throw new Error("there is no room");
  return first;
}
