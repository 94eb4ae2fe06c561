/** The pictures of people: fetched by members, chosen and removed by those who are in them. */
import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import { memberLimit } from "../auth/member-limit.ts";
import type { Config } from "../config.ts";
import { bytesOf } from "../files/contents/contents.store.ts";
import type { Storage } from "../files/contents/storage.ts";
import { type OneFileDeps, oneFileReceiver } from "../files/one-file.ts";
import { removePicture } from "../files/profile-picture.store.ts";
import { keepPicture, type KeepPictureDeps } from "../files/profile-picture.ts";
import { serveContent } from "../files/serve.ts";
import { type ErrorDetails, HttpError, rejected } from "../http/error.tsx";
import { policy } from "../http/policy.ts";
import { rateLimit } from "../lib/rate-limit.ts";
import { pictureName } from "../users/avatar.tsx";
import { findUser } from "../users/store.ts";
import { ProfilePage } from "./profile.views.tsx";

type Deps = AuthDeps &
  OneFileDeps &
  KeepPictureDeps & {
    config: Pick<Config, "aboutLength" | "profilesPer10min" | "rateLimitKeys">;
    storage: Pick<Storage, "get">;
  };

const NO_PICTURE_THERE: ErrorDetails = { status: 404, sentence: "There is no such picture." };

export function pictureRoutes(deps: Deps) {
  const { config, db, commit, site, storage } = deps;
  const receive = oneFileReceiver(deps);
  const limit = memberLimit(
    rateLimit({ most: config.profilesPer10min, windowMs: 600_000, keys: config.rateLimitKeys }),
    (seconds) => `You're changing it too often. Wait ${seconds} s, then try again.`,
  );

  return new Elysia({ name: "pictures of people" })
    .use(members(deps))
    .use(policy)
    .guard({ member: true })

    .get(
      "/people/:id/:picture",
      async ({ request, params }) => {
        const { picture = null, largePicture = null } = findUser(db, params.id) ?? {};
        const hash = [picture, largePicture].find((hash) => hash !== null && pictureName(hash) === params.picture);
        const served = hash && { hash, bytes: bytesOf(db, hash), type: "image/webp" as const, name: params.picture };
        const answer = served && (await serveContent(request, storage, served));
        if (!answer) throw new HttpError(NO_PICTURE_THERE);
        return answer;
      },
      { params: t.Object({ id: t.Numeric(), picture: t.String() }) },
    )

    .post(
      "/profile/picture",
      async ({ request, server, set, member, redirect }) => {
        try {
          limit.count(member);
          await receive({ request, server }, (path) => keepPicture(deps, member.id, path));
        } catch (error) {
          const profile = findUser(db, member.id);
          if (!(error instanceof HttpError) || !profile) throw error;
          const problems = { picture: error.message };
          const page = <ProfilePage site={site} profile={profile} most={config.aboutLength} problems={problems} />;
          return rejected(set, page, error.details);
        }
        return redirect("/profile?done=picture", 303);
      },
      { allows: { multipart: true, bodyBytes: receive.mostBytes } },
    )

    .post("/profile/picture/remove", async ({ member, redirect }) => {
      await commit(removePicture, { userId: member.id, by: member.id, at: Date.now() });
      return redirect("/profile?done=removed", 303);
    });
}
