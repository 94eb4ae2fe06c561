/** The names that begin as somebody has begun to write one. */
import { Html } from "@elysiajs/html";
import { Elysia } from "elysia";

import { members } from "../accounts/member.ts";
import { foldName } from "../accounts/names.ts";
import { refuse } from "../http/refusal.tsx";
import type { Parlor } from "../parlor.ts";
import { findRoom } from "../rooms/store.ts";
import { HERE } from "./mentions.ts";
import { findFaces, findNames } from "./store.ts";
import { Names } from "./views.tsx";

/** Most names in an answer. */
const MOST = 8;
/** Most of those here that are looked through, in a very full room. */
const LOOKED_AT = 1_000;

export function mentionRoutes(parlor: Parlor) {
  const { db, live, site } = parlor;
  return new Elysia({ name: "mentions" })
    .use(members(parlor))
    .guard({ member: true })
    .get("/rooms/:slug/names", ({ request, set, params, query, member }) => {
      const room = findRoom(db, params.slug);
      if (!room) return refuse({ request, set }, site, { status: 404, sentence: "There is no such room." });
      const start = foldName(query.q ?? "");
      const here = live
        .people(room)
        .slice(0, LOOKED_AT)
        .filter(({ id, name }) => id !== member.id && foldName(name).startsWith(start))
        .slice(0, MOST)
        .map(({ id }) => id);
      const known = new Set([member.id, ...here]);
      const others = findNames(db, start, MOST + known.size).filter(({ id }) => !known.has(id));
      const people = [
        ...findFaces(db, here).map((person) => ({ ...person, here: true })),
        ...others.map((person) => ({ ...person, here: false })),
      ];
      const exact = people.filter(({ name }) => foldName(name) === start);
      const shown = [...exact, ...people.filter((person) => !exact.includes(person))].slice(0, MOST);
      return <Names people={shown} everybody={HERE.startsWith(start)} />;
    });
}
