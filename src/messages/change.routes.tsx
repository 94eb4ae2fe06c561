/** What members do with messages that are there: change them, take them back, react to them, answer them. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { type Context, Elysia, t } from "elysia";

import type { AuthDeps } from "../auth/auth.ts";
import { memberLimit } from "../auth/member-limit.ts";
import type { Member } from "../auth/sessions.ts";
import type { Config } from "../config.ts";
import type { Commit } from "../database/write-queue.ts";
import { wantsFragment } from "../http/client.ts";
import { type ErrorDetails, HttpError, rejected } from "../http/error.tsx";
import { rateLimit } from "../lib/rate-limit.ts";
import { MessageParams, rooms } from "../rooms/access.ts";
import type { Room } from "../rooms/store.ts";
import {
  addReaction,
  deleteMessage,
  editMessage,
  type MessageOutcome,
  namesOfReactors,
  type NotChanged,
  ownReactions,
  removeReaction,
  repliesToRenew,
} from "./changes.store.ts";
import { isEmoji, type Reaction, readReactions } from "./reactions.ts";
import { messagePath, type RowCache } from "./row.tsx";
import { findMessageIn, type Message } from "./store.ts";
import { readText } from "./text.ts";
import {
  EditBar,
  EditPage,
  type May,
  Menu,
  MenuPage,
  Reacted,
  type ReactedProps,
  ReplyBar,
  ReplyPage,
} from "./views.tsx";

const MESSAGE = "/rooms/:slug/messages/:id";

const NOT_CHANGED: Record<NotChanged, ErrorDetails> = {
  missing: { status: 404, sentence: "There is no such message." },
  archived: { status: 403, sentence: "This room is archived. It can be read, but nothing in it changes." },
  deleted: { status: 410, sentence: "This message was deleted." },
  "not allowed": { status: 403, sentence: "You can't do that with this message." },
};
const NO_EMOJI: ErrorDetails = { status: 422, sentence: "A reaction must be a single emoji." };
const EMPTY: ErrorDetails = { status: 422, sentence: "Write something first." };
const NOT_YOURS: ErrorDetails = { status: 403, sentence: "Only the author of a message can edit it." };
const NOT_YOURS_TO_DELETE: ErrorDetails = {
  status: 403,
  sentence: "Only the author of a message or an administrator can delete it.",
};

/** A message and its room, and what this member may do with it. */
type Target = { room: Room; message: Message; may: May };

/** What a route of a message knows of the request. */
type Asked = { room: Room; params: { id: number }; member: Member };

type Deps = AuthDeps & {
  config: Pick<Config, "changesPer10s" | "rateLimitKeys" | "messageLength" | "reactionsPerMessage" | "trustProxy">;
  db: Database;
  commit: Commit;
  rows: RowCache;
};

const ReactionForm = t.Object({ emoji: t.String({ default: "" }) });

export function changeRoutes(deps: Deps) {
  const { config, db, commit, rows, site } = deps;
  /** Counts the rows that change. */
  const limit = memberLimit(
    rateLimit({ most: config.changesPer10s, windowMs: 10_000, keys: config.rateLimitKeys }),
    (seconds) => `You are going too fast. Wait ${seconds} s, then try again.`,
  );

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

  /** A message and its replies, which quote it. */
  const rowsWith = ({ id }: Message): number => 1 + repliesToRenew(db, id).length;

  /** Who chose each reaction, and whether the member did. */
  function reactionsOf({ message }: Target, member: Member): ReactedProps[] {
    const own = ownReactions(db, member.id, [message.id])[message.id] ?? [];
    return readReactions(message.reactions).map((reaction) => ({
      ...withNames(message, reaction),
      own: own.includes(reaction.emoji),
    }));
  }

  function withNames({ id }: Message, { emoji, count }: Reaction): ReactedProps {
    const names = namesOfReactors(db, id, emoji);
    return { emoji, names, more: Math.max(0, count - names.length) };
  }

  /** The message as it is now, for the page's script, or the way back to the room. */
  function settled({ room, message }: Target, { request, redirect }: Pick<Context, "request" | "redirect">) {
    if (!wantsFragment(request)) return redirect(messagePath(room.slug, message.id), 303);
    return rows([findMessageIn(db, room.id, message.id) ?? message]);
  }

  return new Elysia({ name: "message changes" })
    .use(rooms(deps))
    .guard({ inRoom: true, params: MessageParams })

    .get(`${MESSAGE}/menu`, (asked) => {
      const target = find(asked);
      const reacted = reactionsOf(target, asked.member);
      if (wantsFragment(asked.request)) return <Menu {...target} reacted={reacted} scripted />;
      return <MenuPage site={site} {...target} reacted={reacted} row={rows([target.message])} />;
    })

    .get(`${MESSAGE}/reactions`, (asked) => {
      const { message } = find(asked);
      const reaction = readReactions(message.reactions).find(({ emoji }) => emoji === asked.query.emoji);
      return reaction ? <Reacted {...withNames(message, reaction)} /> : "Nobody";
    })

    .get(`${MESSAGE}/edit`, (asked) => {
      const target = find(asked, "edit");
      return wantsFragment(asked.request) ? <EditBar {...target} /> : <EditPage site={site} {...target} />;
    })

    .get(`${MESSAGE}/reply`, (asked) => {
      const target = find(asked);
      if (wantsFragment(asked.request)) return <ReplyBar {...target} />;
      return <ReplyPage site={site} {...target} row={rows([target.message])} />;
    })

    .post(
      `${MESSAGE}/edit`,
      async (asked) => {
        const { member, request, set } = asked;
        const { body } = asked.body;
        const target = find(asked, "edit");
        const reject = (details: ErrorDetails) => {
          if (wantsFragment(request)) throw new HttpError(details);
          const refused = { body, problem: details.sentence };
          return rejected(set, <EditPage site={site} {...target} refused={refused} />, details);
        };
        const answer = readText(body, config.messageLength, target.message.files !== null);
        if ("problem" in answer) return reject({ status: 422, sentence: answer.problem });
        const tooMany = limit.tooMany(member, rowsWith(target.message));
        if (tooMany) return reject(tooMany);
        const edit = { id: target.message.id, by: member.id, body: answer.text, at: Date.now() };
        const outcome = await commit(editMessage, edit);
        if (outcome === "empty") return reject(EMPTY);
        done(outcome);
        return settled(target, asked);
      },
      { body: t.Object({ body: t.String({ default: "" }) }) },
    )

    .post(`${MESSAGE}/delete`, async (asked) => {
      const target = find(asked, "delete");
      limit.count(asked.member, rowsWith(target.message));
      done(await commit(deleteMessage, { id: target.message.id, by: asked.member.id, at: Date.now() }));
      return settled(target, asked);
    })

    .post(
      `${MESSAGE}/reactions`,
      async (asked) => {
        const { emoji } = asked.body;
        const target = find(asked);
        if (!isEmoji(emoji)) throw new HttpError(NO_EMOJI);
        limit.count(asked.member);
        const most = config.reactionsPerMessage;
        const reaction = { message: target.message.id, user: asked.member.id, emoji };
        const outcome = await commit(addReaction, { ...reaction, most });
        if (outcome === "full") {
          const sentence = `A message has at most ${most} different reactions. Choose one of those that are there.`;
          throw new HttpError({ status: 422, sentence });
        }
        done(outcome);
        return settled(target, asked);
      },
      { body: ReactionForm },
    )

    .post(
      `${MESSAGE}/reactions/remove`,
      async (asked) => {
        const target = find(asked);
        limit.count(asked.member);
        const reaction = { message: target.message.id, user: asked.member.id, emoji: asked.body.emoji };
        done(await commit(removeReaction, reaction));
        return settled(target, asked);
      },
      { body: ReactionForm },
    );
}

/** @throws HttpError when a write did not change the message */
function done(outcome: MessageOutcome): void {
  if (outcome !== "changed") throw new HttpError(NOT_CHANGED[outcome]);
}
