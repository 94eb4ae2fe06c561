/** What members do with messages that are there: change them, take them back, react to them, answer them. */
import { Html } from "@elysiajs/html";
import { type Context, Elysia, t } from "elysia";

import { members } from "../accounts/member.ts";
import type { Member } from "../accounts/sessions.ts";
import { wantsFragment } from "../http/client.ts";
import { limit } from "../http/limit.ts";
import { type Refusal, refuse } from "../http/refusal.tsx";
import type { Parlor } from "../parlor.ts";
import { messagePath } from "../rooms/row.tsx";
import { findMessageIn, findRoom, type Message, type Room } from "../rooms/store.ts";
import { readText } from "../rooms/text.ts";
import { isEmoji, type Reaction, readReactions } from "./reactions.ts";
import { deleteMessage, editMessage, namesOf, repliesToRenew, toggleReaction } from "./store.ts";
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

const NO_MESSAGE: Refusal = { status: 404, sentence: "There is no such message." };
const DELETED: Refusal = { status: 410, sentence: "This message was deleted." };
const NO_EMOJI: Refusal = { status: 422, sentence: "A reaction is one emoji." };
const NOT_YOURS: Refusal = { status: 403, sentence: "Only who wrote a message can change it." };
const NOT_YOURS_TO_DELETE: Refusal = {
  status: 403,
  sentence: "Only who wrote a message or an administrator can delete it.",
};

/** A message and its room, and what this member may do with it. */
type Target = { room: Room; message: Message; may: May };

export function messageRoutes(parlor: Parlor) {
  const { config, assets, db, commit, scrub, rows, site } = parlor;
  const changes = limit({ most: config.changesPer10s, windowMs: 10_000 });

  /** The message that an address names, if this member may do it. */
  function find(params: { slug: string; id: string }, member: Member, what?: keyof May): Target | Refusal {
    const room = findRoom(db, params.slug);
    const message = room && /^\d{1,15}$/.test(params.id) ? findMessageIn(db, room.id, Number(params.id)) : undefined;
    if (!room || !message) return NO_MESSAGE;
    const isAuthor = message.author === member.id;
    const may = { edit: isAuthor, delete: isAuthor || member.admin };
    if (what && !may[what]) return what === "edit" ? NOT_YOURS : NOT_YOURS_TO_DELETE;
    return message.deletedBy === null ? { room, message, may } : DELETED;
  }

  /** Counts the rows that change against the member's limit. */
  function tooQuick(member: Member, rowsChanged = 1): Refusal | undefined {
    const retryAfter = changes.take(String(member.id), rowsChanged);
    const sentence = `That was quick. Wait ${retryAfter} s, then try again.`;
    return retryAfter ? { status: 429, sentence, retryAfter } : undefined;
  }

  /** A message and its replies, which quote it. */
  const rowsWith = ({ id }: Message): number => 1 + repliesToRenew(db, id).length;

  function withNames({ emoji, count, people }: Reaction): ReactedProps {
    return { emoji, names: namesOf(db, people), more: count - people.length };
  }

  /** The message as it is now, for the page's script, or the way back to the room. */
  function settled({ room, message }: Target, { request, redirect }: Pick<Context, "request" | "redirect">) {
    if (!wantsFragment(request)) return redirect(messagePath(room.slug, message.id), 303);
    return rows([findMessageIn(db, room.id, message.id) ?? message]);
  }

  return new Elysia({ name: "messages" })
    .use(members(parlor))
    .guard({ member: true })

    .get(`${MESSAGE}/menu`, ({ request, set, params, member }) => {
      const target = find(params, member);
      if ("sentence" in target) return refuse({ request, set }, site, target);
      const reacted = readReactions(target.message.reactions).map(withNames);
      if (wantsFragment(request)) return <Menu {...target} reacted={reacted} emoji={assets.emoji} />;
      return <MenuPage site={site} {...target} reacted={reacted} row={rows([target.message])} />;
    })

    .get(`${MESSAGE}/reactions`, ({ request, set, params, query, member }) => {
      const target = find(params, member);
      if ("sentence" in target) return refuse({ request, set }, site, target);
      const reaction = readReactions(target.message.reactions).find(({ emoji }) => emoji === query.emoji);
      return reaction ? <Reacted {...withNames(reaction)} /> : "Nobody";
    })

    .get(`${MESSAGE}/edit`, ({ request, set, params, member }) => {
      const target = find(params, member, "edit");
      if ("sentence" in target) return refuse({ request, set }, site, target);
      return wantsFragment(request) ? <EditBar {...target} /> : <EditPage site={site} {...target} />;
    })

    .get(`${MESSAGE}/reply`, ({ request, set, params, member }) => {
      const target = find(params, member);
      if ("sentence" in target) return refuse({ request, set }, site, target);
      if (wantsFragment(request)) return <ReplyBar {...target} />;
      return <ReplyPage site={site} {...target} row={rows([target.message])} />;
    })

    .post(
      `${MESSAGE}/edit`,
      async ({ request, set, params, body: { body }, member, redirect }) => {
        const target = find(params, member, "edit");
        if ("sentence" in target) return refuse({ request, set }, site, { ...target, kept: body });
        const turnDown = (refusal: Refusal) => {
          const problem = refuse({ request, set }, site, refusal);
          if (wantsFragment(request)) return problem;
          return <EditPage site={site} {...target} refused={{ body, problem: refusal.sentence }} />;
        };
        const answer = readText(body, config.messageLength);
        if ("problem" in answer) return turnDown({ status: 422, sentence: answer.problem });
        const quick = tooQuick(member, rowsWith(target.message));
        if (quick) return turnDown(quick);
        await commit(editMessage, { id: target.message.id, body: answer.text, at: Date.now() });
        scrub();
        return settled(target, { request, redirect });
      },
      { body: t.Object({ body: t.String({ default: "" }) }) },
    )

    .post(`${MESSAGE}/delete`, async ({ request, set, params, member, redirect }) => {
      const target = find(params, member, "delete");
      if ("sentence" in target) return refuse({ request, set }, site, target);
      const quick = tooQuick(member, rowsWith(target.message));
      if (quick) return refuse({ request, set }, site, quick);
      await commit(deleteMessage, { id: target.message.id, by: member.id, at: Date.now() });
      scrub();
      return settled(target, { request, redirect });
    })

    .post(
      `${MESSAGE}/reactions`,
      async ({ request, set, params, body: { emoji }, member, redirect }) => {
        const target = find(params, member);
        const refusal = "sentence" in target ? target : isEmoji(emoji) ? tooQuick(member) : NO_EMOJI;
        if ("sentence" in target || refusal) return refuse({ request, set }, site, refusal ?? NO_MESSAGE);
        const most = config.reactionsPerMessage;
        const outcome = await commit(toggleReaction, { message: target.message.id, user: member.id, emoji, most });
        if (outcome === "gone") return refuse({ request, set }, site, DELETED);
        if (outcome === "full") {
          const sentence = `A message has at most ${most} different reactions. Choose one of those that are there.`;
          return refuse({ request, set }, site, { status: 422, sentence });
        }
        return settled(target, { request, redirect });
      },
      { body: t.Object({ emoji: t.String({ default: "" }) }) },
    );
}
