/** A test of a fault: short or long, replayed from its seed, and counted in a table. */
import { test } from "bun:test";
import { appendFileSync } from "node:fs";

import { openRandom, type Random, SEED } from "./random.ts";

/** What a run went through, for the table of the long form. */
export type Figures = { faults: number; sent: number; checked: number };

/** A line of the table. */
export type Line = Figures & { name: string; seconds: number };

/** The file that the long form gathers its figures in; without it the form is the short one. */
const TABLE = process.env.FAULTS_TABLE;

/** The first number in the short form, which is part of every test run, the second in the long one. */
export const rounds = (short: number, long: number): number => (TABLE ? long : short);

/** Longest time for one test, in ms. */
const LONGEST = rounds(90_000, 1_800_000);

/**
 * Runs a test with chance from the seed; when it fails, says how to have the same again.
 * @param name what people may rely on
 * @param options `atOnce`: together with its neighbours, for one that mostly waits; `cannot`: why it can't be tested here
 */
export function fault(
  name: string,
  body: (random: Random) => Promise<Figures>,
  { atOnce = false, cannot }: { atOnce?: boolean; cannot?: string } = {},
): void {
  if (cannot) process.stderr.write(`not tested here: ${name} (${cannot})\n`);
  const run = cannot ? test.skip : atOnce ? test.concurrent : test;
  run(
    name,
    async () => {
      const started = performance.now();
      try {
        const figures = await body(openRandom(SEED, name));
        const line: Line = { name, ...figures, seconds: (performance.now() - started) / 1000 };
        if (TABLE) appendFileSync(TABLE, `${JSON.stringify(line)}\n`);
      } catch (error) {
        process.stderr.write(`to have it again: SEED=${SEED} bun run test:faults (${name})\n`);
        throw error;
      }
    },
    LONGEST,
  );
}
