/** The server that is shared: the one that runs on the data folder, or, where none runs, one that is started here. */
import { existsSync } from "node:fs";

import type { Config } from "../config.ts";
import type { Share, ShareRequest } from "../control/shares.ts";
import { findServer, type ServerInfo, shareServer, untilAnswered } from "../control/socket.ts";
import { tryLock } from "../database/lock.ts";
import { OperatorError } from "../lib/operator-error.ts";
import { serve } from "../server.ts";
import { tell } from "./greeting.ts";

/** Longest wait for what is closed when the sharing ends, in ms. */
const CLOSE_TIMEOUT_MS = 1_000;

export type Target = ServerInfo & {
  /** Whether the server was started here, so that it stops with this process. */
  isOwn: boolean;
  /** The path of the link that makes somebody administrator, if the server was started here and has none yet. */
  link: string | undefined;
  /** Shares it and returns its addresses. @throws OperatorError when that can't be */
  share: (request: ShareRequest) => Promise<Omit<Share, "close">>;
  /** Registers something to close when the sharing ends. */
  onEnd: (close: () => Promise<unknown>) => void;
  /** Resolves when the sharing has ended; at once when the server was started here, which keeps this process. */
  untilEnd: () => Promise<void>;
};

/**
 * Finds the server, or starts it.
 * @throws OperatorError when one runs that does not answer
 */
export const findTarget = (config: Config): Promise<Target> =>
  untilAnswered(config.dataDir, async () => {
    const info = await findServer(config.dataDir);
    if (info) return "problem" in info ? info : running(config.dataDir, info);
    return isFree(config.dataDir) ? startHere(config) : undefined;
  });

/** Whether no server runs on a folder. One that can't be used at all is for the start to complain about. */
function isFree(folder: string): boolean {
  try {
    using lock = existsSync(folder) ? tryLock(folder) : null;
    return lock !== undefined;
  } catch {
    return true;
  }
}

async function startHere(config: Config): Promise<Target> {
  const { config: used, shares, url, link, beforeStop } = await serve(() => config);
  return {
    siteName: used.siteName,
    url,
    link,
    isOwn: true,
    share: async (request) => shares.open(request),
    onEnd: beforeStop,
    untilEnd: async () => {},
  };
}

function running(dataDir: string, info: ServerInfo): Target {
  const closings: (() => Promise<unknown>)[] = [];
  const stop = new AbortController();
  let serverGone = Promise.withResolvers<void>().promise;
  let signal = Promise.withResolvers<void>().promise;

  return {
    ...info,
    link: undefined,
    isOwn: false,
    async share(request) {
      const share = await shareServer(dataDir, request, stop.signal);
      if ("problem" in share) throw new OperatorError(share.problem);
      serverGone = share.ended;
      if (share.lasting) {
        stop.abort(); // there is nothing to keep up
      } else {
        signal = aSignal(); // before anybody is told that Ctrl+C ends it
      }
      return share;
    },
    onEnd: (close) => void closings.push(close),
    async untilEnd() {
      const goesOn = await Promise.race([signal.then(() => true), serverGone.then(() => false)]);
      await Promise.race([Promise.allSettled(closings.map((close) => close())), Bun.sleep(CLOSE_TIMEOUT_MS)]);
      stop.abort();
      if (goesOn) tell(`No longer shared. ${info.siteName} is still running: ${info.url}`);
      else tell(`${info.siteName} has stopped, so it is no longer shared.`);
      process.exit(0); // ngrok's threads would keep the process
    },
  };
}

/** Resolves when this process is told to end. Until this is called, that ends the process at once. */
const aSignal = () =>
  new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
