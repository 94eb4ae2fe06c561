/** The names that begin as somebody has begun to write one. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia } from "elysia";

import type { AuthDeps } from "../auth/auth.ts";
import { members } from "../auth/auth.ts";
import { refuse } from "../http/error.tsx";
import type { Live } from "../live/live.ts";
import { HERE } from "../messages/mentions.ts";
import { findRoom } from "../rooms/store.ts";
import { findAvatars, findNames } from "../users/names.store.ts";
import { foldName } from "../users/names.ts";
import { Names } from "./names.views.tsx";

/** Most names in an answer. */
const MOST = 8;
/** Most of those here that are looked through, in a very full room. */
const LOOKED_AT = 1_000;

type Deps = AuthDeps & { db: Database; live: Pick<Live, "people"> };

export function nameRoutes(deps: Deps) {
  const { db, live, site } = deps;
  return new Elysia({ name: "names" })
    .use(members(deps))
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
        ...findAvatars(db, here).map((person) => ({ ...person, here: true })),
        ...others.map((person) => ({ ...person, here: false })),
      ];
      return <Names people={people.slice(0, MOST)} everybody={HERE.startsWith(start)} />;
    });
}
