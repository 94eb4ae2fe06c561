/** How often a member may do something, and what they are told when that was too often. */
import { type ErrorDetails, HttpError } from "../http/error.tsx";
import type { RateLimit } from "../lib/rate-limit.ts";

type Counted = { id: number };

export type MemberLimit = {
  /** Counts what a member does, or what costs as much as several of it; says so when it was too often. */
  tooMany: (member: Counted, cost?: number) => ErrorDetails | undefined;
  /**
   * The same where nothing has been typed that could get lost.
   * @throws HttpError when it was too often
   */
  count: (member: Counted, cost?: number) => void;
};

/** @param sentence what the member is told, who has to wait for so many seconds */
export function memberLimit(limit: Pick<RateLimit, "take">, sentence: (seconds: number) => string): MemberLimit {
  function tooMany({ id }: Counted, cost?: number): ErrorDetails | undefined {
    const retryAfter = limit.take(String(id), cost);
    return retryAfter ? { status: 429, sentence: sentence(retryAfter), retryAfter } : undefined;
  }

  return {
    tooMany,
    count(member, cost) {
      const details = tooMany(member, cost);
      if (details) throw new HttpError(details);
    },
  };
}
