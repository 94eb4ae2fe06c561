/** Who may come into a room, and who may write there: everything under its address goes through these checks. */
import type { Database } from "bun:sqlite";

import { Elysia, t } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import type { Member } from "../auth/sessions.ts";
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import { type Entry, findEntry } from "./store.ts";

export const NO_ROOM: ErrorDetails = { status: 404, sentence: "There is no such room, or you are not in it." };
const KEEPERS_ONLY: ErrorDetails = { status: 403, sentence: "Only the keepers of this room can change it." };

/** What stands in the address of a message. */
export const MessageParams = t.Object({ slug: t.String(), id: t.Numeric() });

/**
 * The route option `inRoom: true`: the route is for members, and gets the `room` of its address and the reader's
 * `standing` there. A room that is not there and one that the member may not see are the same: 404. With
 * `keepsRoom: true` whoever may not change the room is turned away as well.
 */
export const rooms = (deps: AuthDeps & { db: Database }) => {
  /** @throws HttpError when there is no such room for the member */
  function enter({ params, member }: Asked): Entry & { member: Member } {
    if (!member) throw new Error("who is asking has to be known first");
    const entry = findEntry(deps.db, params.slug ?? "", member.id);
    if (!entry) throw new HttpError(NO_ROOM);
    return { ...entry, member };
  }

  return new Elysia({ name: "rooms" }).use(members(deps)).macro({
    inRoom: (_: true) => ({
      member: true,
      resolve: ({ params, member }: Asked) => enter({ params, member }),
    }),
    keepsRoom: (_: true) => ({
      member: true,
      resolve({ params, member }: Asked) {
        const entered = enter({ params, member });
        if (!isKeeper(entered, entered.member)) throw new HttpError(KEEPERS_ONLY);
        return entered;
      },
    }),
  });
};

/** Elysia's types do not say that `member: true` has run before. */
type Asked = { params: { slug?: string }; member?: Member };

/** Whether somebody may change a room that they may come into. */
export const isKeeper = ({ room, standing }: Entry, member: Member): boolean =>
  room.kind !== "direct" && (standing.keeper || member.admin);
