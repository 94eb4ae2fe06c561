/** Keeps the index up to date in the background, a batch at a time, so that posts and readers hardly notice. */
import type { Database } from "bun:sqlite";

import { type Background, openBackground, pause } from "../database/background.ts";
import type { Commit, WriteQueue } from "../database/write-queue.ts";
import { BATCH, indexMessages, isDue } from "./indexing.ts";

/** After a change it is seen within this time whether enough waits, and a batch leaves others this much time, in ms. */
const CHECK_AFTER = 1_000;
const PAUSE = 25;

/** Batches at the start: a thousand messages or so, in less than a tenth of a second. */
const FIRST_BATCHES = 8;

/** Indexes the newest messages, before anybody comes; an index that was made by other rules is emptied first. */
export const indexNewest = (commit: Commit) =>
  Promise.all(Array.from({ length: FIRST_BATCHES }, () => commit(indexMessages, BATCH)));

/** Goes on with what the index lacks, the newest messages first, and with what is posted from now on. */
export function openIndexer(
  db: Database,
  { commit, onCommit }: Pick<WriteQueue, "commit" | "onCommit">,
  onError: (error: unknown) => void,
): Pick<Background, "close"> {
  const background = openBackground({ work, againAfter: CHECK_AFTER, onError });
  const { isClosed } = background;

  async function work(): Promise<boolean> {
    await pause(CHECK_AFTER); // many commits are followed by one look
    if (isClosed() || !isDue(db)) return true;
    while (!isClosed() && (await commit(indexMessages, BATCH)) === "more") await pause(PAUSE);
    return true;
  }

  onCommit(background.wake);
  return background;
}
