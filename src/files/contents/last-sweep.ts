/** What the last sweep found. That is no part of the database: a copy that is restored knows nothing of its store. */
import { areNumbers, defineNote } from "../../lib/note.ts";

/** `at`: when it ended, in ms. The others are numbers of contents. */
export type LastSweep = { at: number; missing: number; damaged: number; spared: number };

/** Where it can't be read, there is a sweep soon. */
export const lastSweep = defineNote<LastSweep>("last-sweep.json", ({ at, missing, damaged, spared }) =>
  areNumbers(at, missing, damaged, spared),
);
