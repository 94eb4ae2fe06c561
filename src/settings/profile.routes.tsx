/** The card of a person, and one's own profile. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import { memberLimit } from "../auth/member-limit.ts";
import type { Config } from "../config.ts";
import type { Commit } from "../database/write-queue.ts";
import { wantsFragment } from "../http/client.ts";
import { type ErrorDetails, type ErrorStatus, HttpError, rejected } from "../http/error.tsx";
import { readId } from "../http/query.ts";
import { rateLimit } from "../lib/rate-limit.ts";
import { backTo } from "../rooms/back.ts";
import { readRoomSettings } from "../rooms/settings.store.ts";
import { readAbout } from "../users/about.ts";
import { hueOf } from "../users/avatar.tsx";
import { changeProfile } from "../users/profile.store.ts";
import { findUser } from "../users/store.ts";
import { Card, CardPage, ProfilePage } from "./profile.views.tsx";

const HUE = /^([1-9]|1[0-2])$/;
const NO_HUE = "Pick one of the twelve colours.";
const NOBODY: ErrorDetails = { status: 404, sentence: "There is no such person." };

/** What was done, by the word that the address ends with. */
const DONE = new Map([
  ["picture", "Your picture is saved."],
  ["removed", "Your picture is removed."],
]);

const ProfileForm = t.Object({ hue: t.String({ default: "" }), about: t.String({ default: "" }) });

type Deps = AuthDeps & {
  config: Pick<Config, "aboutLength" | "profilesPer10min" | "rateLimitKeys" | "trustProxy">;
  db: Database;
  commit: Commit;
};

export function profileRoutes(deps: Deps) {
  const { config, db, commit, site } = deps;
  const limit = memberLimit(
    rateLimit({ most: config.profilesPer10min, windowMs: 600_000, keys: config.rateLimitKeys }),
    (seconds) => `You're saving too often. Wait ${seconds} s, then try again.`,
  );

  return new Elysia({ name: "profile" })
    .use(members(deps))
    .guard({ member: true })

    .get("/people/:id", ({ request, params, member }) => {
      const profile = findUser(db, readId(params.id) ?? 0);
      if (!profile) throw new HttpError(NOBODY);
      const own = profile.id === member.id;
      const direct = !own && !profile.left && !profile.suspended && readRoomSettings(db).direct;
      const card = { profile, own, admin: member.admin, direct };
      return wantsFragment(request) ? <Card {...card} /> : <CardPage site={site} back={backTo(request)} {...card} />;
    })

    .get("/profile", ({ query, member }) => {
      const profile = findUser(db, member.id);
      if (!profile) throw new HttpError(NOBODY);
      return <ProfilePage site={site} profile={profile} most={config.aboutLength} done={DONE.get(query.done ?? "")} />;
    })

    .post(
      "/profile",
      async ({ set, body, member, redirect }) => {
        const profile = findUser(db, member.id);
        if (!profile) throw new HttpError(NOBODY);
        const typed = { site, profile: { ...profile, about: body.about }, most: config.aboutLength };
        const reject = (about: string, why?: ErrorStatus) =>
          rejected(set, <ProfilePage {...typed} problems={{ about }} />, why);

        const answer = readAbout(body.about, config.aboutLength);
        if ("problem" in answer) return reject(answer.problem);
        const before = hueOf(profile.id, profile.hue);
        if (body.hue !== "" && !HUE.test(body.hue)) return reject(NO_HUE);
        const hue = Number(body.hue) || before;
        const tooMany = limit.tooMany(member);
        if (tooMany) return reject(tooMany.sentence, tooMany);

        const changed = await commit(changeProfile, { id: member.id, hue, about: answer.about });
        if (!changed) throw new HttpError(NOBODY);
        return redirect(`/people/${member.id}`, 303);
      },
      { body: ProfileForm },
    );
}
