/** One box for rooms, people and messages: what the switcher shows, or a page. */
import { Html } from "@elysiajs/html";
import { Elysia } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import { wantsFragment } from "../http/client.ts";
import type { Live } from "../live/live.ts";
import { backTo } from "../rooms/back.ts";
import { readRoomSettings } from "../rooms/settings.store.ts";
import { findAnything, type FindDeps } from "./find.ts";
import { FindPage, FoundThings } from "./find.views.tsx";

export function findRoutes(deps: AuthDeps & FindDeps & { live: Pick<Live, "presenceOf"> }) {
  const { db, live, site } = deps;
  return new Elysia({ name: "find" })
    .use(members(deps))
    .guard({ member: true })
    .get("/find", ({ request, query, member }) => {
      const found = findAnything(deps, member, query.q ?? "");
      const props = { found, presenceOf: live.presenceOf, mayTalk: readRoomSettings(db).direct };
      return wantsFragment(request) ? (
        <FoundThings {...props} />
      ) : (
        <FindPage site={site} back={backTo(request)} {...props} />
      );
    });
}
