/** Has something done: by the server if one runs on the data folder, else here, by the same writes. */
import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Config } from "../config.ts";
import { type Answer, carryOut, type Order } from "../control/actions.ts";
import { askServer } from "../control/socket.ts";
import { FolderInUse, lockFolder } from "../database/lock.ts";
import { openDatabase } from "../database/open.ts";
import { openWriteQueue } from "../database/write-queue.ts";
import { localUrl } from "../http/client.ts";
import { say } from "../lib/terminal.ts";
import { Problem } from "./command.ts";

/** How long a server that is starting or stopping is waited for, in ms. */
const PATIENCE = 5_000;

/**
 * Gives an order and says what came of it.
 * @throws Problem
 */
export async function give(order: Order, config: Config): Promise<void> {
  const answer = await askSomebody(order, config);
  if ("problem" in answer) throw new Problem(answer.problem);
  await say(answer.done);
}

async function askSomebody(order: Order, config: Config): Promise<Answer> {
  const { dataDir } = config;
  requireDatabase(dataDir);
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const lock = tryLock(dataDir);
    const answer = lock ? await doIt(order, config).finally(() => lock.close()) : await askServer(dataDir, order);
    if (answer) return answer;
    if (performance.now() > deadline) {
      throw new Problem(`the Parlor that is running on ${dataDir} does not answer: stop it, then try again`);
    }
    await Bun.sleep(50);
  }
}

/** @throws Problem when there is no Parlor in the folder: none should be made by looking for it */
export function requireDatabase(folder: string): void {
  if (existsSync(join(folder, "parlor.sqlite"))) return;
  throw new Problem(`there is no parlor.sqlite in ${folder}: set DATA_DIR to the folder of your Parlor`);
}

function tryLock(folder: string) {
  try {
    return lockFolder(folder);
  } catch (error) {
    if (error instanceof FolderInUse) return undefined;
    throw error;
  }
}

async function doIt(order: Order, { dataDir, host, port }: Config): Promise<Answer> {
  const db = openDatabase(dataDir);
  const queue = openWriteQueue(db, { flushInterval: 0 });
  try {
    return await carryOut(order, { db, commit: queue.commit, url: localUrl(host, port) });
  } finally {
    await queue.close();
    db.close();
  }
}
