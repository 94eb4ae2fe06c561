/** What the routes of rooms take, besides talking in them. */
import type { AuthDeps } from "../auth/auth.ts";
import type { Commit } from "../database/write-queue.ts";
import type { RenderAbout } from "./about.tsx";
import type { PeopleSource } from "./choose-people.ts";
import type { RoomLimit } from "./limit.ts";

export type RoomsDeps = AuthDeps & PeopleSource & { commit: Commit; limit: RoomLimit; renderAbout: RenderAbout };
