/** The room page, what of it changes with rooms and people, and who is in it. */
import { Html } from "@elysiajs/html";
import { Elysia } from "elysia";

import type { AuthDeps } from "../auth/auth.ts";
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import type { LatestPageCache } from "../messages/log.tsx";
import { describeNotHere, readNotHere } from "../messages/not-here.tsx";
import type { RenderRoom } from "../messages/room-page.ts";
import { findMessageIn } from "../messages/store.ts";
import { isKeeper, MessageParams, rooms } from "../rooms/access.ts";
import { readRoomRetention } from "../rooms/retention.store.ts";
import { RoomName, Topic } from "./bar.tsx";
import { MessageName } from "./names.views.tsx";
import { listsFor, mayNotWrite, type PageDeps, withMember } from "./page.ts";
import { RoomPeoplePage } from "./people.views.tsx";
import { RetentionLine } from "./retention.views.tsx";
import { PresentTitle, SidebarUpdate } from "./sidebar.tsx";
import { WhyNotWrite } from "./why-not-write.tsx";

const NOT_NAMED: ErrorDetails = { status: 404, sentence: "There is no such message in an open room." };

type Deps = AuthDeps &
  Pick<PageDeps, "db" | "live" | "lists"> & {
    logs: Pick<LatestPageCache, "latestInSlices" | "own">;
    renderRoom: RenderRoom;
  };

export function roomRoutes(deps: Deps) {
  const { db, logs, live, renderRoom, site } = deps;

  return new Elysia({ name: "room" })
    .use(rooms(deps))
    .guard({ inRoom: true })

    .get("/rooms/:slug", async ({ room, standing, member, query }) => {
      const people = readNotHere(query["not-here"]);
      const notHere = people.length > 0 ? describeNotHere(db, { room, standing }, member, people) : undefined;
      const own = logs.own(room, member.id); // of the list as it is now, while it is being rendered
      return renderRoom(room, member, await logs.latestInSlices(room), { own, notHere });
    })

    .get("/rooms/:slug/sidebar", ({ room, standing, member }) => {
      const entry = { room, standing };
      return (
        <SidebarUpdate lists={listsFor(deps, member, entry)}>
          <RoomName name={room.name} oob />
          <Topic topic={room.topic} oob />
          <PresentTitle room={room} oob />
          <RetentionLine retention={readRoomRetention(db, room.id)} now={Date.now()} oob />
          <WhyNotWrite why={mayNotWrite(db, entry, member)} slow={isKeeper(entry, member) ? 0 : room.slow} oob />
        </SidebarUpdate>
      );
    })

    .get(
      "/rooms/:slug/messages/:id/name",
      ({ room, params }) => {
        const message = room.kind === "open" ? findMessageIn(db, room.id, params.id) : undefined;
        if (!message || message.deletedBy !== null) throw new HttpError(NOT_NAMED);
        return <MessageName author={message.authorName} room={room.name} />;
      },
      { params: MessageParams },
    )

    .get("/rooms/:slug/people", ({ room, member }) => (
      <RoomPeoplePage site={site} room={room} people={withMember(live, room, member)} />
    ));
}
