/** Up to where somebody has read, from pages that are being left and from those without a script. */
import { Elysia, t } from "elysia";

import type { Commit } from "../database/write-queue.ts";
import { wantsFragment } from "../http/client.ts";
import { HttpError } from "../http/error.tsx";
import { readId } from "../http/query.ts";
import type { NewestMessages } from "../messages/unread.store.ts";
import { NO_ROOM, type RoomDeps, rooms } from "../rooms/access.ts";
import { markUnread } from "../rooms/people.store.ts";
import type { Positions } from "../rooms/positions.ts";
import type { Live } from "./live.ts";

type Deps = RoomDeps & {
  commit: Commit;
  newest: NewestMessages;
  positions: Positions;
  live: Pick<Live, "read">;
};

/** Without an id, all of the room. */
const ReadForm = t.Object({ id: t.Optional(t.String()) });
const UnreadForm = t.Object({ id: t.String({ default: "" }) });

export function readRoutes(deps: Deps) {
  const { commit, newest, positions, live } = deps;

  return new Elysia({ name: "read" })
    .use(rooms(deps))
    .guard({ inRoom: true })

    .post(
      "/rooms/:slug/read",
      ({ request, room, member, body, redirect, status }) => {
        live.read(member.id, room.id, body.id ? (readId(body.id) ?? 0) : newest.in(room.id));
        return wantsFragment(request) ? status(204) : redirect(`/rooms/${room.slug}`, 303);
      },
      { body: ReadForm },
    )

    .post(
      "/rooms/:slug/unread",
      async ({ request, room, member, body, redirect, status }) => {
        const id = readId(body.id);
        if (!id) throw new HttpError({ status: 422, sentence: "Choose the first message that is to be unread." });
        await positions.store(); // what was read until now is not stored after this
        const outcome = await commit(markUnread, { room: room.id, user: member.id, id });
        if (outcome !== "changed") throw new HttpError(NO_ROOM);
        return wantsFragment(request) ? status(204) : redirect(`/rooms/${room.slug}`, 303);
      },
      { body: UnreadForm },
    );
}
