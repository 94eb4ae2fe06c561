/** The logo and what is behind the landing page: chosen by administrators, and fetched by anybody. */
import { Elysia, t } from "elysia";

import { type AuthDeps, members } from "../auth/auth.ts";
import type { Storage } from "../files/contents/storage.ts";
import { type OneFileDeps, oneFileReceiver } from "../files/one-file.ts";
import { serveContent } from "../files/serve.ts";
import { toMediaType } from "../files/types/media-types.ts";
import { type ErrorDetails, HttpError, rejected } from "../http/error.tsx";
import { policy } from "../http/policy.ts";
import { oneOf } from "../http/query.ts";
import { listPlaceFiles, PLACE_USES } from "./place-files.store.ts";
import { keepPlaceFile, type PlaceFilesDeps, removePlaceFile } from "./place-files.ts";
import type { RenderPlace } from "./place.routes.tsx";
import { placeFileName } from "./site.ts";

export type PlaceFilesRoutesDeps = AuthDeps &
  OneFileDeps &
  PlaceFilesDeps & { storage: Pick<Storage, "get">; renderPlace: RenderPlace };

const NOTHING_THERE: ErrorDetails = { status: 404, sentence: "There is no such picture." };

const Params = { params: t.Object({ use: oneOf(PLACE_USES) }) };

export function placeFileRoutes(deps: PlaceFilesRoutesDeps) {
  const { db, storage, renderPlace } = deps;
  const receive = oneFileReceiver(deps);

  return new Elysia({ name: "files of the place" })
    .use(members(deps))
    .use(policy)

    .get(
      "/place/:file",
      async ({ request, params }) => {
        const file = listPlaceFiles(db).find((file) => placeFileName(file) === params.file);
        const served = file && {
          hash: file.content,
          bytes: file.bytes,
          type: toMediaType(file.type),
          name: params.file,
        };
        const answer = served && (await serveContent(request, storage, served));
        if (!answer) throw new HttpError(NOTHING_THERE);
        answer.headers.set("cache-control", "public, max-age=31536000, immutable"); // it is for everybody
        answer.headers.delete("vary");
        return answer;
      },
      { params: t.Object({ file: t.String() }), allows: { strangers: true } },
    )

    .post(
      "/admin/place/:use",
      async ({ request, server, set, params, member, redirect }) => {
        const { use } = params;
        try {
          await receive({ request, server }, (path) => keepPlaceFile(deps, { use, by: member.id }, path));
        } catch (error) {
          if (!(error instanceof HttpError)) throw error;
          return rejected(set, renderPlace({ problems: { [use]: error.message } }), error.details);
        }
        return redirect("/admin/place?done=place", 303);
      },
      { ...Params, administrator: true, allows: { multipart: true, bodyBytes: receive.mostBytes } },
    )

    .post(
      "/admin/place/:use/remove",
      async ({ params, member, redirect }) => {
        await removePlaceFile(deps, params.use, member.id);
        return redirect("/admin/place?done=place", 303);
      },
      { ...Params, administrator: true },
    );
}
