/** The message that an address names, for those who want to do something with it, and what they get when that is done. */
import type { Database } from "bun:sqlite";

import type { Context } from "elysia";

import type { Member } from "../auth/sessions.ts";
import { wantsFragment } from "../http/client.ts";
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import type { Room } from "../rooms/store.ts";
import type { MessageOutcome, NotChanged } from "./changes.store.ts";
import type { May } from "./menu.views.tsx";
import { messagePath, type RowCache } from "./row.tsx";
import { findMessageIn, type Message } from "./store.ts";

/** The address of a message; those of what is done with it begin so. */
export const MESSAGE = "/rooms/:slug/messages/:id";

/** A message and its room, and what this member may do with it. */
export type Target = { room: Room; message: Message; may: May };

/** What a route of a message knows of the request. */
type Asked = { room: Room; params: { id: number }; member: Member };

const NOT_CHANGED: Record<NotChanged, ErrorDetails> = {
  missing: { status: 404, sentence: "There is no such message." },
  archived: { status: 403, sentence: "This room is archived. It can be read, but nothing in it changes." },
  deleted: { status: 410, sentence: "This message was deleted." },
  "not allowed": { status: 403, sentence: "You can't do that with this message." },
};
const NOT_YOURS: ErrorDetails = { status: 403, sentence: "Only the author of a message can edit it." };
const NOT_YOURS_TO_DELETE: ErrorDetails = {
  status: 403,
  sentence: "Only the author of a message or an administrator can delete it.",
};

export function openTargets({ db, rows }: { db: Database; rows: RowCache }) {
  /**
   * The message that an address names.
   * @throws HttpError when there is none, or this member may not do that with it
   */
  function find({ room, params, member }: Asked, what?: keyof May): Target {
    const message = findMessageIn(db, room.id, params.id);
    if (!message) throw new HttpError(NOT_CHANGED.missing);
    const isAuthor = message.author === member.id;
    const may = { edit: isAuthor, delete: isAuthor || member.admin };
    if (what && !may[what]) throw new HttpError(what === "edit" ? NOT_YOURS : NOT_YOURS_TO_DELETE);
    if (message.deletedBy !== null) throw new HttpError(NOT_CHANGED.deleted);
    return { room, message, may };
  }

  /** The message as it is now, for the page's script, or the way back to the room. */
  function settled({ room, message }: Target, { request, redirect }: Pick<Context, "request" | "redirect">) {
    if (!wantsFragment(request)) return redirect(messagePath(room.slug, message.id), 303);
    return rows([findMessageIn(db, room.id, message.id) ?? message]);
  }

  return { find, settled };
}

/** @throws HttpError when a write did not change the message */
export function expectChanged(outcome: MessageOutcome): void {
  if (outcome !== "changed") throw new HttpError(NOT_CHANGED[outcome]);
}
