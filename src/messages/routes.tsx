/** Reading a room's history, and posting to it. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import type { Member } from "../auth/sessions.ts";
import type { Config } from "../config.ts";
import type { Commit } from "../database/write-queue.ts";
import { wantsFragment } from "../http/client.ts";
import { type Refusal, refuse } from "../http/error.tsx";
import { limit } from "../lib/limit.ts";
import { findRoom, type Room } from "../rooms/store.ts";
import { trusted } from "../views/html.ts";
import { readAround, readStretch } from "./history.ts";
import { type Logs, Newer, Older } from "./log.tsx";
import type { RowCache } from "./row.tsx";
import { findMessage, findMessageIn, type Message, postMessage } from "./store.ts";
import { readText } from "./text.ts";

const KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const NO_ROOM: Refusal = { status: 404, sentence: "There is no such room." };
const NO_MESSAGE: Refusal = { status: 404, sentence: "There is no such message in this room." };

/** A message that was not accepted, why, and what it was to answer. */
export type RefusedMessage = { body: string; problem: string; answered?: Message };

/** What a room's page shows besides its log: a message that was refused, or the one it was opened for. */
export type RoomExtra = { refused?: RefusedMessage; pointed?: number };

/** Renders the page of a room around a rendered log. */
export type RenderRoom = (room: Room, member: Member, log: string, extra?: RoomExtra) => JSX.Element;

const MessageForm = t.Object({
  body: t.String({ default: "" }),
  key: t.Optional(t.String()),
  reply: t.Optional(t.String()),
});

type Deps = AuthDeps & {
  config: Pick<Config, "messageLength" | "postsPer10s" | "trustProxy">;
  db: Database;
  commit: Commit;
  rows: RowCache;
  logs: Logs;
  renderRoom: RenderRoom;
};

export function messageRoutes(deps: Deps) {
  const { config, db, commit, rows, logs, renderRoom, site } = deps;
  const posts = limit({ most: config.postsPer10s, windowMs: 10_000 });

  return new Elysia({ name: "messages" })
    .use(members(deps))
    .guard({ member: true })

    .get("/rooms/:slug/messages", ({ request, set, query, params, member }) => {
      const room = findRoom(db, params.slug);
      if (!room) return refuse({ request, set }, site, NO_ROOM);
      const newest = readId(query.after);
      const stretch = readStretch(db, room.id, readId(query.before), newest);
      if (!wantsFragment(request)) return renderRoom(room, member, logs.stretch(room, stretch));
      const { messages, before, after } = stretch;
      return newest === undefined ? (
        <>
          <Older room={room} before={before} />
          {trusted(rows(messages))}
        </>
      ) : (
        <>
          {trusted(rows(messages))}
          {after !== undefined && <Newer room={room} after={after} />}
        </>
      );
    })

    .get("/rooms/:slug/messages/:id", ({ request, set, params, member }) => {
      const room = findRoom(db, params.slug);
      if (!room) return refuse({ request, set }, site, NO_ROOM);
      const around = readAround(db, room.id, readId(params.id) ?? 0);
      if (!around) return refuse({ request, set }, site, NO_MESSAGE);
      const log = logs.stretch(room, around);
      return wantsFragment(request) ? log : renderRoom(room, member, log, { pointed: around.pointed });
    })

    .post(
      "/rooms/:slug/messages",
      async ({ request, params, body, member, set, redirect }) => {
        const room = findRoom(db, params.slug);
        if (!room) return refuse({ request, set }, site, NO_ROOM);
        const answered = body.reply ? findMessageIn(db, room.id, readId(body.reply) ?? 0) : undefined;
        const turnDown = (refusal: Refusal) => {
          if (wantsFragment(request)) return refuse({ request, set }, site, refusal);
          set.status = refusal.status;
          if (refusal.retryAfter) set.headers["retry-after"] = String(refusal.retryAfter);
          return renderRoom(room, member, logs.latest(room), {
            refused: { body: body.body, problem: refusal.sentence, answered },
          });
        };

        const answer = readText(body.body, config.messageLength);
        if ("problem" in answer) return turnDown({ status: 422, sentence: answer.problem });
        if (body.reply && !answered)
          return turnDown({ status: 422, sentence: "What you reply to is not in this room." });
        const key = body.key || crypto.randomUUID();
        if (!KEY.test(key)) return turnDown({ status: 422, sentence: "The key of a message is a lower-case UUID." });
        const retryAfter = posts.take(String(member.id));
        const known = retryAfter ? findMessage(db, key) : undefined;
        const isRepeat = known?.author === member.id && known.room === room.id;
        if (retryAfter && !isRepeat) {
          const sentence = `That was quick. Wait ${retryAfter} s, then send it again.`;
          return turnDown({ status: 429, sentence, retryAfter });
        }

        const input = { key, room: room.id, author: member.id, body: answer.text, reply: answered?.id, at: Date.now() };
        const posted = isRepeat ? { message: known, created: false } : await commit(postMessage, input);
        if (posted === "taken") return turnDown({ status: 409, sentence: "Another message has this key already." });
        if (!wantsFragment(request)) return redirect(`/rooms/${room.slug}`, 303);
        set.status = posted.created ? 201 : 200;
        return rows([posted.message]);
      },
      { body: MessageForm },
    );
}

/** A message's id from a query; garbage is as good as none. */
const readId = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
