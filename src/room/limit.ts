/** How often somebody may make and change rooms, all of it together. */
import type { Member } from "../auth/sessions.ts";
import type { Config } from "../config.ts";
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import { rateLimit } from "../lib/rate-limit.ts";

export type RoomLimit = {
  /** Counts a change; says so when the member has made too many. */
  tooMany: (member: Member, changes?: number) => ErrorDetails | undefined;
  /**
   * The same where nothing has been typed that could get lost.
   * @throws HttpError when the member has made too many changes
   */
  count: (member: Member, changes?: number) => void;
};

export function openRoomLimit({
  roomsPer10min,
  rateLimitKeys,
}: Pick<Config, "roomsPer10min" | "rateLimitKeys">): RoomLimit {
  const limit = rateLimit({ most: roomsPer10min, windowMs: 600_000, keys: rateLimitKeys });

  function tooMany({ id }: Member, changes = 1): ErrorDetails | undefined {
    const retryAfter = limit.take(String(id), changes);
    const sentence = `You're changing a lot at once. Wait ${retryAfter} s, then try again.`;
    return retryAfter ? { status: 429, sentence, retryAfter } : undefined;
  }

  return {
    tooMany,
    count(member, changes) {
      const details = tooMany(member, changes);
      if (details) throw new HttpError(details);
    },
  };
}
