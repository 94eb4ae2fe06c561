/** Reactions to a message: who chose which, and how members add theirs and take them back. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import type { MemberLimit } from "../auth/member-limit.ts";
import type { Config } from "../config.ts";
import type { Commit } from "../database/write-queue.ts";
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import { MessageParams, type RoomDeps, rooms } from "../rooms/access.ts";
import { addReaction, namesOfReactors, removeReaction } from "./changes.store.ts";
import { Reacted, type ReactedProps } from "./menu.views.tsx";
import { isEmoji, type Reaction, readReactions } from "./reactions.ts";
import type { RowCache } from "./row.tsx";
import type { Message } from "./store.ts";
import { expectChanged, MESSAGE, openTargets } from "./target.ts";

const NO_EMOJI: ErrorDetails = { status: 422, sentence: "A reaction must be a single emoji." };

const ReactionForm = t.Object({ emoji: t.String({ default: "" }) });

type Deps = RoomDeps & {
  config: Pick<Config, "reactionsPerMessage">;
  commit: Commit;
  rows: RowCache;
  limit: MemberLimit;
};

export function reactionRoutes(deps: Deps) {
  const { config, db, commit, limit } = deps;
  const { find, settled } = openTargets(deps);

  return new Elysia({ name: "reactions" })
    .use(rooms(deps))
    .guard({ inRoom: true, params: MessageParams })

    .get(`${MESSAGE}/reactions`, (asked) => {
      const { message } = find(asked);
      const reaction = readReactions(message.reactions).find(({ emoji }) => emoji === asked.query.emoji);
      return reaction ? <Reacted {...withNames(db, message, reaction)} /> : "Nobody";
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
        expectChanged(outcome);
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
        expectChanged(await commit(removeReaction, reaction));
        return settled(target, asked);
      },
      { body: ReactionForm },
    );
}

/** Who chose a reaction. */
export function withNames(db: Database, { id }: Message, { emoji, count }: Reaction): ReactedProps {
  const names = namesOfReactors(db, id, emoji);
  return { emoji, names, more: Math.max(0, count - names.length) };
}
