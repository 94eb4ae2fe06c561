/** How often somebody may make and change rooms, all of it together. */
import { type MemberLimit, memberLimit } from "../auth/member-limit.ts";
import type { Config } from "../config.ts";
import { rateLimit } from "../lib/rate-limit.ts";

export type RoomLimitConfig = Pick<Config, "roomsPer10min" | "rateLimitKeys">;

export const openRoomLimit = (config: RoomLimitConfig): MemberLimit =>
  memberLimit(
    rateLimit({ most: config.roomsPer10min, windowMs: 600_000, keys: config.rateLimitKeys }),
    (seconds) => `You're changing a lot at once. Wait ${seconds} s, then try again.`,
  );
