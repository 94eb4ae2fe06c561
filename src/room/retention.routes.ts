/** What keepers decide on what their room keeps: for how long, and that everything goes when tonight ends. */
import { Elysia, t } from "elysia";

import { rejected } from "../http/error.tsx";
import { rooms } from "../rooms/access.ts";
import { planEmptying } from "../rooms/retention-plan.store.ts";
import { changeRoomRetention, readRoomRetention } from "../rooms/retention.store.ts";
import { readDays } from "../rooms/retention.ts";
import { nextTime } from "../views/clock.ts";
import { DAYS_WANTED, HOUR_WANTED } from "../views/kept.ts";
import { expectChanged } from "./about.tsx";
import type { RoomsDeps } from "./deps.ts";

const RetentionForm = t.Object({ keep: t.String({ default: "own" }), days: t.String({ default: "" }) });

/** Without an hour everything stays. */
const HourForm = t.Object({ hour: t.String({ default: "" }) });

export function roomRetentionRoutes(deps: RoomsDeps) {
  const { db, commit, limit, renderAbout } = deps;

  return new Elysia({ name: "retention of a room" })
    .use(rooms(deps))
    .guard({ keepsRoom: true })

    .post(
      "/rooms/:slug/retention",
      async ({ room, standing, member, body, set, redirect }) => {
        const days = body.keep === "place" ? null : readDays(body.days);
        if (days === undefined) {
          return rejected(
            set,
            renderAbout({ room, standing, member }, { typed: body, problems: { days: DAYS_WANTED } }),
          );
        }
        limit.count(member);
        expectChanged(await commit(changeRoomRetention, { room: room.id, days, at: Date.now(), by: member.id }));
        return redirect(`/rooms/${room.slug}/about?done=saved#keep`, 303);
      },
      { body: RetentionForm },
    )

    .post(
      "/rooms/:slug/empty",
      async ({ room, standing, member, body, set, redirect }) => {
        const now = Date.now();
        const emptyAt = body.hour === "" ? null : nextTime(body.hour, now);
        // No hour calls off what is planned; where nothing is, somebody has left the field empty.
        if (emptyAt === undefined || (emptyAt === null && readRoomRetention(db, room.id).emptyAt === null)) {
          return rejected(
            set,
            renderAbout({ room, standing, member }, { typed: body, problems: { hour: HOUR_WANTED } }),
          );
        }
        limit.count(member);
        expectChanged(await commit(planEmptying, { room: room.id, emptyAt, at: now, by: member.id }));
        const word = emptyAt === null ? "kept" : "ending";
        return redirect(`/rooms/${room.slug}/about?done=${word}#keep`, 303);
      },
      { body: HourForm },
    );
}
