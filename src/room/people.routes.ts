/** Who is in a room, and what they may do there, is changed by its keepers; everybody may leave a closed room. */
import { Elysia, t } from "elysia";

import { wantsFragment } from "../http/client.ts";
import { type ErrorDetails, HttpError, rejected } from "../http/error.tsx";
import { rooms } from "../rooms/access.ts";
import { addToRoom, muteInRoom, removeFromRoom, setKeeper } from "../rooms/people.store.ts";
import { expectChanged } from "./about.tsx";
import type { RoomsDeps } from "./deps.ts";
import { PersonField, readPeople } from "./named-people.ts";

const NOBODY: ErrorDetails = { status: 404, sentence: "There is no such person in this room." };
const OPEN_TO_ALL: ErrorDetails = {
  status: 422,
  sentence: "This room is open to everybody, so nobody can leave it or be taken out. You can hide it from your list.",
};
const STAYS: ErrorDetails = {
  status: 422,
  sentence: "A direct conversation can't be left. You can hide it from your list.",
};
const NOT_MUTED: ErrorDetails = { status: 422, sentence: "Keepers and administrators can't be muted." };

const PersonParams = t.Object({ slug: t.String(), id: t.Numeric() });

export function roomPeopleRoutes(deps: RoomsDeps) {
  const { db, commit, limit, renderAbout } = deps;

  return new Elysia({ name: "room people" })
    .use(rooms(deps))

    .post(
      "/rooms/:slug/people",
      async ({ request, room, standing, member, body, set, redirect, status }) => {
        const people = readPeople(db, body.person, Date.now());
        const problem = people.problem ?? (people.ids.length === 0 ? "Whom do you want to add?" : undefined);
        if (problem !== undefined) {
          if (wantsFragment(request)) throw new HttpError({ status: 422, sentence: problem });
          const typed = { person: people.names.join(", ") };
          return rejected(set, renderAbout({ room, standing, member }, { typed, problems: { person: problem } }));
        }
        limit.count(member, people.ids.length);
        const additions = people.ids.map((user) => commit(addToRoom, { room: room.id, user, by: member.id }));
        for (const outcome of await Promise.all(additions)) expectChanged(outcome);
        return wantsFragment(request) ? status(204) : redirect(`/rooms/${room.slug}/about?done=added`, 303);
      },
      { keepsRoom: true, body: t.Object({ person: PersonField }) },
    )

    .post(
      "/rooms/:slug/people/:id/remove",
      async ({ room, member, params, redirect }) => {
        if (room.kind === "open") throw new HttpError(OPEN_TO_ALL);
        limit.count(member);
        expectChanged(
          await commit(removeFromRoom, { room: room.id, user: params.id, by: member.id, at: Date.now() }),
          NOBODY,
        );
        return redirect(params.id === member.id ? "/rooms/lobby" : `/rooms/${room.slug}/about?done=removed`, 303);
      },
      { keepsRoom: true, params: PersonParams },
    )

    .post(
      "/rooms/:slug/people/:id/mute",
      async ({ room, member, params, body, redirect }) => {
        const muted = body.muted !== "off";
        limit.count(member);
        const input = { room: room.id, user: params.id, by: member.id, muted, at: Date.now() };
        const outcome = await commit(muteInRoom, input);
        if (outcome === "not allowed" && muted) throw new HttpError(NOT_MUTED);
        expectChanged(outcome, NOBODY);
        return redirect(`/rooms/${room.slug}/about?done=${muted ? "muted" : "unmuted"}`, 303);
      },
      { keepsRoom: true, params: PersonParams, body: t.Object({ muted: t.String({ default: "on" }) }) },
    )

    .post(
      "/rooms/:slug/people/:id/keeper",
      async ({ room, member, params, body, redirect }) => {
        const keeper = body.keeper !== "off";
        limit.count(member);
        expectChanged(await commit(setKeeper, { room: room.id, user: params.id, by: member.id, keeper }), NOBODY);
        return redirect(`/rooms/${room.slug}/about?done=${keeper ? "keeper" : "no-keeper"}`, 303);
      },
      { keepsRoom: true, params: PersonParams, body: t.Object({ keeper: t.String({ default: "on" }) }) },
    )

    .post(
      "/rooms/:slug/leave",
      async ({ room, member, redirect }) => {
        if (room.kind !== "closed") throw new HttpError(room.kind === "open" ? OPEN_TO_ALL : STAYS);
        limit.count(member);
        expectChanged(await commit(removeFromRoom, { room: room.id, user: member.id, by: member.id, at: Date.now() }));
        return redirect("/rooms/lobby", 303);
      },
      { inRoom: true },
    );
}
