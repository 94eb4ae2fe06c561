/** The test command: a browser if there is none, then everything, and at the end what failed and why. */
import { readdirSync } from "node:fs";

import { whyNoNginx } from "./support/nginx.ts";

const ROOT = `${import.meta.dir}/..`;
const BROWSERS = ["google-chrome-stable", "google-chrome", "chromium-browser", "chromium", "microsoft-edge", "chrome"];

type Step = { name: string; command: string[] };

const bun = process.execPath;
const steps: Step[] = [
  { name: "format", command: [bun, "fmt", "--check"] },
  { name: "types", command: [bun, "check", "-b"] },
  { name: "unescaped text", command: [bun, "node_modules/@kitajs/ts-html-plugin/dist/cli.js"] },
  { name: "build", command: [bun, "src/build/build.ts"] },
  ...[
    "src",
    ...readdirSync(import.meta.dir, { withFileTypes: true })
      .filter(hasTests)
      .map(({ name }) => `test/${name}`),
  ].map((folder) => ({
    name: folder,
    command: [bun, "test", "--timeout", "120000", "--only-failures", `./${folder}/`],
  })),
];

process.chdir(ROOT);
await findBrowser();
await findProxy();
const failed: { name: string; output: string }[] = [];
const count = { pass: 0, fail: 0 };
for (const step of steps) await run(step);
for (const { name, output } of failed) process.stdout.write(`\n--- ${name} failed ---\n${output.trim()}\n`);
if (failed.length > 0) process.stdout.write(`\nfailed: ${failed.map(({ name }) => name).join(", ")}\n`);
process.stdout.write(`\n${count.pass} passed, ${count.fail} failed\n`);
process.exit(failed.length > 0 ? 1 : 0);

async function run({ name, command }: Step) {
  const started = performance.now();
  const child = Bun.spawn(command, {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, NO_COLOR: "1" },
  });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  const ok = (await child.exited) === 0;
  const output = out + err;
  const tests = {
    pass: Number(/^ *(\d+) pass$/m.exec(output)?.[1] ?? 0),
    fail: Number(/^ *(\d+) fail$/m.exec(output)?.[1] ?? 0),
  };
  count.pass += tests.pass || (ok ? 1 : 0);
  count.fail += tests.fail || (ok ? 0 : 1);
  if (!ok) failed.push({ name, output });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const told = name === "build" ? `  ${output.trim()}` : tests.pass > 0 ? `  ${tests.pass} tests` : "";
  process.stdout.write(`${ok ? "ok    " : "FAILED"} ${name.padEnd(16)} ${seconds.padStart(6)} s${told}\n`);
  for (const [line] of output.matchAll(/^not tested here: .*$/gm)) process.stdout.write(`       ${line}\n`);
}

function hasTests(entry: { name: string; isDirectory: () => boolean }): boolean {
  return entry.isDirectory() && readdirSync(`${import.meta.dir}/${entry.name}`).some((name) => name.includes(".test."));
}

/** Chromium, Chrome or Edge; on Debian as root it is installed. */
async function findBrowser() {
  if (process.env.BUN_CHROME_PATH || process.platform !== "linux" || BROWSERS.some((name) => Bun.which(name))) return;
  if (process.getuid?.() !== 0 || !Bun.which("apt-get")) {
    process.stderr.write(
      "The tests need a browser: install Chromium or Chrome (on Debian: apt-get install -y chromium), then run them again.\n",
    );
    process.exit(1);
  }
  if (!(await install("chromium", "fonts-dejavu-core"))) process.exit(1);
}

/** nginx, for what happens behind a proxy; on Debian as root it is installed, elsewhere those tests say that it lacks. */
async function findProxy() {
  if (whyNoNginx() && process.platform === "linux" && process.getuid?.() === 0 && Bun.which("apt-get")) {
    await install("nginx", "openssl");
  }
}

async function install(...packages: string[]): Promise<boolean> {
  process.stdout.write(`installing ${packages[0]} …\n`);
  const command = `apt-get update -qq && apt-get install -y -qq --no-install-recommends ${packages.join(" ")}`;
  const child = Bun.spawn(["sh", "-c", command], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" }, // a service is not to start
    stdin: "ignore",
    stdout: "ignore",
    stderr: "inherit",
  });
  return (await child.exited) === 0;
}
