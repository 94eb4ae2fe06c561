/** The room page, and who is in it. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia } from "elysia";

import type { AuthDeps } from "../auth/auth.ts";
import type { Live } from "../live/live.ts";
import type { LatestPageCache } from "../messages/log.tsx";
import { describeNotHere, readNotHere } from "../messages/not-here.tsx";
import type { RenderRoom } from "../messages/routes.tsx";
import { rooms } from "../rooms/access.ts";
import { withMember } from "./page.ts";
import { RoomPeoplePage } from "./views.tsx";

type Deps = AuthDeps & {
  db: Database;
  logs: Pick<LatestPageCache, "latestInSlices" | "own">;
  live: Pick<Live, "people">;
  renderRoom: RenderRoom;
};

export function roomRoutes(deps: Deps) {
  const { db, logs, live, renderRoom, site } = deps;

  return new Elysia({ name: "room" })
    .use(rooms(deps))
    .guard({ inRoom: true })

    .get("/rooms/:slug", async ({ room, standing, member, query }) => {
      const people = readNotHere(query["not-here"]);
      const notHere = people.length > 0 ? describeNotHere(db, { room, standing }, member, people) : undefined;
      const own = logs.own(room, member.id); // of the list as it is now, while it is being rendered
      return renderRoom(room, member, await logs.latestInSlices(room), { own, notHere });
    })

    .get("/rooms/:slug/people", ({ room, member }) => (
      <RoomPeoplePage site={site} room={room} people={withMember(live.people(room), member)} />
    ));
}
