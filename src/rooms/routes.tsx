/** The room page, its history, and posting to it. */
import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import { members } from "../accounts/member.ts";
import type { Member } from "../accounts/sessions.ts";
import { wantsFragment } from "../http/client.ts";
import { limit } from "../http/limit.ts";
import { type Refusal, refuse } from "../http/refusal.tsx";
import type { Present } from "../live/presence.ts";
import type { Parlor } from "../parlor.ts";
import { hueChosenBy } from "../profile/store.ts";
import { trusted } from "../views/html.ts";
import { readAround, readStretch } from "./history.ts";
import { Newer, Older } from "./log.tsx";
import { inSlices } from "./row.tsx";
import { findMessage, findMessageIn, findRoom, listRooms, postMessage, type Room } from "./store.ts";
import { readText } from "./text.ts";
import { PeoplePage, type RoomPageProps, roomPages } from "./views.tsx";

/** How a page knows that the line is dead: so many times the heartbeat without a word. */
const SILENT_BEATS = 2.4;
const KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NO_ROOM: Refusal = { status: 404, sentence: "There is no such room." };
const NO_MESSAGE: Refusal = { status: 404, sentence: "There is no such message in this room." };

const MessageForm = t.Object({
  body: t.String({ default: "" }),
  key: t.Optional(t.String()),
  reply: t.Optional(t.String()),
});

export function roomRoutes(parlor: Parlor) {
  const { config, db, commit, rows, logs, live, site } = parlor;
  const posts = limit({ most: config.postsPer10s, windowMs: 10_000 });

  const page = roomPages({
    site,
    silence: config.heartbeatSeconds * SILENT_BEATS,
    awayAfter: config.awayAfterSeconds,
  });

  type Extra = Pick<RoomPageProps, "refused" | "pointed">;

  const roomPage = (room: Room, member: Member, log: string, extra: Extra = {}) =>
    page({
      room,
      rooms: listRooms(db),
      member,
      hue: hueChosenBy(db, member.id),
      people: withMember(live.people(room), member),
      log,
      ...extra,
    });

  return new Elysia({ name: "rooms" })
    .use(members(parlor))
    .guard({ member: true })

    .get("/rooms/:slug", async ({ request, set, params, member }) => {
      const room = findRoom(db, params.slug);
      if (!room) return refuse({ request, set }, site, NO_ROOM);
      return roomPage(room, member, await logs.latestInSlices(room));
    })

    .get("/rooms/:slug/people", ({ request, set, params, member }) => {
      const room = findRoom(db, params.slug);
      if (!room) return refuse({ request, set }, site, NO_ROOM);
      return <PeoplePage site={site} room={room} people={withMember(live.people(room), member)} />;
    })

    .get("/rooms/:slug/messages", async ({ request, set, query, params, member }) => {
      const room = findRoom(db, params.slug);
      if (!room) return refuse({ request, set }, site, NO_ROOM);
      const newest = readId(query.after);
      const stretch = readStretch(db, room.id, readId(query.before), newest);
      if (!wantsFragment(request)) return roomPage(room, member, await logs.stretch(room, stretch));
      const { messages, before, after } = stretch;
      const html = trusted(await inSlices((message) => rows([message]), messages));
      return newest === undefined ? (
        <>
          <Older room={room} before={before} />
          {html}
        </>
      ) : (
        <>
          {html}
          {after !== undefined && <Newer room={room} after={after} />}
        </>
      );
    })

    .get("/rooms/:slug/messages/:id", async ({ request, set, params, member }) => {
      const room = findRoom(db, params.slug);
      if (!room) return refuse({ request, set }, site, NO_ROOM);
      const around = readAround(db, room.id, readId(params.id) ?? 0);
      if (!around) return refuse({ request, set }, site, NO_MESSAGE);
      const log = await logs.stretch(room, around);
      return wantsFragment(request) ? log : roomPage(room, member, log, { pointed: around.pointed });
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
          return roomPage(room, member, logs.latest(room), {
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

/** Who opens the page is here, though its socket comes a moment later. */
const withMember = (people: Present[], member: Member): Present[] =>
  people.some(({ id }) => id === member.id) ? people : [...people, { ...member, away: false }];

/** A message's id from a query; garbage is as good as none. */
const readId = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
