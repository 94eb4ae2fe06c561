/** The clock of a server, which a test moves: what takes days for people takes a moment here. */
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "./folder.ts";
import type { Environment } from "./server.ts";

export type MovableClock = Disposable & {
  /** For the server that goes by it. */
  environment: Environment;
  /** In ms since 1970. */
  now: () => number;
  /** Goes on by so many ms, or back. */
  move: (ms: number) => void;
};

/** @example using clock = openMovableClock(); await using server = await startServer(clock.environment); clock.move(DAY); */
export function openMovableClock(): MovableClock {
  const folder = temporaryFolder();
  const file = join(folder.path, "off");
  let off = 0;
  const move = (ms: number) => {
    writeFileSync(`${file}.new`, String((off += ms)));
    renameSync(`${file}.new`, file); // at once, since it may be read at any moment
  };
  move(0);
  return {
    environment: { BUN_OPTIONS: `--preload ${join(import.meta.dir, "shift-clock.ts")}`, CLOCK_OFF: file },
    now: () => Date.now() + off,
    move,
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
