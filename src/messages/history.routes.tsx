/** Reading a room's history. */
import { Html } from "@elysiajs/html";
import { Elysia } from "elysia";

import type { Member } from "../auth/sessions.ts";
import { wantsFragment } from "../http/client.ts";
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import { readId } from "../http/query.ts";
import { joinInSlices } from "../lib/slices.ts";
import { MessageParams, type RoomDeps, rooms } from "../rooms/access.ts";
import { goneUpTo } from "../rooms/retention.store.ts";
import type { Room } from "../rooms/store.ts";
import { trusted } from "../views/html.ts";
import { ownReactions, withReactions } from "./changes.store.ts";
import { type MessagePage, readAround, readPage } from "./history.ts";
import { type LatestPageCache, Newer, Older, OwnReactionsTemplate } from "./log.tsx";
import type { RenderRoom } from "./room-page.ts";
import type { RowCache } from "./row.tsx";

const NO_MESSAGE: ErrorDetails = { status: 404, sentence: "There is no such message in this room." };

/** The same for every number up to where the room is gone, whether that was a message of it or not. */
const GONE_MESSAGE: ErrorDetails = {
  status: 404,
  sentence: "This message is gone. What was said then is not kept any more.",
};

type Deps = RoomDeps & { rows: RowCache; logs: LatestPageCache; renderRoom: RenderRoom };

export function historyRoutes(deps: Deps) {
  const { db, rows, logs, renderRoom } = deps;
  const own = (member: Member, { messages }: MessagePage) => ownReactions(db, member.id, withReactions(messages));
  const isGone = (room: Room, id: number) => id > 0 && id <= goneUpTo(db, room.id);

  return new Elysia({ name: "history" })
    .use(rooms(deps))
    .guard({ inRoom: true })

    .get("/rooms/:slug/messages", async ({ request, query, room, member }) => {
      const newest = readId(query.after);
      const page = readPage(db, room.id, readId(query.before), newest);
      if (!wantsFragment(request))
        return renderRoom(room, member, await logs.page(room, page), { own: own(member, page) });
      const { messages, before, after, gone } = page;
      const html = trusted(await joinInSlices(messages, (message) => rows([message])));
      return (
        <>
          {newest === undefined && <Older room={room} before={before} first={messages[0]?.at} gone={gone} />}
          {html}
          {newest !== undefined && after !== undefined && <Newer room={room} after={after} />}
          <OwnReactionsTemplate own={own(member, page)} />
        </>
      );
    })

    .get(
      "/rooms/:slug/messages/:id",
      async ({ request, params, room, member }) => {
        const around = readAround(db, room.id, params.id);
        if (!around) throw new HttpError(isGone(room, params.id) ? GONE_MESSAGE : NO_MESSAGE);
        const chosen = own(member, around);
        const log = await logs.page(room, around);
        if (!wantsFragment(request)) return renderRoom(room, member, log, { pointed: around.pointed, own: chosen });
        return (
          <>
            {trusted(log)}
            <OwnReactionsTemplate own={chosen} />
          </>
        );
      },
      { params: MessageParams },
    );
}
