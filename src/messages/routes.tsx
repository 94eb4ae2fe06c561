/** Reading a room's history, and posting to it. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import type { AuthDeps } from "../auth/auth.ts";
import type { Member } from "../auth/sessions.ts";
import type { Config } from "../config.ts";
import type { Commit } from "../database/write-queue.ts";
import { fileReceiver, type FileReceiverDeps } from "../files/form.ts";
import { findNotSent, type StoredFile } from "../files/store.ts";
import { wantsFragment } from "../http/client.ts";
import { type ErrorDetails, HttpError, rejected } from "../http/error.tsx";
import { hasParts } from "../http/media-type.ts";
import { policy } from "../http/policy.ts";
import { readId } from "../http/query.ts";
import { rateLimit } from "../lib/rate-limit.ts";
import { joinInSlices } from "../lib/slices.ts";
import { MessageParams, rooms, WHY_NOT_WRITE } from "../rooms/access.ts";
import { goneUpTo } from "../rooms/retention.store.ts";
import type { Room } from "../rooms/store.ts";
import { trusted } from "../views/html.ts";
import { type OwnReactions, ownReactions, withReactions } from "./changes.store.ts";
import { type MessagePage, readAround, readPage } from "./history.ts";
import { type LatestPageCache, Newer, Older, OwnReactionsTemplate } from "./log.tsx";
import { describeNotHere, type NotHere, pathWithNotHere, toHeader } from "./not-here.tsx";
import type { RowCache } from "./row.tsx";
import { findMessage, findMessageIn, type Message, type Posted, postMessage, type Stored } from "./store.ts";
import { readText } from "./text.ts";

const KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NO_MESSAGE: ErrorDetails = { status: 404, sentence: "There is no such message in this room." };

/** The same for every number up to where the room is gone, whether that was a message of it or not. */
const GONE_MESSAGE: ErrorDetails = {
  status: 404,
  sentence: "This message is gone. What was said then is not kept any more.",
};

/** Whether a repeat has another text than the message that is stored. */
const isOtherText = (posted: Posted, text: string): boolean =>
  isStored(posted) && !posted.created && posted.message.body !== text;

const isStored = (posted: Posted): posted is Stored => typeof posted === "object" && "message" in posted;

/** A message that was not accepted, why, what it was to answer, and the files that wait for it. */
export type RefusedMessage = { body: string; problem: string; answered?: Message; files: StoredFile[] };

/**
 * What a room's page has besides its log: what the reader chose for the rows in it, by message; a message that was
 * refused, or the one the page was opened for; whom the reader mentioned who is not in the room.
 */
export type RoomExtra = { own: OwnReactions; refused?: RefusedMessage; pointed?: number; notHere?: NotHere };

/** Renders the page of a room around a rendered log. */
export type RenderRoom = (room: Room, member: Member, log: string, extra: RoomExtra) => JSX.Element;

/** Why a message was not taken, for whoever wrote it. */
const NOT_POSTED: Record<Extract<Posted, string>, ErrorDetails> = {
  ...WHY_NOT_WRITE,
  taken: { status: 409, sentence: "Another message already has this key." },
  removed: {
    status: 409,
    sentence: "This message arrived before and has since been deleted with everything else from that time.",
  },
  "no such file": { status: 422, sentence: "A file of this message is not there any more. Send it again." },
  "no such reply": { status: 422, sentence: "The message you are replying to is not in this room." },
};

function whyNotPosted(posted: Exclude<Posted, Stored>): ErrorDetails {
  if (typeof posted === "string") return NOT_POSTED[posted];
  const sentence = `This room is slow. You can write again in ${posted.wait} s.`;
  return { status: 429, sentence, retryAfter: posted.wait };
}

const MessageForm = t.Object({
  body: t.String({ default: "" }),
  key: t.Optional(t.String()),
  reply: t.Optional(t.String()),
  file: t.Optional(t.Union([t.String(), t.Array(t.String())])),
});

const tooManyFiles = (most: number): ErrorDetails => ({
  status: 422,
  sentence: `A message can have up to ${most} files. Send the others with another one.`,
});

type Deps = AuthDeps &
  FileReceiverDeps & {
    config: Pick<Config, "messageLength" | "postsPer10s" | "rateLimitKeys">;
    db: Database;
    commit: Commit;
    rows: RowCache;
    logs: LatestPageCache;
    renderRoom: RenderRoom;
  };

export function messageRoutes(deps: Deps) {
  const { config, listener, db, commit, rows, logs, renderRoom } = deps;
  const own = (member: Member, { messages }: MessagePage) => ownReactions(db, member.id, withReactions(messages));
  const isGone = (room: Room, id: number) => id > 0 && id <= goneUpTo(db, room.id);
  const receive = fileReceiver(deps);
  const posts = rateLimit({ most: config.postsPer10s, windowMs: 10_000, keys: config.rateLimitKeys });

  return new Elysia({ name: "messages" })
    .use(rooms(deps))
    .use(policy)
    .guard({ inRoom: true })

    .get("/rooms/:slug/messages", async ({ request, query, room, member }) => {
      const newest = readId(query.after);
      const page = readPage(db, room.id, readId(query.before), newest);
      if (!wantsFragment(request))
        return renderRoom(room, member, await logs.page(room, page), { own: own(member, page) });
      const { messages, before, after, gone } = page;
      const html = trusted(await joinInSlices(messages, (message) => rows([message])));
      return (
        <>
          {newest === undefined && <Older room={room} before={before} first={messages[0]?.at} gone={gone} />}
          {html}
          {newest !== undefined && after !== undefined && <Newer room={room} after={after} />}
          <OwnReactionsTemplate own={own(member, page)} />
        </>
      );
    })

    .get(
      "/rooms/:slug/messages/:id",
      async ({ request, params, room, member }) => {
        const around = readAround(db, room.id, params.id);
        if (!around) throw new HttpError(isGone(room, params.id) ? GONE_MESSAGE : NO_MESSAGE);
        const chosen = own(member, around);
        const log = await logs.page(room, around);
        if (!wantsFragment(request)) return renderRoom(room, member, log, { pointed: around.pointed, own: chosen });
        return (
          <>
            {trusted(log)}
            <OwnReactionsTemplate own={chosen} />
          </>
        );
      },
      { params: MessageParams },
    )

    .post(
      "/rooms/:slug/messages",
      async ({ request, room, standing, body: plain, member, set, redirect }) => {
        const body = hasParts(request) ? await receive({ request, ...listener }, { room, member }) : plain;
        const files = [body.file ?? []].flat();
        const reply = body.reply ? (readId(body.reply) ?? 0) : undefined;
        const reject = (details: ErrorDetails) => {
          if (wantsFragment(request)) throw new HttpError(details);
          const refused = {
            body: body.body,
            problem: details.sentence,
            answered: reply === undefined ? undefined : findMessageIn(db, room.id, reply),
            files: findNotSent(db, { room: room.id, user: member.id, ids: files }),
          };
          const own = logs.own(room, member.id);
          return rejected(set, renderRoom(room, member, logs.latest(room), { own, refused }), details);
        };

        if (files.length > config.filesPerMessage) return reject(tooManyFiles(config.filesPerMessage));
        const answer = readText(body.body, config.messageLength, files.length > 0);
        if ("problem" in answer) return reject({ status: 422, sentence: answer.problem });
        const key = body.key || Bun.randomUUIDv7();
        if (!KEY.test(key)) return reject({ status: 422, sentence: "The key of a message is a lower-case UUID." });
        const retryAfter = posts.take(String(member.id));
        const known = retryAfter ? findMessage(db, key) : undefined;
        const isRepeat = known?.author === member.id && known.room === room.id;
        if (retryAfter && !isRepeat) {
          const sentence = `You are going too fast. Wait ${retryAfter} s, then send it again.`;
          return reject({ status: 429, sentence, retryAfter });
        }

        const input = { key, room: room.id, author: member.id, body: answer.text, reply, files, at: Date.now() };
        let posted: Posted = isRepeat
          ? { message: known, created: false, notHere: [] }
          : await commit(postMessage, input);
        if (isOtherText(posted, answer.text) && !wantsFragment(request)) {
          // A form that was sent once, changed after going back, and sent again: that is another message.
          posted = await commit(postMessage, { ...input, key: Bun.randomUUIDv7() });
        }
        if (!isStored(posted)) return reject(whyNotPosted(posted));
        const notHere = describeNotHere(db, { room, standing }, member, posted.notHere);
        if (!wantsFragment(request)) {
          return redirect(notHere ? pathWithNotHere(room.slug, posted.notHere) : `/rooms/${room.slug}`, 303);
        }
        if (notHere) set.headers["x-not-in-room"] = toHeader(notHere);
        set.status = posted.created ? 201 : 200;
        return rows([posted.message]);
      },
      { allows: { multipart: true, bodyBytes: receive.mostBytes }, body: MessageForm },
    );
}
