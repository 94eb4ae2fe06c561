/** Running the place: who may join, invitations, and what becomes of people. Plain forms, for administrators. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import { newCode } from "../auth/codes.ts";
import { type ChangeAccount, logOut, readmitUser, removeUser, setAdmin, suspendUser } from "../auth/lifecycle.ts";
import { linkToPassword } from "../auth/passwords.store.ts";
import {
  createInvite,
  listInvites,
  readRegistrationMode,
  REGISTRATION_MODES,
  revokeInvite,
  setRegistrationMode,
} from "../auth/registration.store.ts";
import type { Commit } from "../database/write-queue.ts";
import { originOf } from "../http/client.ts";
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import { readId } from "../http/query.ts";
import type { Logger } from "../logger.ts";
import { foldName } from "../users/names.ts";
import { countUsers, listUsers } from "../users/store.ts";
import { findPerson } from "./people.store.ts";
import { PeopleListPage, PersonPage } from "./people.views.tsx";
import { AdminPage } from "./views.tsx";

const DAY = 86_400_000;

/** Most invites and people on a page. */
const INVITES = 100;
const PEOPLE = 50;

const NOBODY: ErrorDetails = { status: 404, sentence: "There is no such person." };
const UNKNOWN: ErrorDetails = { status: 422, sentence: "Something in this form is not valid." };
const YOURSELF: ErrorDetails = { status: 422, sentence: "You can't do that to yourself. Ask another administrator." };

/** What was done, by the word that the address ends with. */
const DONE = new Map([
  ["mode", "Saved."],
  ["invite", "The invitation link is ready. Copy it below."],
  ["revoked", "The invitation is revoked."],
  ["promote", "They are now an administrator."],
  ["demote", "They are no longer an administrator."],
  ["suspend", "Suspended. They have been logged out everywhere."],
  ["readmit", "They can log in again."],
  ["logout", "Logged out everywhere."],
  ["remove", "Removed. The name can be used again."],
]);

const text = t.String({ default: "" });

type Deps = AuthDeps & { db: Database; commit: Commit; log: Logger };

export function adminRoutes(deps: Deps) {
  const { config, db, commit, site, log } = deps;

  const adminPage = (request: Request, more: { done?: string; problem?: string } = {}) => (
    <AdminPage
      site={site}
      mode={readRegistrationMode(db)}
      invites={listInvites(db, INVITES)}
      origin={originOf(request, config.trustProxy)}
      now={Date.now()}
      {...more}
    />
  );

  /** What an administrator can do to somebody with a button and no more. */
  const actions = new Map<string, (change: ChangeAccount) => Promise<unknown>>([
    ["promote", (change) => commit(setAdmin, { ...change, admin: true })],
    ["demote", (change) => commit(setAdmin, { ...change, admin: false })],
    ["suspend", (change) => commit(suspendUser, change)],
    ["readmit", (change) => commit(readmitUser, change)],
    ["logout", ({ userId, by }) => commit(logOut, { userId, by })],
    ["remove", (change) => commit(removeUser, change)],
  ]);

  return new Elysia({ name: "admin" })
    .use(members(deps))
    .guard({ administrator: true })

    .get("/admin", ({ request, query }) => adminPage(request, { done: DONE.get(query.done ?? "") }))

    .post(
      "/admin/registration",
      async ({ body, member, redirect }) => {
        const mode = REGISTRATION_MODES.find((mode) => mode === body.mode);
        if (!mode) throw new HttpError(UNKNOWN);
        await commit(setRegistrationMode, { mode, by: member.id });
        log.info("registration", { mode, by: member.id });
        return redirect("/admin?done=mode", 303);
      },
      { body: t.Object({ mode: text }) },
    )

    .post(
      "/admin/invites",
      async ({ request, set, body, member, redirect }) => {
        const uses = readNumber(body.uses, 100_000);
        const days = readNumber(body.days, 366);
        if (uses === "wrong" || days === "wrong") {
          set.status = 422;
          return adminPage(request, { problem: "Enter a number from 1 to 100,000, or leave it empty." });
        }
        const at = Date.now();
        const expiresAt = days === null ? null : at + days * DAY;
        await commit(createInvite, { code: newCode(), at, uses, expiresAt, by: member.id });
        log.info("invite made", { by: member.id });
        return redirect("/admin?done=invite", 303);
      },
      { body: t.Object({ uses: text, days: text }) },
    )

    .post(
      "/admin/invites/revoke",
      async ({ body, member, redirect }) => {
        const revoked = await commit(revokeInvite, { id: Number(body.id) || 0, by: member.id });
        if (revoked) log.info("invite revoked", { by: member.id });
        return redirect("/admin?done=revoked", 303);
      },
      { body: t.Object({ id: text }) },
    )

    .get("/admin/people", ({ query }) => {
      const { name = "", after } = query;
      const prefix = foldName(name);
      const { users: people, more } = listUsers(db, { prefix, after: readId(after), count: PEOPLE });
      const last = people.at(-1);
      const next = more && last ? `/admin/people?${new URLSearchParams({ name, after: String(last.id) })}` : undefined;
      const done = DONE.get(query.done ?? "");
      return <PeopleListPage site={site} people={people} count={countUsers(db)} name={name} next={next} done={done} />;
    })

    .get("/admin/people/:id", ({ params, query, member }) => {
      const now = Date.now();
      const person = findPerson(db, readId(params.id) ?? 0, now);
      if (!person) throw new HttpError(NOBODY);
      const done = DONE.get(query.done ?? "");
      return <PersonPage site={site} person={person} own={person.id === member.id} now={now} done={done} />;
    })

    .post(
      "/admin/people/:id",
      async ({ request, set, params, body, member, redirect }) => {
        const now = Date.now();
        const id = readId(params.id) ?? 0;
        const person = findPerson(db, id, now);
        if (!person) throw new HttpError(NOBODY);
        if (id === member.id) throw new HttpError(YOURSELF);
        const { action } = body;
        if (action === "link") {
          const link = originOf(request, config.trustProxy) + (await linkToPassword(commit, id, member.id));
          return <PersonPage site={site} person={person} own={false} now={now} link={link} />;
        }
        if (action === "remove" && body.sure !== "on") {
          set.status = 422;
          return <PersonPage site={site} person={person} own={false} now={now} problem="Tick the box to confirm." />;
        }
        const act = actions.get(action);
        if (!act) throw new HttpError(UNKNOWN);
        await act({ userId: id, by: member.id, at: now });
        return redirect(`/admin/people${action === "remove" ? "" : `/${id}`}?done=${action}`, 303);
      },
      { body: t.Object({ action: text, sure: t.Optional(t.String()) }) },
    );
}

/** A number from 1 on, or null for an empty field. */
function readNumber(typed: string, most: number): number | null | "wrong" {
  if (typed.trim() === "") return null;
  const number = /^\d{1,9}$/.test(typed.trim()) ? Number(typed) : 0;
  return number >= 1 && number <= most ? number : "wrong";
}
