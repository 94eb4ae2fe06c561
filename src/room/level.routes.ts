/** What somebody hears of a room: everything, what is for them, nothing; for good, or for a while. */
import { Elysia, t } from "elysia";

import { wantsFragment } from "../http/client.ts";
import { type ErrorDetails, HttpError, NOT_VALID } from "../http/error.tsx";
import { rooms } from "../rooms/access.ts";
import { setLevel } from "../rooms/people.store.ts";
import { LEVELS } from "../rooms/store.ts";
import { expectChanged } from "./about.tsx";
import type { RoomsDeps } from "./deps.ts";

const HOUR = 3_600_000;
/** The hour at which tomorrow begins, by the server's clock. */
const MORNING = 8;
/** Longest that a level may hold for a while, in ms. */
const LONGEST = 366 * 24 * HOUR;

const LOBBY_STAYS: ErrorDetails = {
  status: 422,
  sentence: "The first room can't be hidden. You can choose to hear nothing of it.",
};

const LevelForm = t.Object({
  /** Empty: as is usual for the room. */
  level: t.UnionEnum(["", ...LEVELS], { default: "" }),
  /** Empty, `hour`, `tomorrow`, `same` as it holds now, or a time in ms since 1970. */
  until: t.String({ default: "" }),
  /** `off`: `@here` is not for them. Left out it stays as it is, unless the form `asks` for it: a box without a tick is not sent. */
  here: t.Optional(t.String()),
  asks: t.Optional(t.String()),
});

export function levelRoutes(deps: RoomsDeps) {
  const { commit, limit } = deps;

  return new Elysia({ name: "level" }).use(rooms(deps)).post(
    "/rooms/:slug/level",
    async ({ request, room, standing, member, body, redirect, status }) => {
      const level = body.level === "" ? null : body.level;
      const until = body.until === "same" ? standing.levelUntil : readUntil(body.until, Date.now());
      if (until === undefined) throw new HttpError(NOT_VALID);
      limit.count(member);
      const stays = body.here === undefined && body.asks !== "here";
      const muteHere = stays ? standing.muteHere : body.here === "off";
      const outcome = await commit(setLevel, { room: room.id, user: member.id, level, until, muteHere });
      if (outcome === "not the lobby") throw new HttpError(LOBBY_STAYS);
      expectChanged(outcome);
      return wantsFragment(request) ? status(204) : redirect(`/rooms/${room.slug}/about?done=saved`, 303);
    },
    { inRoom: true, body: LevelForm },
  );
}

/** Until when a level holds, in ms; null for good, and nothing when that is no time to come. */
function readUntil(text: string, now: number): number | null | undefined {
  if (text === "") return null;
  if (text === "hour") return now + HOUR;
  if (text === "tomorrow") {
    const day = new Date(now);
    return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, MORNING).getTime();
  }
  const time = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  return time > now && time <= now + LONGEST ? time : undefined;
}
