/** Invitations: made, shown as QR codes, and revoked. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import { newCode } from "../auth/codes.ts";
import {
  createInvite,
  findInvite,
  invitePath,
  listInvites,
  readRegistrationMode,
  revokeInvite,
} from "../auth/registration.store.ts";
import type { Commit } from "../database/write-queue.ts";
import { originOf } from "../http/client.ts";
import { HttpError, NOT_VALID, rejected } from "../http/error.tsx";
import type { Reach } from "../http/reach.ts";
import { qrPath } from "../lib/qr.ts";
import { InvitesPage, type InvitesPageProps, LIFETIMES } from "./invites.views.tsx";

const DAY = 86_400_000;

/** Most invites on a page. */
const SHOWN = 100;

/** Most people for whom an invite can be made with a number. */
const MOST = 100_000;

const DONE = new Map([
  ["invite", "The invitation link is ready. Copy it below."],
  ["revoked", "The invitation is revoked."],
]);

const text = t.String({ default: "" });
const Id = t.Object({ id: t.Numeric() });

type Deps = AuthDeps & { db: Database; commit: Commit; reach: Pick<Reach, "addressFor"> };

export function inviteAdminRoutes(deps: Deps) {
  const { config, db, commit, reach, site } = deps;

  /** What links for others begin with; nothing when nobody else reaches this server. */
  const addressOf = (request: Request) => reach.addressFor(originOf(request, config.trustProxy));

  const page = (request: Request, more: Pick<InvitesPageProps, "done" | "problem" | "typed">) => {
    const address = addressOf(request);
    return (
      <InvitesPage
        site={site}
        mode={readRegistrationMode(db)}
        invites={listInvites(db, SHOWN)}
        origin={address ?? originOf(request, config.trustProxy)}
        isHere={address === undefined}
        now={Date.now()}
        {...more}
        done={DONE.get(more.done ?? "")}
        made={more.done === "invite"}
      />
    );
  };

  return new Elysia({ name: "invite administration" })
    .use(members(deps))
    .guard({ administrator: true })

    .get("/admin/invites", ({ request, query }) => page(request, { done: query.done }))

    .post(
      "/admin/invites",
      async ({ request, set, body, member, redirect }) => {
        if (!Object.hasOwn(LIFETIMES, body.days)) throw new HttpError(NOT_VALID);
        const answer = readUses(body.uses);
        if ("problem" in answer) return rejected(set, page(request, { problem: answer.problem, typed: body }));
        const at = Date.now();
        const expiresAt = body.days === "" ? null : at + Number(body.days) * DAY;
        await commit(createInvite, { code: newCode(), at, uses: answer.uses, expiresAt, by: member.id });
        return redirect("/admin/invites?done=invite", 303);
      },
      { body: t.Object({ uses: text, days: text }) },
    )

    .post(
      "/admin/invites/revoke",
      async ({ body, member, redirect }) => {
        await commit(revokeInvite, { id: body.id, at: Date.now(), by: member.id });
        return redirect("/admin/invites?done=revoked", 303);
      },
      { body: Id },
    )

    .guard({ params: Id })

    .get("/admin/invites/:id/qr", ({ request, set, params }) => {
      const invite = findInvite(db, params.id);
      const address = addressOf(request);
      const code = invite && address !== undefined ? qrPath(address + invitePath(invite.code)) : undefined;
      if (!code) throw new HttpError({ status: 404, sentence: "There is no such invitation." });
      set.headers["content-type"] = "image/svg+xml";
      return drawing(code);
    });
}

/** A picture by itself, black on white whatever the page around it is. */
const drawing = ({ side, path }: { side: number; path: string }): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">` +
  `<path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${path}"/></svg>`;

/** For how many people; null for any number, which an empty field is. */
function readUses(typed: string): { uses: number | null } | { problem: string } {
  const digits = typed.replaceAll(/[,\s]/g, "");
  if (digits === "") return { uses: null };
  if (!/^\d+$/.test(digits)) return { problem: "Enter a whole number such as 5, or leave it empty for no limit." };
  const uses = Number(digits);
  if (uses === 0) return { problem: "Enter 1 or more, or leave it empty for no limit." };
  if (uses <= MOST) return { uses };
  return { problem: `Up to ${MOST.toLocaleString("en")} people. For more, leave it empty for no limit.` };
}
