/** Counts the lines of the log by what they say, whether they are shown or not. */
import type { Level, Logger } from "../logger.ts";
import type { Sample } from "./format.ts";

export type Events = {
  /** Every event there was so far. */
  all: () => Sample[];
  /** How many lines said this. */
  count: (event: string) => number;
};

/** A log that does what the given one does, and counts. */
export function countEvents(log: Logger): { log: Logger; events: Events } {
  const counts = new Map<string, { level: Level; count: number }>();

  const counting =
    (level: Level): Logger[Level] =>
    (event, fields) => {
      const known = counts.get(event);
      counts.set(event, { level, count: (known?.count ?? 0) + 1 });
      log[level](event, fields);
    };

  return {
    log: { debug: counting("debug"), info: counting("info"), warn: counting("warn"), error: counting("error") },
    events: {
      all: () => [...counts].map(([event, { level, count }]) => ({ labels: { level, event }, value: count })),
      count: (event) => counts.get(event)?.count ?? 0,
    },
  };
}
