/** The long form of the fault tests: the same tests with more rounds, and a table of what they went through. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "../support/folder.ts";
import type { Line } from "./fault.ts";
import { SEED } from "./random.ts";

using folder = temporaryFolder();
const table = join(folder.path, "figures");

process.stdout.write(`SEED=${SEED}\n`);
const child = Bun.spawn([process.execPath, "test", "./test/faults/", ...process.argv.slice(2)], {
  cwd: join(import.meta.dir, "../.."),
  env: { ...process.env, SEED: String(SEED), FAULTS_TABLE: table },
  stdio: ["ignore", "inherit", "inherit"],
});
const code = await child.exited;

const lines = existsSync(table)
  ? readFileSync(table, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Line)
  : [];
const sum = (of: (line: Line) => number) => lines.reduce((total, line) => total + of(line), 0);
const total: Line = {
  name: "altogether",
  faults: sum(({ faults }) => faults),
  sent: sum(({ sent }) => sent),
  checked: sum(({ checked }) => checked),
  seconds: sum(({ seconds }) => seconds),
};

process.stdout.write(`\n${row("survived", "faults", "sent", "checked", "seconds")}\n`);
for (const { name, faults, sent, checked, seconds } of [...lines, total]) {
  process.stdout.write(`${row(name, ...[faults, sent, checked].map(String), seconds.toFixed(1))}\n`);
}
process.exitCode = code;

function row(name: string, ...cells: string[]): string {
  return name.slice(0, 100).padEnd(102) + cells.map((cell) => cell.padStart(10)).join("");
}
