/** Runs an action on the server if one is running on the data folder, else in this process, by the same writes. */
import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Config } from "../config.ts";
import { type ActionResult, type OperatorAction, runAction } from "../control/actions.ts";
import { askServer } from "../control/socket.ts";
import { FolderInUse, lockFolder } from "../database/lock.ts";
import { openDatabase } from "../database/open.ts";
import { openWriteQueue } from "../database/write-queue.ts";
import { localUrl } from "../http/client.ts";
import { OperatorError } from "../lib/operator-error.ts";
import { say } from "../lib/terminal.ts";

/** How long to wait for a server that is starting or stopping, in ms. */
const SERVER_TIMEOUT_MS = 5_000;
const RETRY_MS = 50;

/**
 * Runs an action and prints what was done.
 * @throws OperatorError when it can't be done
 */
export async function runOnServer(action: OperatorAction, config: Config): Promise<void> {
  const { dataDir } = config;
  const result = await hereOrThere(dataDir, {
    here: () => runHere(action, config),
    there: () => askServer(dataDir, action),
  });
  await say(result.done);
}

type Ways<Result> = {
  /** Does it in this process, which has the folder for itself. */
  here: () => Promise<Result | Problem>;
  /** Has the server do it; nothing when none listens. */
  there: () => Promise<Result | Problem | undefined>;
};

type Problem = { problem: string };

/**
 * Does something on a data folder, by the server that runs there or without one.
 * @throws OperatorError when it can't be done
 */
export async function hereOrThere<Result extends object>(
  dataDir: string,
  { here, there }: Ways<Result>,
): Promise<Result> {
  requireDatabase(dataDir);
  const deadline = performance.now() + SERVER_TIMEOUT_MS;
  for (;;) {
    const lock = tryLock(dataDir);
    const result = lock ? await here().finally(() => lock.close()) : await there();
    if (result && "problem" in result) throw new OperatorError(result.problem);
    if (result) return result;
    if (performance.now() > deadline) {
      throw new OperatorError(`the Parlor running on ${dataDir} does not answer: stop it, then try again`);
    }
    await Bun.sleep(RETRY_MS);
  }
}

/** @throws OperatorError when there is no database in the folder: a command must not create one */
export function requireDatabase(folder: string): void {
  if (existsSync(join(folder, "parlor.sqlite"))) return;
  throw new OperatorError(`there is no parlor.sqlite in ${folder}: set DATA_DIR to the data folder of your Parlor`);
}

function tryLock(folder: string) {
  try {
    return lockFolder(folder);
  } catch (error) {
    if (error instanceof FolderInUse) return undefined;
    throw error;
  }
}

async function runHere(action: OperatorAction, { dataDir, host, port }: Config): Promise<ActionResult> {
  const db = openDatabase(dataDir);
  const queue = openWriteQueue(db, { flushInterval: 0 });
  try {
    return await runAction(action, { db, commit: queue.commit, url: localUrl(host, port) });
  } finally {
    await queue.close();
    db.close();
  }
}
