/** `bun run bench [--full] [--only=word]`: measures, prints one table, and writes results.json and RESULTS.md. */
import { startReceivers } from "./load/receivers.ts";
import type { Outcome } from "./report/figure.ts";
import { printOutcome, writeReport } from "./report/report.ts";
import { browser } from "./scenarios/browser.ts";
import { bytes } from "./scenarios/bytes.ts";
import { fanOut } from "./scenarios/fan-out.ts";
import { growth } from "./scenarios/growth.ts";
import { history } from "./scenarios/history.ts";
import { many } from "./scenarios/many.ts";
import type { Options } from "./scenarios/options.ts";
import { page } from "./scenarios/page.ts";
import { posting } from "./scenarios/posting.ts";
import { massReturn } from "./scenarios/return.ts";
import { saturation } from "./scenarios/saturation.ts";
import { search } from "./scenarios/search.ts";

const full = process.argv.includes("--full");
const only = process.argv.find((argument) => argument.startsWith("--only="))?.slice("--only=".length);
const options: Options = { full, times: full ? 5 : 3 };

process.setMaxListeners(0);
const receivers = startReceivers(1);
const manyReceivers = startReceivers(2); // one process may not have so many files open
const scenarios: Record<string, () => Promise<Outcome>> = {
  "fan-out": () => fanOut(receivers, options),
  many: () => many(manyReceivers, options),
  return: () => massReturn(receivers, options),
  saturation: () => saturation(receivers, options),
  ...(full || only ? { growth: () => growth(manyReceivers, options) } : {}),
  posting: () => posting(options),
  page: () => page(options),
  history: () => history(options),
  ...(full || only ? { search: () => search(options) } : {}),
  bytes: () => bytes(),
  browser: () => browser(options),
};

const since = performance.now();
const outcomes: Outcome[] = [];
try {
  for (const [name, measure] of Object.entries(scenarios)) {
    if (only && !name.includes(only)) continue;
    const outcome = await measure();
    outcomes.push(outcome);
    printOutcome(outcome);
  }
} finally {
  receivers.stop();
  manyReceivers.stop();
}
await writeReport(outcomes, { full, seconds: (performance.now() - since) / 1_000, partial: only !== undefined });
process.exit(0);
