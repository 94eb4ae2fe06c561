/** What messages hand to the page of a room, which is rendered on a floor above. */
import type { Member } from "../auth/sessions.ts";
import type { StoredFile } from "../files/store.ts";
import type { Room } from "../rooms/store.ts";
import type { OwnReactions } from "./changes.store.ts";
import type { NotHere } from "./not-here.tsx";
import type { Message } from "./store.ts";

/** A message that was not accepted, why, what it was to answer, and the files that wait for it. */
export type RefusedMessage = { body: string; problem: string; answered?: Message; files: StoredFile[] };

/**
 * What a room's page has besides its log: what the reader chose for the rows in it, by message; a message that was
 * refused, or the one the page was opened for; whom the reader mentioned who is not in the room.
 */
export type RoomExtra = { own: OwnReactions; refused?: RefusedMessage; pointed?: number; notHere?: NotHere };

/** Renders the page of a room around a rendered log. */
export type RenderRoom = (room: Room, member: Member, log: string, extra: RoomExtra) => JSX.Element;
