/** When people were last here: noted some time after their last page was closed, many in one write. */
import { type Commit, StorageUnavailable } from "../database/write-queue.ts";
import { noteSeen } from "../users/store.ts";

/** How long it may take until it is noted that somebody has left, in ms. */
const DELAY = 30_000;

export type LastSeen = {
  /** Somebody's last page was closed. */
  left: (userId: number) => void;
  /** Notes what is not noted yet, and everybody who is here until now. */
  close: (here: number[]) => Promise<void>;
};

export function openLastSeen(commit: Commit, delay = DELAY): LastSeen {
  const seen = new Map<number, number>();
  const timer = setInterval(note, delay);
  timer.unref();
  let closed = false;

  async function note(): Promise<void> {
    if (seen.size === 0) return;
    const noted = [...seen];
    seen.clear();
    try {
      await commit(noteSeen, { seen: noted });
    } catch (error) {
      if (!(error instanceof StorageUnavailable)) throw error;
      for (const [id, at] of noted) if (!seen.has(id)) seen.set(id, at); // the next time tries again
    }
  }

  return {
    left(userId) {
      if (!closed) seen.set(userId, Date.now());
    },
    async close(here) {
      closed = true;
      clearInterval(timer);
      for (const id of here) seen.set(id, Date.now());
      await note();
    },
  };
}
