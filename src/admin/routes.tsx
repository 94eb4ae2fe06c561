/** Running the place, section by section. Plain forms, for administrators. */
import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import { listAudit } from "../auth/audit.store.ts";
import { members } from "../auth/auth.ts";
import { readRegistrationMode, REGISTRATION_MODES, setRegistrationMode } from "../auth/registration.store.ts";
import { oneOf, readId } from "../http/query.ts";
import { ActivityPage } from "./activity.views.tsx";
import { inviteAdminRoutes } from "./invites.routes.tsx";
import { type PeopleAdminDeps, peopleAdminRoutes } from "./people.routes.tsx";
import { type PlaceDeps, placeRoutes } from "./place.routes.tsx";
import { roomSettingsRoutes } from "./rooms.routes.tsx";
import { type StorageDeps, storageRoutes } from "./storage.routes.tsx";
import { JoiningPage } from "./views.tsx";

/** Most entries of the audit log on a page. */
const ENTRIES = 50;

type Deps = PeopleAdminDeps & PlaceDeps & StorageDeps;

export const adminRoutes = (deps: Deps) =>
  new Elysia({ name: "admin" })
    .use(joiningRoutes(deps))
    .use(peopleAdminRoutes(deps))
    .use(inviteAdminRoutes(deps))
    .use(roomSettingsRoutes(deps))
    .use(placeRoutes(deps))
    .use(storageRoutes(deps));

function joiningRoutes(deps: Deps) {
  const { db, commit, site } = deps;

  return new Elysia({ name: "joining" })
    .use(members(deps))
    .guard({ administrator: true })

    .get("/admin", ({ query }) => (
      <JoiningPage site={site} mode={readRegistrationMode(db)} done={query.done === "mode" ? "Saved." : undefined} />
    ))

    .post(
      "/admin/registration",
      async ({ body, member, redirect }) => {
        const { mode } = body;
        await commit(setRegistrationMode, { mode, at: Date.now(), by: member.id });
        return redirect("/admin?done=mode", 303);
      },
      { body: t.Object({ mode: oneOf(REGISTRATION_MODES) }) },
    )

    .get("/admin/activity", ({ query }) => {
      const entries = listAudit(db, { before: readId(query.before), count: ENTRIES + 1 });
      const last = entries.length > ENTRIES ? entries[ENTRIES - 1] : undefined;
      const next = last && `/admin/activity?before=${last.id}`;
      return <ActivityPage site={site} entries={entries.slice(0, ENTRIES)} now={Date.now()} next={next} />;
    });
}
