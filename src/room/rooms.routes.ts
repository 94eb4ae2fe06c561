/** Rooms beside talking in them: they are found, made, changed and left here. */
import { Elysia } from "elysia";

import { aboutRoutes } from "./about.routes.ts";
import { openAboutPage } from "./about.tsx";
import type { RoomsDeps } from "./deps.ts";
import { directRoutes } from "./direct.routes.tsx";
import { levelRoutes } from "./level.routes.ts";
import { openRoomLimit, type RoomLimitConfig } from "./limit.ts";
import { roomListRoutes } from "./list.routes.tsx";
import { roomPeopleRoutes } from "./people.routes.ts";
import { roomRetentionRoutes } from "./retention.routes.ts";
import { shareTargetRoutes } from "./share-target.tsx";

type Deps = Omit<RoomsDeps, "limit" | "renderAbout"> & { config: RoomLimitConfig };

export function roomsRoutes(context: Deps) {
  const deps = { ...context, limit: openRoomLimit(context.config), renderAbout: openAboutPage(context) };
  return new Elysia({ name: "rooms pages" })
    .use(roomListRoutes(deps))
    .use(directRoutes(deps))
    .use(aboutRoutes(deps))
    .use(roomPeopleRoutes(deps))
    .use(levelRoutes(deps))
    .use(roomRetentionRoutes(deps))
    .use(shareTargetRoutes(deps));
}
