/** Shows outcomes on the terminal, and keeps them as JSON and as a page to read. */
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";

import { boundOf, type Figure, isMet, type Outcome, show, type Table, verdictOf } from "./figure.ts";
import { REMARKS } from "./remarks.ts";

const FOLDER = join(import.meta.dir, "..");

/** `failures`: what could not be measured, and why. */
export type Run = { full: boolean; seconds: number; partial: boolean; failures: string[] };

export function printOutcome({ title, figures, tables, notes }: Outcome): void {
  const lines = [`\n${title}`, ...figures.map(lineOf)];
  for (const table of tables) lines.push("", ...plain(table));
  print([...lines, ...notes]);
}

const print = (lines: string[]) => void process.stdout.write(`${lines.join("\n")}\n`);

const lineOf = (figure: Figure): string =>
  `  ${figure.what.padEnd(62)} ${boundOf(figure).padStart(8)} ${show(figure.value).padStart(9)} ${figure.unit.padEnd(12)} ${verdictOf(figure)}`;

function plain({ columns, rows }: Table): string[] {
  const cells = [columns, ...rows.map((row) => row.map(cellOf))];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)));
  return cells.map((row) => `    ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  ")}`);
}

const cellOf = (cell: string | number): string => (typeof cell === "number" ? show(cell) : cell);

/** Writes results.json and RESULTS.md; of a run that measured only a part, nothing but the table on the terminal. */
export async function writeReport(outcomes: Outcome[], run: Run): Promise<void> {
  const figures = outcomes.flatMap((outcome) => outcome.figures);
  const missed = figures.filter((figure) => boundOf(figure) && !isMet(figure));
  print([
    "",
    ...outcomes.flatMap(({ title, figures }) => [title, ...figures.filter(boundOf).map(lineOf)]),
    "",
    ...run.failures,
    `${missed.length} of ${figures.filter(boundOf).length} bounds missed, in ${Math.round(run.seconds)} s.`,
  ]);
  if (run.partial) return;
  const machine = await describeMachine();
  const plots = Object.assign({}, ...outcomes.map(({ plots }) => plots)) as Record<string, string>;
  for (const [name, svg] of Object.entries(plots)) await Bun.write(join(FOLDER, "plots", `${name}.svg`), svg);
  const measured = outcomes.map(({ plots: _, ...outcome }) => outcome);
  await Bun.write(join(FOLDER, "results.json"), `${JSON.stringify({ machine, run, outcomes: measured }, null, 2)}\n`);
  await Bun.write(join(FOLDER, "RESULTS.md"), pageOf(outcomes, run, machine));
  await Bun.$`${process.execPath} fmt ${FOLDER}`.quiet(); // as everything else in the project
}

async function describeMachine() {
  const node = await Bun.$`node --version`.quiet().nothrow().text();
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    kernel: release().split("-")[0],
    bun: Bun.version,
    node: node.trim() || "absent",
  };
}

const HOW_TO_READ = `The main figure is **CPU time of the server per unit of work** (user and system, of all threads, from \`/proc\`).
It depends less on what else the machine does than times do, but it does: caches go cold, and a server that is kept
waiting finds more to do at once, and then each row costs it less. Run it on a quiet machine. Parlor and its references run in the same run, in turns,
on loopback, each server in a process of its own; a figure is the median of the repetitions, and "×" is a ratio of two
medians. Every row carries its number and the time it was sent. On each socket rows are counted, and every twentieth is
read in full, for latencies and for each number once ("wrong" counts the sockets on which rows were missing or doubled).
"Busy" is the share of a core. Where "receiver busy" or "speaker busy" is near 1, or their sum on two cores, the load
generator is the limit: rows per second and latencies are then its own, while CPU per row still is the server's.

"Bare" is \`Bun.serve\` publishing what comes in over a socket, in rows of the same bytes as Parlor's: it stores nothing,
renders nothing and knows nobody.`;

function pageOf(outcomes: Outcome[], run: Run, machine: Awaited<ReturnType<typeof describeMachine>>): string {
  const { date, processor, cores, memoryGB, kernel, bun, node } = machine;
  const parts = outcomes.map(
    ({ title, figures, tables, notes }) =>
      `## ${title}\n\n` +
      [
        ...(figures.length > 0 ? [markdown({ columns: ["", "bound", "figure", ""], rows: figures.map(rowOf) })] : []),
        ...tables.map(markdown),
        ...notes,
        ...remarksOn(title, figures),
      ]
        .map((part) => `${part}\n\n`)
        .join(""),
  );
  return `# What Parlor costs

Written by \`bun run bench${run.full ? " --full" : ""}\` on ${date}, in ${Math.round(run.seconds)} s: ${cores} cores (${processor}), ${memoryGB} GB, Linux ${kernel},
Bun ${bun}, Node ${node}.

${HOW_TO_READ}

${run.failures.map((failure) => `**${failure}**\n\n`).join("")}${parts.join("")}`
    .trimEnd()
    .concat("\n");
}

/** Where a bound is missed: where the time goes, if a profile was looked at. */
function remarksOn(title: string, figures: Figure[]): string[] {
  const missed = figures.filter((figure) => boundOf(figure) && !isMet(figure)).map(({ what }) => what);
  return REMARKS.filter((remark) => remark.title === title && missed.some((what) => what.startsWith(remark.what))).map(
    ({ text }) => `**Where the time goes:** ${text}`,
  );
}

const rowOf = (figure: Figure): string[] => [
  figure.what,
  boundOf(figure),
  `${show(figure.value)} ${figure.unit}`.trim(),
  verdictOf(figure).replace(/^missed.*/, "**$&**"),
];

const markdown = ({ columns, rows }: Table): string =>
  [columns, columns.map(() => "---"), ...rows.map((row) => row.map(cellOf))]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
