/**
 * Removes what is not kept any longer, in the background: every hour, and when a time has come that was planned. A part at a
 * time, so that nobody waits for it.
 */
import type { Database } from "bun:sqlite";

import { type Background, openBackground, pause, reportTo } from "../database/background.ts";
import { numbersFrom } from "../database/values.ts";
import type { WriteQueue } from "../database/write-queue.ts";
import { nextMoment, settleRetention } from "../rooms/retention-plan.store.ts";
import { retentionChanged } from "../rooms/retention.store.ts";
import { hasOldFiles, removeOldFiles } from "./file-retention.store.ts";
import { forgetKeys, hasOldKeys } from "./removed-keys.store.ts";
import { hasOld, removeOld } from "./retention.store.ts";

/**
 * What goes in one write, which takes some 20 ms, and the time that others have between two, in ms: several times as long as
 * the write queue waits after a transaction, so that most messages find it free. A hundred thousand messages take half an hour.
 */
const AT_ONCE = { messages: 200, characters: 1_000 };
const FILES_AT_ONCE = { messages: 20 };
const KEYS_AT_ONCE = 1_000;
const PAUSE = 200;

/** Rooms that are looked at in one turn of the event loop. */
const ROOMS = 100;

/** Until a run that failed is tried again, in ms. */
const AGAIN_AFTER = 10_000;

type Deps = {
  db: Database;
  queue: Pick<WriteQueue, "commit" | "on">;
  onError: (error: unknown) => void;
  /** For tests: the time, in ms since 1970. */
  now?: () => number;
};

export function openRetention({ db, queue: { commit, on }, onError, now = Date.now }: Deps): Pick<Background, "close"> {
  const untilNext = () => (nextMoment(db) ?? Infinity) - now();
  const background = openBackground({ work: sweep, next: untilNext, againAfter: AGAIN_AFTER, onError });
  const { isClosed } = background;

  /** Returns whether all went well. What is wrong with one room keeps no text of another. */
  async function sweep(): Promise<boolean> {
    let wentWell = true;
    if (untilNext() <= 0) await commit(settleRetention, { at: now() });
    for (const [index, room] of roomsToSweep(db).entries()) {
      if (isClosed()) break;
      if (index % ROOMS === ROOMS - 1) await pause(0);
      wentWell = (await removeFrom(room).catch(reportTo(onError))) && wentWell;
    }
    while (!isClosed() && hasOldKeys(db, now())) {
      await commit(forgetKeys, { at: now(), most: KEYS_AT_ONCE });
      await pause(PAUSE);
    }
    return wentWell;
  }

  async function removeFrom(room: number): Promise<boolean> {
    const old = () => ({ room, at: now(), ...AT_ONCE });
    const oldFiles = () => ({ room, at: now(), ...FILES_AT_ONCE });
    if (hasOld(db, old())) while (!isClosed() && (await commit(removeOld, old())) === "more") await pause(PAUSE);
    while (!isClosed() && hasOldFiles(db, oldFiles())) {
      await commit(removeOldFiles, oldFiles());
      await pause(PAUSE);
    }
    return true;
  }

  on(retentionChanged, background.wake);
  return background;
}

/** All rooms, deleted ones as well, of which the rows are left; first those that are to be emptied, since people wait for that. */
const roomsToSweep = (db: Database): number[] =>
  numbersFrom(db, "SELECT id FROM rooms ORDER BY empty_to > gone_id DESC, id");
