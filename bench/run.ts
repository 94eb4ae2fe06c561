/** `bun run bench [--full] [--only=word]`: measures, prints one table, and writes results.json and RESULTS.md. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openPair } from "./load/crowd.ts";
import { startReceivers } from "./load/receivers.ts";
import type { Outcome } from "./report/figure.ts";
import { printOutcome, writeReport } from "./report/report.ts";
import { bounds } from "./scenarios/bounds.ts";
import { browser } from "./scenarios/browser.ts";
import { bytes } from "./scenarios/bytes.ts";
import { fanOut } from "./scenarios/fan-out.ts";
import { files } from "./scenarios/files.ts";
import { growth } from "./scenarios/growth.ts";
import { history } from "./scenarios/history.ts";
import { many } from "./scenarios/many.ts";
import type { Options } from "./scenarios/options.ts";
import { page } from "./scenarios/page.ts";
import { posting } from "./scenarios/posting.ts";
import { massReturn } from "./scenarios/return.ts";
import { rooms } from "./scenarios/rooms.ts";
import { saturation } from "./scenarios/saturation.ts";
import { search } from "./scenarios/search.ts";
import { endServers } from "./servers/start.ts";

const full = process.argv.includes("--full");
const only = process.argv.find((argument) => argument.startsWith("--only="))?.slice("--only=".length);
const options: Options = { full, times: full ? 5 : 3 };

/** Everything that servers write; nothing of it stays, however the run ends. */
const scratch = mkdtempSync(join(tmpdir(), "parlor-bench-"));
process.env.TMPDIR = scratch;
process.once("exit", () => {
  endServers();
  rmSync(scratch, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

const receivers = startReceivers(1);
const manyReceivers = startReceivers(2); // one process may not have so many files open
const scenarios: Record<string, () => Promise<Outcome | Outcome[]>> = {
  "fan-out, saturation": async () => {
    const crowds = await openPair(receivers, 1_000);
    const outcomes = [await fanOut(crowds, options), await saturation(receivers, crowds, options)];
    await crowds.close();
    return outcomes;
  },
  many: () => many(manyReceivers, options),
  return: () => massReturn(receivers, options),
  ...(full || only ? { growth: () => growth(manyReceivers, options) } : {}),
  rooms: () => rooms(receivers, options),
  files: () => files(receivers, options),
  posting: () => posting(options),
  page: () => page(options),
  history: () => history(options),
  ...(full || only ? { search: () => search(options) } : {}),
  bytes: () => bytes(),
  bounds: () => bounds(options),
  browser: () => browser(options),
};
const chosen = Object.entries(scenarios).filter(([name]) => !only || name.includes(only));
if (chosen.length === 0) throw new Error(`there is no scenario ${only}: ${Object.keys(scenarios).join(", ")}`);

const since = performance.now();
const outcomes: Outcome[] = [];
const failures: string[] = [];
for (const [name, measure] of chosen) {
  try {
    const found = [await measure()].flat();
    outcomes.push(...found);
    found.forEach(printOutcome);
  } catch (error) {
    failures.push(`${name} was not measured: ${error instanceof Error ? error.message : String(error)}`);
    endServers();
  }
}
receivers.stop();
manyReceivers.stop();
await writeReport(outcomes, {
  full,
  seconds: (performance.now() - since) / 1_000,
  partial: only !== undefined,
  failures,
});
process.exit(failures.length > 0 ? 1 : 0);
