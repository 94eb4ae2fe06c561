/** All pictures and files of a room, on a page of their own. */
import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import { listRoomFiles, type Wanted } from "../files/room.store.ts";
import { readId } from "../http/query.ts";
import { type RoomDeps, rooms } from "../rooms/access.ts";
import { FilesPage } from "./files.views.tsx";

/** Files on a page. */
const PAGE = 60;

const WANTED: Wanted[] = ["pictures", "media", "others"];

export const roomFilesRoutes = (deps: RoomDeps) =>
  new Elysia({ name: "files of a room" }).use(rooms(deps)).get(
    "/rooms/:slug/files",
    ({ room, query }) => {
      const wanted = WANTED.find((kind) => kind === query.kind);
      const earlier = readId(query.before);
      const { files, before } = listRoomFiles(deps.db, { room: room.id, before: earlier, wanted, count: PAGE });
      return <FilesPage {...{ room, files, wanted, before }} site={deps.site} goesOn={earlier !== undefined} />;
    },
    { inRoom: true, query: t.Object({ kind: t.Optional(t.String()), before: t.Optional(t.String()) }) },
  );
