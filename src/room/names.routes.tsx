/** The names that begin as somebody has begun to write one. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia } from "elysia";

import type { AuthDeps } from "../auth/auth.ts";
import type { Live } from "../live/live.ts";
import { HERE } from "../messages/mentions.ts";
import { rooms } from "../rooms/access.ts";
import { findUsersByPrefix } from "../users/names.store.ts";
import { foldName } from "../users/names.ts";
import { findUser } from "../users/store.ts";
import { Names } from "./names.views.tsx";

/** Most names in an answer, `@here` among them. */
const MOST = 8;
/** Most of those here that are looked through, in a very full room. */
const LOOKED_AT = 1_000;

type Deps = AuthDeps & { db: Database; live: Pick<Live, "people"> };

export function nameRoutes(deps: Deps) {
  const { db, live } = deps;
  return new Elysia({ name: "names" })
    .use(rooms(deps))
    .guard({ inRoom: true })
    .get("/rooms/:slug/names", ({ room, query, member }) => {
      const start = foldName(query.q ?? "");
      const here = live
        .people(room)
        .slice(0, LOOKED_AT)
        .filter(({ id, name }) => id !== member.id && foldName(name).startsWith(start))
        .slice(0, MOST)
        .map(({ id }) => id);
      const known = new Set([member.id, ...here]);
      const others = findUsersByPrefix(db, start, MOST + known.size).filter(({ id }) => !known.has(id));
      const people = [
        ...here.flatMap((id) => findUser(db, id) ?? []).map((person) => ({ ...person, here: true })),
        ...others.map((person) => ({ ...person, here: false })),
      ];
      const exact = people.filter(({ name }) => foldName(name) === start);
      const everybody = HERE.startsWith(start);
      const shown = [...exact, ...people.filter((person) => !exact.includes(person))].slice(
        0,
        MOST - Number(everybody),
      );
      return <Names people={shown} everybody={everybody} />;
    });
}
