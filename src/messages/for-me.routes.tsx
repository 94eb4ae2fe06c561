/** All that was for a reader: mentions, replies, and what was for everybody, of all rooms that they may see. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import { readId } from "../http/query.ts";
import { backTo } from "../rooms/back.ts";
import { listEntries, withRooms } from "../rooms/store.ts";
import { listForMe } from "./for-me.store.ts";
import { MentionsPage } from "./for-me.views.tsx";

/** Messages on a page. */
const PAGE = 50;

type Deps = AuthDeps & { db: Database };

export function forMeRoutes(deps: Deps) {
  const { db, site } = deps;

  return new Elysia({ name: "for me" })
    .use(members(deps))
    .guard({ member: true })

    .get("/mentions", ({ request, member, query }) => {
      const before = readId(query.before);
      const found = listForMe(db, member.id, before, PAGE + 1);
      const rooms = listEntries(db, member.id).map(({ room }) => room);
      const messages = withRooms(found.slice(0, PAGE), rooms);
      const next = found.length > PAGE ? `/mentions?before=${found[PAGE - 1]?.id}` : undefined;
      return (
        <MentionsPage
          {...{ site, messages, next }}
          back={backTo(request)}
          now={Date.now()}
          goesOn={before !== undefined}
        />
      );
    });
}
