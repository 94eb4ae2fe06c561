/** What people can do with rooms in this place. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import type { Commit } from "../database/write-queue.ts";
import { oneOf } from "../http/query.ts";
import { changeRoomSettings, readRoomSettings } from "../rooms/settings.store.ts";
import { RoomSettingsPage } from "./rooms.views.tsx";

/** What is left out of the form stays as it is. */
const RoomSettingsForm = t.Object({
  makers: t.Optional(oneOf(["everyone", "administrators"])),
  direct: t.Optional(oneOf(["on", "off"])),
});

type Deps = AuthDeps & { db: Database; commit: Commit };

export function roomSettingsRoutes(deps: Deps) {
  const { db, commit, site } = deps;

  return new Elysia({ name: "room settings" })
    .use(members(deps))
    .guard({ administrator: true })

    .get("/admin/rooms", ({ query }) => (
      <RoomSettingsPage site={site} {...readRoomSettings(db)} done={query.done === "rooms" ? "Saved." : undefined} />
    ))

    .post(
      "/admin/rooms",
      async ({ body, member, redirect }) => {
        const before = readRoomSettings(db);
        const { makers = before.makers, direct = before.direct ? "on" : "off" } = body;
        await commit(changeRoomSettings, { makers, direct: direct === "on", at: Date.now(), by: member.id });
        return redirect("/admin/rooms?done=rooms", 303);
      },
      { body: RoomSettingsForm },
    );
}
