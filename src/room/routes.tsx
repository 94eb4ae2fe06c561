/** The room page, and who is in it. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import { refuse } from "../http/error.tsx";
import type { Live } from "../live/live.ts";
import type { Logs } from "../messages/log.tsx";
import { NO_ROOM, type RenderRoom } from "../messages/routes.tsx";
import { findRoom } from "../rooms/store.ts";
import { withMember } from "./page.ts";
import { PeoplePage } from "./views.tsx";

type Deps = AuthDeps & {
  db: Database;
  logs: Pick<Logs, "latest">;
  live: Pick<Live, "people">;
  renderRoom: RenderRoom;
};

export function roomRoutes(deps: Deps) {
  const { db, logs, live, renderRoom, site } = deps;

  return new Elysia({ name: "rooms" })
    .use(members(deps))
    .guard({ member: true })

    .get("/rooms/:slug", ({ request, set, params, member }) => {
      const room = findRoom(db, params.slug);
      if (!room) return refuse({ request, set }, site, NO_ROOM);
      return renderRoom(room, member, logs.latest(room));
    })

    .get("/rooms/:slug/people", ({ request, set, params, member }) => {
      const room = findRoom(db, params.slug);
      if (!room) return refuse({ request, set }, site, NO_ROOM);
      return <PeoplePage site={site} room={room} people={withMember(live.people(room), member)} />;
    });
}
