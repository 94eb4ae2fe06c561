/** What members do with messages that are there: change them, take them back, answer them. */
import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import { memberLimit } from "../auth/member-limit.ts";
import type { Member } from "../auth/sessions.ts";
import type { Config } from "../config.ts";
import type { Commit } from "../database/write-queue.ts";
import { wantsFragment } from "../http/client.ts";
import { type ErrorDetails, HttpError, rejected } from "../http/error.tsx";
import { rateLimit } from "../lib/rate-limit.ts";
import { MessageParams, type RoomDeps, rooms } from "../rooms/access.ts";
import { deleteMessage, editMessage, ownReactions, repliesToRenew } from "./changes.store.ts";
import { Menu, MenuPage, type ReactedProps } from "./menu.views.tsx";
import { reactionRoutes, withNames } from "./reaction.routes.tsx";
import { readReactions } from "./reactions.ts";
import type { RowCache } from "./row.tsx";
import type { Message } from "./store.ts";
import { expectChanged, MESSAGE, openTargets, type Target } from "./target.ts";
import { readText } from "./text.ts";
import { EditBar, EditPage, ReplyBar, ReplyPage } from "./views.tsx";

const EMPTY: ErrorDetails = { status: 422, sentence: "Write something first." };

type Deps = RoomDeps & {
  config: Pick<Config, "changesPer10s" | "rateLimitKeys" | "messageLength" | "reactionsPerMessage" | "trustProxy">;
  commit: Commit;
  rows: RowCache;
};

export function changeRoutes(deps: Deps) {
  const { config, db, commit, rows, site } = deps;
  const { find, settled } = openTargets(deps);
  /** Counts the rows that change. */
  const limit = memberLimit(
    rateLimit({ most: config.changesPer10s, windowMs: 10_000, keys: config.rateLimitKeys }),
    (seconds) => `You are going too fast. Wait ${seconds} s, then try again.`,
  );

  /** A message and its replies, which quote it. */
  const rowsWith = ({ id }: Message): number => 1 + repliesToRenew(db, id).length;

  /** Who chose each reaction, and whether the member did. */
  function reactionsOf({ message }: Target, member: Member): ReactedProps[] {
    const own = ownReactions(db, member.id, [message.id])[message.id] ?? [];
    return readReactions(message.reactions).map((reaction) => ({
      ...withNames(db, message, reaction),
      own: own.includes(reaction.emoji),
    }));
  }

  return new Elysia({ name: "message changes" })
    .use(reactionRoutes({ ...deps, limit }))
    .use(rooms(deps))
    .guard({ inRoom: true, params: MessageParams })

    .get(`${MESSAGE}/menu`, (asked) => {
      const target = find(asked);
      const reacted = reactionsOf(target, asked.member);
      if (wantsFragment(asked.request)) return <Menu {...target} reacted={reacted} scripted />;
      return <MenuPage site={site} {...target} reacted={reacted} row={rows([target.message])} />;
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
        expectChanged(outcome);
        return settled(target, asked);
      },
      { body: t.Object({ body: t.String({ default: "" }) }) },
    )

    .post(`${MESSAGE}/delete`, async (asked) => {
      const target = find(asked, "delete");
      limit.count(asked.member, rowsWith(target.message));
      expectChanged(await commit(deleteMessage, { id: target.message.id, by: asked.member.id, at: Date.now() }));
      return settled(target, asked);
    });
}
