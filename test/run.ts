/**
 * The test command: a browser if there is none, then everything, and at the end what failed and why. What measures times has
 * the machine for itself; of the rest three suites run side by side. Files with a test that failed run once more, by
 * themselves: what is broken fails again, and what fails only beside others is named as unsteady.
 */
import { readdirSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";

import { temporaryFolder } from "./support/folder.ts";
import { canInstall, install } from "./support/install.ts";
import { whyNoNginx } from "./support/nginx.ts";
import { whyNoSwift } from "./support/swift.ts";

const ROOT = `${import.meta.dir}/..`;
const BROWSERS = ["google-chrome-stable", "google-chrome", "chromium-browser", "chromium", "microsoft-edge", "chrome"];

/** Folders and files of tests that measure how long something takes. */
const MEASURING = [
  "src",
  "test/security/load.test.ts",
  "test/faults/flood.test.ts",
  "test/faults/locked.test.ts",
  "test/live/frames.test.ts",
  "test/files/memory.test.ts",
];

/** What the build makes, which `bun start` runs. */
const BUILT = "dist/main.js";

type Step = { name: string; command: string[] };
type Outcome = { ok: boolean; output: string; pass: number; fail: number };

const bun = process.execPath;
const checks: Step[] = [
  { name: "format", command: [bun, "fmt", "--check"] },
  { name: "types", command: [bun, "check", "-b"] },
  { name: "unescaped text", command: [bun, "node_modules/@kitajs/ts-html-plugin/dist/cli.js"] },
  { name: "build", command: [bun, "src/build/build.ts"] },
];
const others = readdirSync(import.meta.dir)
  .map((name) => ({ name: `test/${name}`, files: testsIn(`test/${name}`) }))
  .filter(({ files }) => files.length > 0)
  .flatMap(inHalves)
  .sort((a, b) => b.files.length - a.files.length); // what takes long begins early

process.chdir(ROOT);
await findBrowser();
await findProxy();
await findStore();
const failed: (Step & Outcome)[] = [];
const unsteady: string[] = [];
const count = { pass: 0, fail: 0 };
await runAll(checks, checks.length);
await runAll(
  MEASURING.map((path) => suite(path, [path])),
  1,
);
await runAll(
  others.map(({ name, files }) => suite(name, files)),
  Math.min(3, availableParallelism() + 1), // more than cores, for each waits most of the time
);
for (const suite of failed.filter(({ output }) => filesWithFailures(output).length > 0)) await runAgain(suite);
const broken = failed.filter(({ ok }) => !ok);
for (const { name, output } of broken) process.stdout.write(`\n--- ${name} failed ---\n${output.trim()}\n`);
if (unsteady.length > 0) process.stdout.write(`\nunsteady, passed alone:\n${unsteady.join("\n")}\n`);
if (broken.length > 0) process.stdout.write(`\nfailed: ${broken.map(({ name }) => name).join(", ")}\n`);
process.stdout.write(`\n${count.pass} passed, ${count.fail} failed\n`);
process.exit(broken.length > 0 ? 1 : 0);

function suite(name: string, paths: string[]): Step {
  return { name: name.replace(".test.ts", ""), command: testCommand(paths.map((path) => `./${path}`)) };
}

function testCommand(paths: string[]): string[] {
  return [bun, "test", "--timeout", "120000", "--only-failures", ...paths];
}

/** Runs steps in their order, so many at a time. */
async function runAll(steps: Step[], atOnce: number) {
  const left = steps.values();
  const lane = async () => {
    for (const step of left) await run(step); // all lanes take from the same
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

async function run(step: Step) {
  const { name } = step;
  const started = performance.now();
  const outcome = await outcomeOf(step);
  const { ok, output, pass, fail } = outcome;
  count.pass += pass || (ok ? 1 : 0);
  count.fail += fail || (ok ? 0 : 1);
  if (!ok) failed.push({ ...step, ...outcome });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const told = name === "build" ? `  ${output.trim()}` : pass > 0 ? `  ${pass} tests` : "";
  process.stdout.write(`${ok ? "ok    " : "FAILED"} ${name.padEnd(20)} ${seconds.padStart(6)} s${told}\n`);
  for (const [line] of output.matchAll(/^not tested here: .*$/gm)) process.stdout.write(`       ${line}\n`);
}

/** Runs the files of a suite that had failures once more, now that nothing else runs. */
async function runAgain(suite: Step & Outcome) {
  const first = namesOfFailures(suite.output);
  const again = await outcomeOf({ ...suite, command: testCommand(filesWithFailures(suite.output)) });
  process.stdout.write(`${again.ok ? "ok    " : "FAILED"} ${suite.name.padEnd(20)} once more\n`);
  Object.assign(suite, { ok: again.ok, output: again.output });
  count.fail += again.fail - first.length;
  if (!again.ok) return;
  count.pass += first.length;
  unsteady.push(...first);
}

async function outcomeOf({ command }: Step): Promise<Outcome> {
  using scratch = temporaryFolder(); // a browser that starts must not find what that of another suite has left
  const child = Bun.spawn(command, {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, NO_COLOR: "1", TMPDIR: scratch.path, TESTED_PROGRAM: BUILT },
  });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  const ok = (await child.exited) === 0;
  const output = out + err;
  const pass = Number(/^ *(\d+) pass$/m.exec(output)?.[1] ?? 0);
  const fail = Number(/^ *(\d+) fail$/m.exec(output)?.[1] ?? 0);
  return { ok, output, pass, fail };
}

/** The files under whose heading a test failed, or could not begin. */
function filesWithFailures(output: string): string[] {
  const parts = output.split(/^(\S+\.test\.tsx?):$/m);
  return parts.flatMap((path, index) =>
    index % 2 === 1 && /^\(fail\) |^error: /m.test(parts[index + 1] ?? "") ? [`./${path}`] : [],
  );
}

function namesOfFailures(output: string): string[] {
  return [...output.matchAll(/^\(fail\) .*$/gm)].map(([line]) => line);
}

/** What takes longest is two suites, which run side by side. */
function inHalves({ name, files }: { name: string; files: string[] }) {
  if (name !== "test/browser") return [{ name, files }];
  const isOdd = (_: string, index: number) => index % 2 === 1;
  return [
    { name: `${name}, one half`, files: files.filter((file, index) => !isOdd(file, index)) },
    { name: `${name}, the other`, files: files.filter(isOdd) },
  ];
}

/** The test files of a folder, without those that measure. */
function testsIn(folder: string): string[] {
  const path = `${ROOT}/${folder}`;
  if (!statSync(path).isDirectory()) return [];
  const files = readdirSync(path).map((name) => `${folder}/${name}`);
  return files.filter((file) => file.includes(".test.") && !MEASURING.includes(file));
}

/** Chromium, Chrome or Edge; on Debian as root it is installed, and Chromium without windows, with which tests take half the time. */
async function findBrowser() {
  if (process.env.BUN_CHROME_PATH || process.platform !== "linux") return;
  const isThere = () => BROWSERS.some((name) => Bun.which(name));
  if (isThere() && (!canInstall() || Bun.which("chromium-headless-shell"))) return;
  if (canInstall()) await install(...(isThere() ? [] : ["chromium"]), "chromium-headless-shell", "fonts-dejavu-core");
  if (isThere()) return;
  process.stderr.write(
    "The tests need a browser: install Chromium or Chrome (on Debian: apt-get install -y chromium), then run them again.\n",
  );
  process.exit(1);
}

/** nginx, for what happens behind a proxy; on Debian as root it is installed, elsewhere those tests say that it lacks. */
async function findProxy() {
  if (whyNoNginx() && canInstall()) await install("nginx", "openssl");
}

/** Swift, for files in S3; on Debian as root it is installed, which takes a quarter of a minute. */
async function findStore() {
  if (whyNoSwift() && canInstall()) await install("python3-swift");
}
