/** The page that brings somebody else in. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import { invitePath, newestInvite, readRegistrationMode } from "../auth/registration.store.ts";
import { hostName, originOf } from "../http/client.ts";
import { isLoopback } from "../http/hosts.ts";
import { InvitePage, type Reach } from "./views.tsx";

type Deps = AuthDeps & { db: Database };

export function inviteRoutes(deps: Deps) {
  const { config, db, site } = deps;

  /** Invitations are an administrator's to give. */
  function invitation(origin: string, admin: boolean): { address: string; reach: Reach } {
    const mode = readRegistrationMode(db);
    const code = mode === "invite" && admin ? newestInvite(db, Date.now()) : undefined;
    if (code !== undefined) return { address: origin + invitePath(code), reach: "invited" };
    const reach = mode === "open" ? "everybody" : mode === "closed" ? "closed" : admin ? "uninvited yet" : "uninvited";
    return { address: `${origin}/`, reach: isHere(origin) ? "here" : reach };
  }

  return new Elysia({ name: "invite" })
    .use(members(deps))
    .guard({ member: true })

    .get("/invite", ({ request, member }) => (
      <InvitePage site={site} {...invitation(originOf(request, config.trustProxy), member.admin)} />
    ));
}

/** Whether an address leads every machine to itself. */
const isHere = (origin: string): boolean => isLoopback(hostName(origin.replace(/^https?:\/\//, "")));
