/**
 * The test command: a browser if there is none, then everything, and at the end what failed and why. What measures times has
 * the machine, or a core of it, for itself; of the rest some suites run side by side. Files with a test that failed run once more, by
 * themselves: what is broken fails again, and what fails only beside others is named as unsteady.
 */
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

import { temporaryFolder } from "./support/folder.ts";
import { canInstall, install } from "./support/install.ts";
import { whyNoNginx } from "./support/nginx.ts";
import { whyNoSwift } from "./support/swift.ts";

const ROOT = `${import.meta.dir}/..`;
const BROWSERS = ["google-chrome-stable", "google-chrome", "chromium-browser", "chromium", "microsoft-edge", "chrome"];

/** Tests that measure how long something takes while a server has all that it can do: they have the machine for themselves. */
const UNDER_LOAD = ["test/security/load.test.ts", "test/faults/flood.test.ts"];

/** Tests that measure how long something takes, or what a page takes: a core for themselves is enough. */
const MEASURING = [
  "test/browser/row-cost.test.ts",
  "test/faults/locked.test.ts",
  "test/live/frames.test.ts",
  "test/files/memory.test.ts",
];

/** Folders in which most time goes, the longest first: what takes long begins early. */
const LONG = ["test/faults", "test/security", "test/files", "test/browser", "test/http", "test/operator"];

/** As many files at most are one suite, so that what runs side by side also ends so. */
const FILES = 18;

/** What is tested: the executable, which is ready soonest, for it is started some hundred times. */
const PROGRAM = "dist/parlor";

type Step = { name: string; command: string[] };
type Outcome = { ok: boolean; output: string; pass: number; fail: number };

const bun = process.execPath;
const build: Step = { name: "build", command: [bun, "src/build/compile.ts"] };
const checks: Step[] = [
  { name: "format", command: [bun, "fmt", "--check"] },
  { name: "types", command: [bun, "check", "-b"] },
  { name: "unescaped text", command: [bun, "node_modules/@kitajs/ts-html-plugin/dist/cli.js"] },
];
const units = testsIn("src");
const clocks = units.filter((file) =>
  /performance\.now|quickest\(|setInterval\(/.test(readFileSync(`${ROOT}/${file}`, "utf8")),
);
const folders = new Set([...LONG, ...readdirSync(import.meta.dir).map((name) => `test/${name}`)]);
const others = [
  ...[...folders].flatMap((folder) => inParts(folder, testsIn(folder))),
  suite("src", units.filter((file) => !clocks.includes(file))), // prettier-ignore
];

process.chdir(ROOT);
const failed: (Step & Outcome)[] = [];
const unsteady: string[] = [];
const count = { pass: 0, fail: 0 };
await Promise.all([runAll([build, ...checks], 2), findPrograms()]);
await run(suite("under load", UNDER_LOAD));
await runAll([suite("src, by the clock", clocks), suite("measuring", MEASURING)], Math.min(2, availableParallelism()));
await runAll(others, availableParallelism() + 2); // more than cores, for each waits most of the time
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
    env: { ...process.env, NO_COLOR: "1", TMPDIR: scratch.path, TESTED_PROGRAM: PROGRAM },
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

/** The suites of a folder: in parts where it has many files, each with some from everywhere, for neighbours are alike. */
function inParts(folder: string, files: string[]): Step[] {
  const count = Math.ceil(files.length / FILES);
  return Array.from({ length: count }, (_, part) => {
    const name = count > 1 ? `${folder}, ${part + 1} of ${count}` : folder;
    return suite(name, files.filter((_, index) => index % count === part)); // prettier-ignore
  });
}

/** The test files of a folder, without those that measure. */
function testsIn(folder: string): string[] {
  const files = [...new Bun.Glob(`${folder}/**/*.test.{ts,tsx}`).scanSync(ROOT)];
  return files.filter((file) => ![...UNDER_LOAD, ...MEASURING].includes(file)).sort();
}

/** What the tests need of the system. One after the other, for there is one installer. */
async function findPrograms() {
  await findBrowser();
  await findProxy();
  await findStore();
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
