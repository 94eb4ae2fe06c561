/** The page that brings somebody else in. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import { invitePath, newestInvite, readRegistrationMode } from "../auth/registration.store.ts";
import { isInContainer, shareCommands } from "../command-line.ts";
import { originOf } from "../http/client.ts";
import type { Reach } from "../http/reach.ts";
import { isOfNetwork } from "../lib/addresses.ts";
import { backTo } from "../rooms/back.ts";
import { type Admits, InvitePage } from "./views.tsx";

type Deps = AuthDeps & { db: Database; reach: Pick<Reach, "addressFor"> };

export function inviteRoutes(deps: Deps) {
  const { config, db, reach, site } = deps;

  /** Whom a link lets in, and the path of it. Invitations are an administrator's to give. */
  function invitation(admin: boolean): { admits: Admits; path: string } {
    const mode = readRegistrationMode(db);
    if (mode === "open") return { admits: "anyone", path: "/" };
    if (mode === "closed") return { admits: "nobody", path: "/" };
    const invite = admin ? newestInvite(db, Date.now()) : undefined;
    if (!invite) return { admits: admin ? "nobody invited yet" : "the invited", path: "/" };
    return { admits: invite.left ?? "anyone", path: invitePath(invite.code) };
  }

  return new Elysia({ name: "invite" })
    .use(members(deps))
    .guard({ member: true })

    .get("/invite", ({ request, member }) => {
      const { admits, path } = invitation(member.admin);
      const origin = reach.addressFor(originOf(request, config.trustProxy));
      return (
        <InvitePage
          site={site}
          back={backTo(request)}
          admits={admits}
          link={
            origin === undefined
              ? undefined
              : { address: origin + path, inNetwork: isOfNetwork(origin.replace(/^https?:\/\//, "")) }
          }
          ways={{ ...shareCommands(), container: isInContainer() }}
        />
      );
    });
}
