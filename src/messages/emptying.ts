/** Removes the texts of deleted rooms in the background, a part at a time, so that nobody else waits for it. */
import type { Database } from "bun:sqlite";

import { pause, reportTo } from "../database/background.ts";
import type { WriteQueue } from "../database/write-queue.ts";
import { roomDeleted } from "../rooms/change.store.ts";
import { emptyRoom, roomsToEmpty } from "./emptying.store.ts";

/** What goes in one write, which takes some 20 ms, and the time that others have between two, in ms. */
const AT_ONCE = { messages: 200, characters: 1_000 };
const PAUSE = 40;

/** Until it is tried again after a failure, in ms. */
const AGAIN_AFTER = 2_000;

export type Emptying = { close: () => void };

/** Goes on with what the last run of the server did not finish, and with every room that is deleted from now on. */
export function openEmptying(
  db: Database,
  { commit, on }: Pick<WriteQueue, "commit" | "on">,
  onError: (error: unknown) => void,
): Emptying {
  const waiting = roomsToEmpty(db);
  let isClosed = false;
  let isAwake = false;

  async function wake() {
    if (isAwake) return;
    isAwake = true;
    for (let room = waiting[0]; room !== undefined && !isClosed; room = waiting[0]) {
      const isEmpty = await empty(room).catch(reportTo(onError));
      waiting.shift();
      if (isEmpty) continue;
      waiting.push(room); // after the others: what is wrong with one room keeps no text of another
      await pause(AGAIN_AFTER);
    }
    isAwake = false;
  }

  /** Returns whether nothing is left of it, rather than that the server is closing. */
  async function empty(room: number): Promise<boolean> {
    for (let after: number | null = 0; after !== null; await pause(PAUSE)) {
      if (isClosed) return false;
      after = await commit(emptyRoom, { room, after, ...AT_ONCE });
    }
    return true;
  }

  on(roomDeleted, ({ room }) => {
    waiting.push(room);
    void wake();
  });
  void wake();
  return { close: () => void (isClosed = true) };
}
