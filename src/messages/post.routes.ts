/** Posting to a room. */
import { Elysia, t } from "elysia";

import type { Config } from "../config.ts";
import type { Commit } from "../database/write-queue.ts";
import { fileReceiver, type FileReceiverDeps } from "../files/form.ts";
import { findNotSent } from "../files/store.ts";
import { wantsFragment } from "../http/client.ts";
import { type ErrorDetails, HttpError, rejected } from "../http/error.tsx";
import { hasParts } from "../http/media-type.ts";
import { policy } from "../http/policy.ts";
import { readId } from "../http/query.ts";
import { rateLimit } from "../lib/rate-limit.ts";
import { type RoomDeps, rooms, WHY_NOT_WRITE } from "../rooms/access.ts";
import type { LatestPageCache } from "./log.tsx";
import { describeNotHere, pathWithNotHere, toHeader } from "./not-here.tsx";
import type { RenderRoom } from "./room-page.ts";
import type { RowCache } from "./row.tsx";
import { findMessage, findMessageIn, type Posted, postMessage, type Stored } from "./store.ts";
import { readText } from "./text.ts";

const KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

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

type Deps = RoomDeps &
  FileReceiverDeps & {
    config: Pick<Config, "messageLength" | "postsPer10s" | "rateLimitKeys">;
    commit: Commit;
    rows: RowCache;
    logs: Pick<LatestPageCache, "latest" | "own">;
    renderRoom: RenderRoom;
  };

export function postRoutes(deps: Deps) {
  const { config, listener, db, commit, rows, logs, renderRoom } = deps;
  const receive = fileReceiver(deps);
  const posts = rateLimit({ most: config.postsPer10s, windowMs: 10_000, keys: config.rateLimitKeys });

  return new Elysia({ name: "posting" })
    .use(rooms(deps))
    .use(policy)
    .guard({ inRoom: true })

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

/** Whether a repeat has another text than the message that is stored. */
const isOtherText = (posted: Posted, text: string): boolean =>
  isStored(posted) && !posted.created && posted.message.body !== text;

const isStored = (posted: Posted): posted is Stored => typeof posted === "object" && "message" in posted;
