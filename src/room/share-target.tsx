/** Where what was shared into the installed app is to go: its worker has kept it, and a room's page takes it from there. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import { type Entry, listEntries } from "../rooms/store.ts";
import { Button, type Site } from "../views/layout.tsx";
import { Sheet } from "../views/sheet.tsx";
import { RoomList } from "./list.views.tsx";
import { mayNotWrite } from "./page.ts";

export function shareTargetRoutes(deps: AuthDeps & { db: Database }) {
  const { db, site } = deps;
  return new Elysia({ name: "share target" }).use(members(deps)).get(
    "/share",
    ({ query, member }) => {
      const entries = listEntries(db, member.id).filter((entry) => mayNotWrite(db, entry, member) === undefined);
      return <ShareTargetPage site={site} entries={entries} isLost={query.failed !== undefined} />;
    },
    { member: true },
  );
}

type ShareTargetProps = {
  site: Site;
  entries: Entry[];
  /** The browser could not keep what was shared. */
  isLost: boolean;
};

const ShareTargetPage = ({ site, entries, isLost }: ShareTargetProps) => (
  <Sheet site={site} title="Share" back={undefined} class="rooms">
    <section aria-labelledby="where">
      {isLost ? (
        <>
          <h2 id="where">That was too much at once</h2>
          <p>Your browser has no space for what you shared. Share less of it, or add the files in a room.</p>
          <p>
            <Button href="/rooms" label="All rooms" />
          </p>
        </>
      ) : (
        <>
          <h2 id="where">Where should it go?</h2>
          <p class="hint">You can still change it before it is sent.</p>
          <RoomList entries={entries} query="?shared" />
        </>
      )}
    </section>
  </Sheet>
);
