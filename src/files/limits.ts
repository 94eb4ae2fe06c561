/** How much people may send: what is left of it, and what they are told when nothing is. */
import type { Database } from "bun:sqlite";

import type { Config } from "../config.ts";
import type { ErrorDetails } from "../http/error.tsx";
import { formatBytes } from "../lib/bytes.ts";
import { bytesStored } from "./contents/contents.store.ts";
import { NO_SPACE } from "./free-space.ts";
import { bytesToCome, sentOn } from "./uploads.store.ts";

export type Limits = {
  /**
   * Most bytes of a file that somebody sends now without saying how long it is: at least 1, so that it is told why it is
   * refused.
   */
  mostNow: (user: number) => number;
  /** Why a file is refused that has more bytes than `mostNow` said. */
  whyTooLong: (user: number, bytes: number) => ErrorDetails;
  tooLarge: () => ErrorDetails;
  dayFull: (user: number) => ErrorDetails;
  tooMany: () => ErrorDetails;
};

export type LimitsConfig = Pick<Config, "fileBytes" | "filesPerPersonDay" | "filesTotal" | "uploadsPerPerson">;

const DAY = 86_400_000;

export function openLimits({ config, db }: { config: LimitsConfig; db: Database }): Limits {
  const { fileBytes, filesPerPersonDay, filesTotal } = config;
  const most = Math.min(fileBytes, filesPerPersonDay, filesTotal || Infinity);
  const leftToday = (user: number) => filesPerPersonDay - sentOn(db, user, Date.now());
  const leftInAll = () => (filesTotal > 0 ? filesTotal - bytesStored(db) - bytesToCome(db) : Infinity);

  return {
    mostNow: (user) => Math.max(1, Math.min(fileBytes, leftToday(user), leftInAll())),
    tooLarge: () => tooLarge(most),
    dayFull,
    whyTooLong(user, bytes) {
      if (bytes >= most) return tooLarge(most);
      return leftInAll() < leftToday(user) ? NO_SPACE : dayFull(user);
    },
    tooMany: () => ({
      status: 429,
      sentence: `${config.uploadsPerPerson} of your files are on their way or wait for their message. Send those first, or take some back.`,
    }),
  };

  function dayFull(user: number): ErrorDetails {
    const left = leftToday(user);
    const wait = DAY - (Date.now() % DAY);
    const sentence =
      left > 0
        ? `You can send another ${formatBytes(left)} of files today, and this one is larger. There will be room for it in ${inWords(wait)}.`
        : `You have sent ${formatBytes(filesPerPersonDay)} of files today, as much as one person may. You can send more in ${inWords(wait)}.`;
    return { status: 429, sentence, retryAfter: Math.ceil(wait / 1_000) };
  }
}

/** @param most bytes of the largest file that is taken */
export const tooLarge = (most: number): ErrorDetails => ({
  status: 413,
  sentence: `That file is too large. Files here can have up to ${formatBytes(most)}.`,
});

/** @example inWords(7_300_000) // "3 hours" */
function inWords(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes <= 60) return minutes === 1 ? "a minute" : `${minutes} minutes`;
  return `${Math.ceil(minutes / 60)} hours`;
}
