/** Pages of a room's messages, with the ways on from both their ends. */
import type { Database } from "bun:sqlite";

import { goneUpTo } from "../rooms/retention.store.ts";
import { type Message, messagesAfter, messagesBefore } from "./store.ts";

/** Messages on a page of history. */
const PAGE_SIZE = 50;

/** Messages on either side of one that somebody came for. */
const AROUND = 25;

/**
 * Messages in order, the ids before and after which there are more, and the id of the one somebody came for; `gone` when what
 * came before them is not kept any longer.
 */
export type MessagePage = { messages: Message[]; before?: number; after?: number; pointed?: number; gone?: boolean };

/** Whether there was something before the beginning of a room. */
const isGone = (db: Database, room: number, before: number | undefined): boolean =>
  before === undefined && goneUpTo(db, room) > 0;

/** The page before an id, or after one, or the latest. */
export function readPage(db: Database, room: number, before?: number, after?: number): MessagePage {
  if (after === undefined) {
    const { messages, more } = messagesBefore(db, room, before, PAGE_SIZE);
    const newer = before === undefined ? undefined : (messages.at(-1)?.id ?? before - 1);
    const older = more ? messages[0]?.id : undefined;
    return { messages, before: older, after: newer, gone: isGone(db, room, older) };
  }
  const { messages, more } = messagesAfter(db, room, after, PAGE_SIZE);
  const first = messages[0]?.id ?? after + 1;
  const older = messagesBefore(db, room, first, 1).messages.length > 0 ? first : undefined;
  return { messages, before: older, after: more ? messages.at(-1)?.id : undefined, gone: isGone(db, room, older) };
}

/** A message between its neighbours; nothing when there is none of that id in the room. */
export function readAround(db: Database, room: number, id: number): MessagePage | undefined {
  const since = messagesAfter(db, room, id - 1, AROUND + 1);
  if (since.messages[0]?.id !== id) return undefined;
  const until = messagesBefore(db, room, id, AROUND);
  const messages = [...until.messages, ...since.messages];
  const before = until.more ? messages[0]?.id : undefined;
  const after = since.more ? messages.at(-1)?.id : undefined;
  return { messages, before, after, pointed: id, gone: isGone(db, room, before) };
}
