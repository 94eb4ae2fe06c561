/** Removes the texts of deleted rooms in the background, a part at a time, so that nobody else waits for it. */
import type { Database } from "bun:sqlite";

import { type Background, openBackground, pause, reportTo } from "../database/background.ts";
import type { WriteQueue } from "../database/write-queue.ts";
import { roomDeleted } from "../rooms/change.store.ts";
import { emptyRoom, roomsToEmpty } from "./emptying.store.ts";

/** What goes in one write, which takes some 20 ms, and the time that others have between two, in ms. */
const AT_ONCE = { messages: 200, characters: 1_000 };
const PAUSE = 40;

/** Until it is tried again after a failure, in ms. */
const AGAIN_AFTER = 2_000;

/** Goes on with what the last run of the server did not finish, and with every room that is deleted from now on. */
export function openEmptying(
  db: Database,
  { commit, on }: Pick<WriteQueue, "commit" | "on">,
  onError: (error: unknown) => void,
): Pick<Background, "close"> {
  const waiting = roomsToEmpty(db);
  const background = openBackground({ work, againAfter: AGAIN_AFTER, onError });

  /** What is wrong with one room keeps no text of another. */
  async function work(): Promise<boolean> {
    for (const room of waiting.splice(0)) {
      const isEmpty = await empty(room).catch(reportTo(onError));
      if (!isEmpty) waiting.push(room);
    }
    return waiting.length === 0;
  }

  /** Returns whether nothing is left of it, rather than that the server is closing. */
  async function empty(room: number): Promise<boolean> {
    for (let after: number | null = 0; after !== null; await pause(PAUSE)) {
      if (background.isClosed()) return false;
      after = await commit(emptyRoom, { room, after, ...AT_ONCE });
    }
    return true;
  }

  on(roomDeleted, ({ room }) => {
    waiting.push(room);
    background.wake();
  });
  return background;
}
