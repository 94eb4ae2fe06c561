/** All the rooms that one may see, and how one makes another. */
import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import { members } from "../auth/auth.ts";
import type { Member } from "../auth/sessions.ts";
import { type ErrorDetails, type ErrorStatus, HttpError, rejected } from "../http/error.tsx";
import { randomToken } from "../lib/tokens.ts";
import { backTo } from "../rooms/back.ts";
import { createRoom } from "../rooms/change.store.ts";
import { readRoomName, readTopic, slugOf } from "../rooms/names.ts";
import { readRoomSettings } from "../rooms/settings.store.ts";
import { listEntries } from "../rooms/store.ts";
import { offerPeople } from "./choose-people.ts";
import type { RoomsDeps } from "./deps.ts";
import { RoomListPage } from "./list.views.tsx";
import { type NamedPeople, PersonField, readPeople } from "./named-people.ts";
import { type NewRoomForm, NewRoomPage } from "./new-room.views.tsx";

const ADMINISTRATORS_ONLY: ErrorDetails = { status: 403, sentence: "Only administrators can make rooms here." };
const TAKEN = "There is already a room with this name. Try another.";

const KINDS = ["open", "closed"] as const;

/** What was done, by the word that the address ends with. */
const DONE = new Map([["deleted", "The room is gone, with everything that was said in it."]]);

const RoomForm = t.Object({
  name: t.String({ default: "" }),
  kind: t.String({ default: "open" }),
  topic: t.String({ default: "" }),
  person: PersonField,
});

export function roomListRoutes(deps: RoomsDeps) {
  const { db, commit, limit, site } = deps;

  const mayMake = ({ admin }: Member) => admin || readRoomSettings(db).makers === "everyone";

  /** @throws HttpError when the member may not make rooms */
  function expectMaker(member: Member): void {
    if (!mayMake(member)) throw new HttpError(ADMINISTRATORS_ONLY);
  }

  const offered = (member: Member) => offerPeople(deps, { except: [member.id], start: "", chosen: [] });

  return new Elysia({ name: "room list" })
    .use(members(deps))
    .guard({ member: true })

    .get("/rooms", ({ request, query, member }) => (
      <RoomListPage
        site={site}
        entries={listEntries(db, member.id)}
        mayMake={mayMake(member)}
        direct={readRoomSettings(db).direct}
        back={query.done === undefined ? backTo(request) : undefined}
        done={DONE.get(query.done ?? "")}
      />
    ))

    .get("/rooms/new", ({ request, member }) => {
      expectMaker(member);
      return <NewRoomPage site={site} back={backTo(request)} offered={offered(member)} />;
    })

    .post(
      "/rooms",
      async ({ body, member, set, redirect }) => {
        expectMaker(member);
        const now = Date.now();
        const name = readRoomName(body.name);
        const topic = readTopic(body.topic);
        const kind = KINDS.find((kind) => kind === body.kind);
        const people: NamedPeople = kind === "closed" ? readPeople(db, body.person, now) : { names: [], ids: [] };

        const filled = { name: body.name, topic: body.topic, kind, names: people.names };
        const reject = (problems: NewRoomForm["problems"], why?: ErrorStatus) =>
          rejected(set, <NewRoomPage site={site} offered={offered(member)} {...filled} problems={problems} />, why);
        if (name.problem !== undefined || topic.problem !== undefined || !kind || people.problem) {
          const which = kind ? undefined : "Choose who may come in.";
          return reject({ name: name.problem, topic: topic.problem, kind: which, people: people.problem });
        }
        const tooMany = limit.tooMany(member, 1 + people.ids.length);
        if (tooMany) return reject({ name: tooMany.sentence }, tooMany);

        const token = randomToken(9).toLowerCase();
        const room = { ...name, ...topic, kind, slug: slugOf(name.name), token, people: people.ids };
        const created = await commit(createRoom, { ...room, by: member.id, at: now });
        if (created === "taken") return reject({ name: TAKEN });
        if (created === "not allowed") throw new HttpError(ADMINISTRATORS_ONLY);
        return redirect(`/rooms/${created.slug}`, 303);
      },
      { body: RoomForm },
    );
}
