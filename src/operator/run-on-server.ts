/** Runs an action on the server if one is running on the data folder, else in this process, by the same writes. */
import type { Database } from "bun:sqlite";

import type { Config } from "../config.ts";
import { type OperatorAction, type Problem, runAction } from "../control/actions.ts";
import { askServer, untilAnswered } from "../control/socket.ts";
import { tryLock } from "../database/lock.ts";
import { openDatabase, requireDatabase } from "../database/open.ts";
import { openWriteQueue, type WriteQueue } from "../database/write-queue.ts";
import { localUrl } from "../http/client.ts";
import { say } from "../lib/terminal.ts";

/**
 * Runs an action and prints what was done.
 * @throws OperatorError when it can't be done
 */
export async function runOnServer(action: OperatorAction, { dataDir, host, port }: Config): Promise<void> {
  const result = await hereOrThere(
    dataDir,
    (db, { commit }) => runAction(action, { db, commit, url: localUrl(host, port) }),
    () => askServer(dataDir, action),
  );
  await say(result.done);
}

/** What is done in this process, which has the folder for itself. */
type Work<Result> = (db: Database, queue: WriteQueue) => Promise<Result | Problem>;

/**
 * Does something on a data folder: `there` has the server do it, if one listens, else `here` does it.
 * @throws OperatorError when it can't be done
 */
export async function hereOrThere<Result extends object>(
  dataDir: string,
  here: Work<Result>,
  there: () => Promise<Result | Problem | undefined>,
): Promise<Result> {
  requireDatabase(dataDir);
  return await untilAnswered(dataDir, async () => {
    using lock = tryLock(dataDir);
    return await (lock ? inThisProcess(dataDir, here) : there());
  });
}

async function inThisProcess<Result>(dataDir: string, work: Work<Result>): Promise<Result | Problem> {
  const db = openDatabase(dataDir);
  const queue = openWriteQueue(db, { flushInterval: 0 });
  try {
    return await work(db, queue);
  } finally {
    await queue.close();
    db.close();
  }
}
