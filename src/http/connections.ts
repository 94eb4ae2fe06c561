/** How many connections there may be: what can be seen of them before a request is whole, and what can be closed. */
import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";

import type { Logger } from "../logger.ts";

export type RequestsAtOnce = {
  /** Counts a request as being under way; false when its network has too many already. */
  begin: (request: Request, network: string) => boolean;
  /** It has its answer, or is gone. Does nothing for one that was not counted. */
  end: (request: Request) => void;
};

/** Counts the requests of each network whose body is still on its way, or that wait for an answer. */
export function openRequestsAtOnce(most: number): RequestsAtOnce {
  const networks = new Map<string, number>();
  const counted = new WeakMap<Request, string>();

  return {
    begin(request, network) {
      const underWay = networks.get(network) ?? 0;
      if (underWay >= most) return false;
      networks.set(network, underWay + 1);
      counted.set(request, network);
      return true;
    },
    end(request) {
      const network = counted.get(request);
      if (network === undefined) return;
      counted.delete(request);
      const underWay = (networks.get(network) ?? 0) - 1;
      if (underWay > 0) networks.set(network, underWay);
      else networks.delete(network);
    },
  };
}

/** How often the connections are counted, in ms. */
const INTERVAL = 500;

/**
 * Closes those that wait for another request while there are more than `most`, or while the system gives no more: without
 * this, whoever holds them keeps everybody out, and accepting fails over and over. Bun closes those that have not sent a
 * whole head after some 12 seconds; nothing can close them before.
 */
export function watchConnections(closeIdle: () => number, most: number, log: Logger): { close: () => void } {
  const watch = setInterval(() => {
    const open = openDescriptors();
    if (open <= most) return;
    log.warn("too many connections", { open: Number.isFinite(open) ? open : undefined, closed: closeIdle() });
  }, INTERVAL);
  return { close: () => clearInterval(watch) };
}

/** About as many descriptors as are open, for a new one is the lowest that is free; infinite when there is none. */
function openDescriptors(): number {
  try {
    const lowest = openSync(devNull, "r");
    closeSync(lowest);
    return lowest;
  } catch {
    return Infinity;
  }
}
