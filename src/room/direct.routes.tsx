/** Talking with a few people directly: whom, and the room for it. */
import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import { members } from "../auth/auth.ts";
import type { Member } from "../auth/sessions.ts";
import { wantsFragment } from "../http/client.ts";
import { type ErrorDetails, type ErrorStatus, HttpError, rejected } from "../http/error.tsx";
import { randomToken } from "../lib/tokens.ts";
import { backTo } from "../rooms/back.ts";
import { MOST_DIRECT, openDirect } from "../rooms/people.store.ts";
import { readRoomSettings } from "../rooms/settings.store.ts";
import { offerPeople } from "./choose-people.ts";
import type { RoomsDeps } from "./deps.ts";
import { type ChoiceProps, DirectPage, PeopleToChoose } from "./direct.views.tsx";
import { type NamedPeople, PersonField, readPeople } from "./named-people.ts";

const SWITCHED_OFF: ErrorDetails = { status: 403, sentence: "Direct messages are switched off here." };
const NOBODY = "Choose at least one person. Choose yourself for notes that only you see.";
const TOO_MANY = `Up to ${MOST_DIRECT} people can talk directly, including you. For more, make a closed room.`;
const GONE = "One of them can't be reached any more. Choose again.";

export function directRoutes(deps: RoomsDeps) {
  const { db, commit, limit, site } = deps;

  /** The people to choose from, of whom some are chosen already. */
  const choiceOf = (member: Member, { ids }: NamedPeople, q: string): ChoiceProps => {
    const offered = offerPeople(deps, { except: [member.id], start: q, chosen: ids.filter((id) => id !== member.id) });
    return { member, offered, chosen: ids, q };
  };

  return new Elysia({ name: "direct" })
    .use(members(deps))
    .guard({ member: true })

    .get(
      "/direct",
      ({ request, query, member }) => {
        if (!readRoomSettings(db).direct) throw new HttpError(SWITCHED_OFF);
        const choice = choiceOf(member, readPeople(db, query.person, Date.now()), query.q ?? "");
        return wantsFragment(request) ? (
          <PeopleToChoose {...choice} />
        ) : (
          <DirectPage site={site} back={backTo(request)} {...choice} />
        );
      },
      { query: t.Object({ q: t.Optional(t.String()), person: PersonField }) },
    )

    .post(
      "/direct",
      async ({ body, member, set, redirect }) => {
        const people = readPeople(db, body.person, Date.now());
        const reject = (problem: string, why?: ErrorStatus) =>
          rejected(set, <DirectPage site={site} {...choiceOf(member, people, "")} problem={problem} />, why);
        if (people.problem) return reject(people.problem);
        if (people.ids.length === 0) return reject(NOBODY);
        const tooMany = limit.tooMany(member);
        if (tooMany) return reject(tooMany.sentence, tooMany);

        const slug = randomToken(9).toLowerCase();
        const input = { people: [member.id, ...people.ids], slug, by: member.id, at: Date.now() };
        const opened = await commit(openDirect, input);
        if (opened === "not allowed") throw new HttpError(SWITCHED_OFF);
        if (opened === "too many") return reject(TOO_MANY);
        if (opened === "missing") return reject(GONE);
        return redirect(`/rooms/${opened.slug}`, 303);
      },
      { body: t.Object({ person: PersonField }) },
    );
}
