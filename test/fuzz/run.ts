/** The long form of the fuzz tests: the same tests with many more inputs, and a table of what they went through. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { SEED } from "../faults/random.ts";
import { temporaryFolder } from "../support/folder.ts";

/** Inputs, unless `FUZZ_INPUTS` says otherwise. */
const INPUTS = "100000";

using folder = temporaryFolder();
const table = join(folder.path, "figures");

process.stdout.write(`SEED=${SEED}\n`);
const child = Bun.spawn([process.execPath, "test", "./test/fuzz/", ...process.argv.slice(2)], {
  cwd: join(import.meta.dir, "../.."),
  env: { FUZZ_INPUTS: INPUTS, ...process.env, SEED: String(SEED), FUZZ_TABLE: table },
  stdio: ["ignore", "inherit", "inherit"],
});
const code = await child.exited;
if (existsSync(table)) {
  for (const text of readFileSync(table, "utf8").trim().split("\n")) {
    const { name, inputs, growth } = JSON.parse(text) as { name: string; inputs: number; growth: number };
    const change = ((growth - 1) * 100).toFixed(1);
    process.stdout.write(
      `${name.padEnd(10)} ${String(inputs).padStart(8)} inputs, memory ${change} % in the last third\n`,
    );
  }
}
process.exitCode = code;
