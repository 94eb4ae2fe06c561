/** What is unread for somebody, as their pages are told. */
import type { Database } from "bun:sqlite";

import { countForMe, type NewestMessages, roomsForMe } from "../messages/unread.store.ts";
import type { Positions } from "../rooms/positions.ts";
import { levelOf, listReadStates, type ReadState } from "../rooms/store.ts";
import type { Unread } from "./signal-frame.ts";

export type UnreadDeps = { db: Database; newest: NewestMessages; positions: Positions };

/** All of it. Rooms they have hidden are not, unless they have one open. */
export function unreadOf({ db, newest, positions }: UnreadDeps, user: number, open: number[]): Unread[] {
  const now = Date.now();
  const isListed = (state: ReadState) => levelOf(state, now) !== "hidden" || open.includes(state.room.id);
  const unread = listReadStates(db, user).flatMap((state): ReadState[] => {
    const { room, standing } = state;
    const readId = positions.of(user, room.id, standing.readId);
    return newest.in(room.id) <= readId || !isListed(state) ? [] : [{ room, standing: { ...standing, readId } }];
  });
  const forMe = roomsForMe(db, user, unread);
  return unread.map((state): Unread => {
    const { id } = state.room;
    return [id, forMe.has(id) ? countForMe(db, { user, ...state }) : 0, state.standing.readId];
  });
}
