/** The page that brings somebody else in. */
import { Html } from "@elysiajs/html";
import { Elysia } from "elysia";

import { members } from "../accounts/member.ts";
import { newestInvite, readRegistration } from "../administration/store.ts";
import { invitePath } from "../administration/views.tsx";
import { originOf } from "../http/client.ts";
import type { Parlor } from "../parlor.ts";
import { InvitePage, type Reach } from "./views.tsx";

export function shareRoutes(parlor: Parlor) {
  const { config, db, site } = parlor;

  /** Invitations are an administrator's to give. */
  function invitation(origin: string, admin: boolean): { address: string; reach: Reach } {
    const mode = readRegistration(db);
    const code = mode === "invite" && admin ? newestInvite(db, Date.now()) : undefined;
    if (code !== undefined) return { address: origin + invitePath(code), reach: "invited" };
    const reach = mode === "open" ? "everybody" : mode === "closed" ? "closed" : admin ? "uninvited yet" : "uninvited";
    return { address: `${origin}/`, reach: isHere(origin) ? "here" : reach };
  }

  return new Elysia({ name: "share" })
    .use(members(parlor))
    .guard({ member: true })

    .get("/invite", ({ request, member }) => (
      <InvitePage site={site} {...invitation(originOf(request, config.trustProxy), member.admin)} />
    ));
}

/** Whether an address leads every machine to itself. */
const isHere = (origin: string): boolean => /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(origin);
