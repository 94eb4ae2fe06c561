/** Who may come into a room: everything under its address goes through this one check. */
import type { Database } from "bun:sqlite";

import { Elysia, t } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import { HttpError } from "../http/error.tsx";
import { findRoom } from "./store.ts";

const NO_ROOM = { status: 404, sentence: "There is no such room." };

/** What stands in the address of a room, and in that of a message. */
export const RoomParams = t.Object({ slug: t.String() });
export const MessageParams = t.Object({ slug: t.String(), id: t.Numeric() });

/**
 * The route option `inRoom: true`: the route is for members, and gets the `room` of its address. A room that is not there
 * and one that the member may not see are the same: 404.
 */
export const rooms = (deps: AuthDeps & { db: Database }) =>
  new Elysia({ name: "rooms" }).use(members(deps)).macro({
    inRoom: (_: true) => ({
      member: true,
      resolve({ params }: { params: { slug?: string } }) {
        const room = findRoom(deps.db, params.slug ?? "");
        if (!room) throw new HttpError(NO_ROOM);
        return { room };
      },
    }),
  });
