/**
 * Puts faults into a copy of the project, one at a time, and reports those that no test noticed.
 *
 *     bun run test:mutants            # all of them
 *     bun run test:mutants cursor     # those with a word in their name
 */
import { cpSync, symlinkSync } from "node:fs";
import { basename, join, relative } from "node:path";

import { temporaryFolder } from "../support/folder.ts";
import { type Mutant, mutants } from "./mutants.ts";

const ROOT = join(import.meta.dir, "../..");

/** What is not copied: it is made anew, shared, or somebody's conversations. */
const LEFT_OUT = new Set([".git", "node_modules", "dist"]);
const isData = (path: string) => path.startsWith("db/") && !path.startsWith("db/migrations");

/** Ends a test that waits for what a fault keeps from happening, in ms. */
const TIMEOUT = "60000";

const chosen = mutants.filter(({ name }) => process.argv.slice(2).every((word) => name.includes(word)));

if (chosen.length === 0) {
  process.stderr.write("No fault has that in its name.\n");
  process.exit(1);
}

using folder = temporaryFolder();
const copy = join(folder.path, "parlor");
cpSync(ROOT, copy, {
  recursive: true,
  filter: (path) => !LEFT_OUT.has(basename(path)) && !isData(relative(ROOT, path)),
});
symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));

const broken = await Promise.all(chosen.map(async (mutant) => ({ mutant, text: await breakIt(mutant) })));
await build();
const unsound = await findUnsound();

const unnoticed: string[] = [];
for (const { mutant, text } of broken) {
  if (unsound.has(testOf(mutant))) continue;
  const started = performance.now();
  const noticed = await isNoticed(mutant, text);
  if (!noticed) unnoticed.push(mutant.name);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${noticed ? "noticed  " : "UNNOTICED"} ${seconds.padStart(6)} s  ${mutant.name}\n`);
}
for (const test of unsound) process.stderr.write(`Fails without any fault, so its faults were not tried: ${test}\n`);
if (unnoticed.length > 0) end(`No test noticed: ${unnoticed.join("; ")}.`);
if (unsound.size > 0) end("Mend these tests first.");
process.stdout.write(`\n${chosen.length} faults, all noticed\n`);

/**
 * The text of a file with the fault in it.
 * @throws when the place is not there, or there more than once: the list has to follow the code
 */
async function breakIt({ name, file, find, replace }: Mutant): Promise<string> {
  const text = await Bun.file(join(copy, file)).text();
  const places = text.split(find).length - 1;
  if (places !== 1) end(`${name}: ${file} has ${places} times, not once:\n${find}`);
  return text.replace(find, () => replace);
}

/** Whether a test fails with the fault in the copy. */
async function isNoticed(mutant: Mutant, text: string): Promise<boolean> {
  const { file } = mutant;
  const path = join(copy, file);
  const whole = await Bun.file(path).text();
  const isBuilt = /^src\/(browser|styles)\//.test(file);
  await Bun.write(path, text);
  if (isBuilt) await build();
  const noticed = !(await passes(mutant));
  await Bun.write(path, whole);
  if (isBuilt) await build();
  return noticed;
}

/** The tests that fail without a fault, or are not there: they would notice everything. */
async function findUnsound(): Promise<Set<string>> {
  const different = new Map(chosen.map((mutant) => [testOf(mutant), mutant]));
  const unsound = new Set<string>();
  for (const [test, mutant] of different) if (!(await passes(mutant))) unsound.add(test);
  return unsound;
}

function testOf({ test, only = "" }: Mutant): string {
  return `${test} ${only}`.trim();
}

async function passes({ test, only }: Mutant): Promise<boolean> {
  const which = only === undefined ? [] : ["--test-name-pattern", only];
  return (await run("test", "--bail", "--timeout", TIMEOUT, ...which, `./${test}`)) === 0;
}

async function build() {
  if ((await run("src/build/build.ts")) !== 0) end("It can't be built.");
}

async function run(...command: string[]): Promise<number> {
  const child = Bun.spawn([process.execPath, ...command], {
    cwd: copy,
    env: { ...process.env, TMPDIR: folder.path },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
  });
  return child.exited;
}

function end(reason: string): never {
  folder[Symbol.dispose]();
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
