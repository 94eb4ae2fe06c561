/** What becomes of people: the list of them, a page for each, and what an administrator does to somebody. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import { type ChangeAccount, logOut, readmitUser, setAdmin, suspendUser } from "../auth/lifecycle.ts";
import { linkToPassword } from "../auth/passwords.store.ts";
import type { Member } from "../auth/sessions.ts";
import type { Commit } from "../database/write-queue.ts";
import { removeAccount, removePicture } from "../files/profile-picture.store.ts";
import { originOf, wantsFragment } from "../http/client.ts";
import { type ErrorDetails, HttpError, NOT_VALID } from "../http/error.tsx";
import { readId } from "../http/query.ts";
import type { Reach } from "../http/reach.ts";
import type { Live } from "../live/live.ts";
import { foldName } from "../users/names.ts";
import { findPerson, listPeople, ORDERS, type PeopleOrder, type PersonDetails } from "./people.store.ts";
import { PeopleList, PeoplePage } from "./people.views.tsx";
import { PersonPage } from "./person.views.tsx";

/** Most people on a page. */
const PEOPLE = 50;

const NOBODY: ErrorDetails = { status: 404, sentence: "There is no such person." };
const YOURSELF: ErrorDetails = { status: 422, sentence: "You can't do that to yourself. Ask another administrator." };

/** What was done, by the word that the address ends with. */
const DONE = new Map([
  ["promote", "They are now an administrator."],
  ["demote", "They are no longer an administrator."],
  ["suspend", "Suspended. They have been logged out everywhere."],
  ["readmit", "They can log in again."],
  ["logout", "Logged out everywhere."],
  ["picture", "Their picture is removed."],
  ["remove", "Removed. The name can be used again."],
]);

export type PeopleAdminDeps = AuthDeps & {
  db: Database;
  commit: Commit;
  reach: Pick<Reach, "addressFor">;
  live: Pick<Live, "presenceOf" | "peopleHere">;
};

export function peopleAdminRoutes(deps: PeopleAdminDeps) {
  const { config, db, commit, live, reach, site } = deps;

  /** What an administrator can do to somebody with a button and no more. */
  const actions = new Map<string, (change: ChangeAccount) => Promise<unknown>>([
    ["promote", (change) => commit(setAdmin, { ...change, admin: true })],
    ["demote", (change) => commit(setAdmin, { ...change, admin: false })],
    ["suspend", (change) => commit(suspendUser, change)],
    ["readmit", (change) => commit(readmitUser, change)],
    ["logout", (change) => commit(logOut, change)],
    ["picture", (change) => commit(removePicture, change)],
    ["remove", (change) => commit(removeAccount, change)],
  ]);

  /** @throws HttpError when nobody has this id, or no longer */
  function find(id: number): PersonDetails {
    const person = findPerson(db, id, Date.now());
    if (!person) throw new HttpError(NOBODY);
    return person;
  }

  const personPage = (person: PersonDetails, member: Member, more: { done?: string; link?: string }) => (
    <PersonPage
      site={site}
      person={person}
      presence={live.presenceOf(person.id)}
      own={person.id === member.id}
      now={Date.now()}
      {...more}
    />
  );

  return new Elysia({ name: "people administration" })
    .use(members(deps))
    .guard({ administrator: true })

    .get("/admin/people", ({ request, query }) => {
      const { name = "" } = query;
      const order = readOrder(query.order);
      const page = Math.max(1, readId(query.page) ?? 1);
      const skip = (page - 1) * PEOPLE;
      const here = live.peopleHere();
      const found = listPeople(db, { name: foldName(name), order, here, skip, count: PEOPLE });
      const pathTo = (page: number) => `/admin/people?${new URLSearchParams({ name, order, page: String(page) })}`;
      const list = {
        ...found,
        presenceOf: live.presenceOf,
        name,
        previous: page > 1 ? pathTo(page - 1) : undefined,
        next: skip + found.people.length < found.total ? pathTo(page + 1) : undefined,
        now: Date.now(),
      };
      if (wantsFragment(request)) return <PeopleList {...list} />;
      return <PeoplePage site={site} order={order} done={DONE.get(query.done ?? "")} {...list} />;
    })

    .guard({ params: t.Object({ id: t.Numeric() }) })

    .get("/admin/people/:id", ({ params, query, member }) =>
      personPage(find(params.id), member, { done: DONE.get(query.done ?? "") }),
    )

    .post(
      "/admin/people/:id",
      async ({ request, params, body, member, redirect }) => {
        const person = find(params.id);
        const { id } = person;
        if (id === member.id) throw new HttpError(YOURSELF);
        const { action } = body;
        if (action === "link") {
          const origin = originOf(request, config.trustProxy);
          const path = await linkToPassword(commit, id, member.id);
          if (path === undefined) throw new HttpError(NOBODY);
          return personPage(person, member, { link: (reach.addressFor(origin) ?? origin) + path });
        }
        const act = actions.get(action);
        if (!act || (action === "remove" && body.sure !== "on")) throw new HttpError(NOT_VALID);
        await act({ userId: id, by: member.id, at: Date.now() });
        return redirect(`/admin/people${action === "remove" ? "" : `/${id}`}?done=${action}`, 303);
      },
      { body: t.Object({ action: t.String({ default: "" }), sure: t.Optional(t.String()) }) },
    );
}

const readOrder = (word: string | undefined): PeopleOrder =>
  (Object.keys(ORDERS) as PeopleOrder[]).find((order) => order === word) ?? "name";
