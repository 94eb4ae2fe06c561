/** Who may come into a room, and who may write there: everything under its address goes through these checks. */
import type { Database } from "bun:sqlite";

import { Elysia, t } from "elysia";

import { type AuthDeps, members, openIdentify } from "../auth/auth.ts";
import type { Member } from "../auth/sessions.ts";
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import { MEMBERS_ONLY } from "../http/policy.ts";
import { type Entry, findEntry } from "./store.ts";
import type { MayNotWrite } from "./writing.store.ts";

export const NO_ROOM: ErrorDetails = { status: 404, sentence: "There is no such room, or you are not in it." };
export const KEEPERS_ONLY: ErrorDetails = { status: 403, sentence: "Only the keepers of this room can change it." };

/** Why somebody may not write in a room, for whoever tried. */
export const WHY_NOT_WRITE: Record<MayNotWrite | "not allowed", ErrorDetails> = {
  "no room": NO_ROOM,
  archived: { status: 403, sentence: "This room is archived. Nobody can write here any more." },
  "direct off": { status: 403, sentence: "Direct messages are switched off here. You can still read what was said." },
  "keepers only": { status: 403, sentence: "Only the keepers of this room write here." },
  muted: { status: 403, sentence: "You can read here, but a keeper of this room has muted you." },
  "not allowed": { status: 403, sentence: "You can't write here any more." },
};

/** What stands in the address of a message. */
export const MessageParams = t.Object({ slug: t.String(), id: t.Numeric() });

export type RoomDeps = AuthDeps & { db: Database };

/**
 * The route option `inRoom: true`: the route is for members, and gets the `room` of its address and the reader's
 * `standing` there. A room that is not there and one that the member may not see are the same: 404. With
 * `keepsRoom: true` whoever may not change the room is turned away as well.
 */
export const rooms = (deps: RoomDeps) => {
  const identify = openIdentify(deps);

  return new Elysia({ name: "rooms" }).use(members(deps)).macro({
    inRoom: (_: true) => ({
      detail: MEMBERS_ONLY,
      async resolve({ request, set, status, params }) {
        const asking = await identify({ request, set });
        return asking ? { ...asking, ...enterRoom(deps.db, params, asking.member) } : status(303, "");
      },
    }),
    keepsRoom: (_: true) => ({
      detail: MEMBERS_ONLY,
      async resolve({ request, set, status, params }) {
        const asking = await identify({ request, set });
        if (!asking) return status(303, "");
        const entry = enterRoom(deps.db, params, asking.member);
        if (!isKeeper(entry, asking.member)) throw new HttpError(KEEPERS_ONLY);
        return { ...asking, ...entry };
      },
    }),
  });
};

/**
 * A room by what stands for it in an address, and what somebody is there.
 * @throws HttpError when there is no such room for them
 */
export function enterRoom(db: Database, { slug = "" }: { slug?: string }, member: Member): Entry {
  const entry = findEntry(db, slug, member.id);
  if (!entry) throw new HttpError(NO_ROOM);
  return entry;
}

/** Whether somebody may change a room that they may come into. */
export const isKeeper = ({ room, standing }: Entry, member: Member): boolean =>
  room.kind !== "direct" && (standing.keeper || member.admin);
