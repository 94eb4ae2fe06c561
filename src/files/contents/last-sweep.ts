/** What the last sweep found. That is no part of the database: a copy that is restored knows nothing of its store. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Swept } from "./sweep.ts";

/** `at`: when it ended, in ms. The others are numbers of contents. */
export type LastSweep = { at: number; missing: number; damaged: number; spared: number };

const pathIn = (folder: string): string => join(folder, "last-sweep.json");

export function noteSweep(folder: string, { at, missing, damaged, spared }: Swept): void {
  const noted: LastSweep = { at, missing: missing.length, damaged: damaged.length, spared: spared.files };
  writeFileSync(pathIn(folder), JSON.stringify(noted), { mode: 0o600 });
}

/** The last sweep of a data folder; nothing when there was none, or it can't be told. */
export function readLastSweep(folder: string): LastSweep | undefined {
  try {
    const noted = JSON.parse(readFileSync(pathIn(folder), "utf8")) as Partial<Record<keyof LastSweep, unknown>>;
    const { at, missing, damaged, spared } = noted;
    const numbers = [at, missing, damaged, spared].filter((value) => typeof value === "number");
    const [when = 0, gone = 0, broken = 0, left = 0] = numbers;
    return numbers.length === 4 ? { at: when, missing: gone, damaged: broken, spared: left } : undefined;
  } catch {
    return undefined; // then there is one soon
  }
}
