/** All pictures and files of a room, on a page of their own. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import type { AuthDeps } from "../auth/auth.ts";
import { listRoomFiles, type Wanted } from "../files/room.store.ts";
import { readId } from "../http/query.ts";
import { rooms } from "../rooms/access.ts";
import { FilesPage } from "./files.views.tsx";

/** Files on a page. */
const PAGE = 60;

const WANTED: Wanted[] = ["pictures", "media", "others"];

export const roomFilesRoutes = ({ db, site, ...deps }: AuthDeps & { db: Database }) =>
  new Elysia({ name: "files of a room" }).use(rooms({ ...deps, db, site })).get(
    "/rooms/:slug/files",
    ({ room, query }) => {
      const wanted = WANTED.find((kind) => kind === query.kind);
      const earlier = readId(query.before);
      const { files, before } = listRoomFiles(db, { room: room.id, before: earlier, wanted, count: PAGE });
      return <FilesPage {...{ site, room, files, wanted, before }} goesOn={earlier !== undefined} />;
    },
    { inRoom: true, query: t.Object({ kind: t.Optional(t.String()), before: t.Optional(t.String()) }) },
  );
