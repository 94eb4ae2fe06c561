/** What the routes of rooms take, besides talking in them. */
import type { AuthDeps } from "../auth/auth.ts";
import type { MemberLimit } from "../auth/member-limit.ts";
import type { Commit } from "../database/write-queue.ts";
import type { RenderAbout } from "./about.tsx";
import type { PeopleSource } from "./choose-people.ts";

export type RoomsDeps = AuthDeps & PeopleSource & { commit: Commit; limit: MemberLimit; renderAbout: RenderAbout };
