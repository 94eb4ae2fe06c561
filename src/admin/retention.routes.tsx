/** What administrators decide on what the place keeps: for how long, and that everything goes when tonight ends. */
import type { Database } from "bun:sqlite";

import { Elysia, t } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import type { Commit } from "../database/write-queue.ts";
import { rejected } from "../http/error.tsx";
import { planEmptying } from "../rooms/retention-plan.store.ts";
import { changePlaceRetention, readEmptyAt } from "../rooms/retention.store.ts";
import { readDays } from "../rooms/retention.ts";
import { nextTime } from "../views/clock.ts";
import { DAYS_WANTED, HOUR_WANTED } from "../views/kept.ts";
import type { RenderPlace } from "./place.routes.tsx";

const RetentionForm = t.Object({ days: t.String({ default: "" }), fileDays: t.String({ default: "" }) });

/** Without an hour everything stays. */
const HourForm = t.Object({ hour: t.String({ default: "" }) });

type Deps = AuthDeps & { db: Database; commit: Commit; renderPlace: RenderPlace };

export function retentionRoutes(deps: Deps) {
  const { db, commit, renderPlace } = deps;

  return new Elysia({ name: "retention" })
    .use(members(deps))
    .guard({ administrator: true })

    .post(
      "/admin/retention",
      async ({ body, member, set, redirect }) => {
        const [days, fileDays] = [readLimit(body.days), readLimit(body.fileDays)];
        if (days === undefined || fileDays === undefined) {
          const problems = {
            days: days === undefined ? DAYS_WANTED : undefined,
            fileDays: fileDays === undefined ? DAYS_WANTED : undefined,
          };
          return rejected(set, renderPlace({ typed: body, problems }));
        }
        const how = { at: Date.now(), by: member.id };
        await commit(changePlaceRetention, { kept: "messages", days, ...how });
        await commit(changePlaceRetention, { kept: "files", days: fileDays, ...how });
        return redirect("/admin/place?done=place#keep", 303);
      },
      { body: RetentionForm },
    )

    .post(
      "/admin/empty",
      async ({ body, member, set, redirect }) => {
        const now = Date.now();
        const emptyAt = body.hour === "" ? null : nextTime(body.hour, now);
        if (emptyAt === undefined || (emptyAt === null && readEmptyAt(db) === null)) {
          return rejected(set, renderPlace({ typed: body, problems: { hour: HOUR_WANTED } }));
        }
        await commit(planEmptying, { room: null, emptyAt, at: now, by: member.id });
        return redirect(`/admin/place?done=${emptyAt === null ? "kept" : "ending"}#keep`, 303);
      },
      { body: HourForm },
    );
}

/** An empty field is no limit. */
const readLimit = (typed: string): number | null | undefined => (typed.trim() === "" ? null : readDays(typed));
