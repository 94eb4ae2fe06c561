/** Keeps the index up to date in the background, a batch at a time, so that posts and readers hardly notice. */
import type { Database } from "bun:sqlite";

import { pause, reportTo } from "../database/background.ts";
import type { WriteQueue } from "../database/write-queue.ts";
import { BATCH, indexMessages, isDue, startOver } from "./indexing.ts";

/** After a change it is seen within this time whether enough waits, and a batch leaves others this much time, in ms. */
const CHECK_AFTER = 1_000;
const PAUSE = 25;

/** Batches at the start: a thousand messages or so, in less than a tenth of a second. */
const FIRST_BATCHES = 8;

export type Indexer = { close: () => void };

/**
 * Opens it before anybody comes: an index that was made by other rules is emptied first, and made again from the newest
 * message on. The first batches are made at once.
 */
export function openIndexer(
  db: Database,
  { commit, onCommit }: Pick<WriteQueue, "commit" | "onCommit">,
  onError: (error: unknown) => void,
): Indexer {
  let isClosed = false;
  let isAwake = false;

  /** Many commits are followed by one look; while batches are written, their own by none. */
  async function wake(delay: number) {
    if (isAwake || isClosed) return;
    isAwake = true;
    await pause(delay);
    const isDone = await work().catch(reportTo(onError));
    isAwake = false;
    if (!isDone) void wake(CHECK_AFTER);
  }

  async function work(): Promise<boolean> {
    // What was posted in one transaction with the last batch woke nobody, so that isDue is asked again.
    while (!isClosed && isDue(db))
      while (!isClosed && (await commit(indexMessages, BATCH)) === "more") await pause(PAUSE);
    return true;
  }

  db.transaction(() => {
    startOver(db);
    for (let batch = 0, more = "more"; more === "more" && batch < FIRST_BATCHES; batch++)
      more = indexMessages(db, BATCH);
  }).immediate();
  onCommit(() => void wake(CHECK_AFTER));
  void wake(0);
  return { close: () => void (isClosed = true) };
}
