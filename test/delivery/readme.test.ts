/** What the README tells people to type does what it says, in a fresh copy of this folder. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, existsSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";

import { type Folder, temporaryFolder } from "../support/folder.ts";
import { cookieOf, PASSWORD, personOf, register, submit } from "../support/person.ts";
import { startServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

const ROOT = join(import.meta.dir, "../..");

/** What is there only once Parlor was installed, built, started or compiled. */
const LATER = ["node_modules", "bench/node_modules", "test/engines/node_modules", "dist", "public/build", ".git"].map(
  (path) => join(ROOT, path),
);

/** Commands that start a server and go on until they are stopped. */
const SERVERS = [
  "bun start",
  "npx --yes bun@1.4.5 start",
  "bun run share --lan",
  "NGROK_AUTHTOKEN=… bun run share",
  "dist/parlor",
  "bun dev",
];

/** How one shares what these have started: in the form in which it was started. */
const SHARES = new Map([
  ["bun start", "bun run share --lan"],
  ["npx --yes bun@1.4.5 start", "npx --yes bun@1.4.5 run share --lan"],
  ["dist/parlor", "dist/parlor share --lan"],
]);

/** Commands that do something and end, in this order, beside a server. */
const BESIDE = [
  "bun src/main.ts --help",
  "bun src/main.ts backup backup",
  "bun src/main.ts sweep",
  "bun src/main.ts admin ada",
  "bun src/main.ts users",
  "bun src/main.ts rooms",
  "bun src/main.ts passwd ada",
  "bun src/main.ts export > messages.jsonl",
  "bun src/main.ts logout ada",
  "bun src/main.ts remove ada",
];
const RESTORE = "bun src/main.ts restore backup";
const COMPILE = "bun run compile";

/** Commands that are not run here, and why. */
const ELSEWHERE: [RegExp, string][] = [
  [/^docker /, "they need Docker: bun run test:container"],
  [/^bun run (test|bench|pictures)/, "they are long, or would run this test"],
];

const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const commands = [...readme.matchAll(/^```sh\n([^]*?)^```/gm)].flatMap(([, block = ""]) =>
  block
    .split("\n")
    .map((line) => line.replace(/ +# .*$/, "").trim())
    .filter(Boolean),
);

let folder: Folder;
let copy: string;

beforeAll(() => {
  folder = temporaryFolder();
  copy = join(folder.path, "parlor");
  const isRuntimeData = (path: string) => path.startsWith(join(ROOT, "db/")) && !path.includes("migrations");
  cpSync(ROOT, copy, { recursive: true, filter: (path) => !LATER.includes(path) && !isRuntimeData(path) });
});
afterAll(() => folder[Symbol.dispose]());

const environment = () => ({
  PATH: `${join(process.execPath, "..")}:${process.env.PATH ?? ""}`,
  HOME: process.env.HOME ?? "",
  PORT: "0",
  XDG_CACHE_HOME: join(folder.path, "cache"),
  ...(process.env.NODE_EXTRA_CA_CERTS && { NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS }),
});

/** Runs a command as a person types it, in a process group of its own. */
const type = (command: string, more: Record<string, string> = {}) =>
  Bun.spawn(["sh", "-c", command], {
    cwd: copy,
    env: { ...environment(), ...more },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    detached: true,
  });

test("every command in it is run here, or there is a reason why not", () => {
  const run = [...SERVERS, ...BESIDE, RESTORE, COMPILE];
  const known = (command: string) => run.includes(command) || ELSEWHERE.some(([pattern]) => pattern.test(command));
  expect(commands.filter((command) => !known(command))).toEqual([]);
  expect(run.filter((command) => !commands.includes(command))).toEqual([]);
  const left = commands.filter((command) => !run.includes(command));
  for (const [pattern, reason] of ELSEWHERE) {
    process.stderr.write(
      `not run here: ${left.filter((command) => pattern.test(command)).length} commands, ${reason}\n`,
    );
  }
});

test("the executable is made where it says", async () => {
  expect(await type(COMPILE).exited).toBe(0);
  expect(existsSync(join(copy, "dist/parlor"))).toBe(true);
});

test("a start builds again only what has changed", async () => {
  const build = () => new Response(type("bun src/build/build.ts").stdout).text();
  expect(await type("bun install --frozen-lockfile --silent").exited).toBe(0);
  await build();
  expect(await build()).toBe("");
  utimesSync(join(copy, "src/styles/room.css"), new Date(), new Date());
  expect(await build()).toStartWith("built: ");
});

test.each(SERVERS)("%s starts a server, in a fresh copy", async (command) => {
  const cannot = command.startsWith("npx") && !Bun.which("npx") ? "there is no Node here" : undefined;
  if (cannot) return void process.stderr.write(`not run here: ${command} (${cannot})\n`);
  const child = type(command);
  let output = "";
  const reading = Promise.all(
    [child.stdout, child.stderr].map(async (stream) => {
      for await (const chunk of stream) output += new TextDecoder().decode(chunk);
    }),
  );
  try {
    const started = () => /"event":"start","port":(\d+)/.exec(output)?.[1];
    await waitFor(() => started() !== undefined || child.exitCode !== null, "it to start", 90_000);
    expect(output).toMatch(/"event":"start"/);
    const page = await fetch(`http://localhost:${started()}/`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Join the room")]);
    const share = SHARES.get(command);
    if (share) await waitFor(() => output.includes(`  ${share} `), `it to say ${share}`);
  } finally {
    process.kill(-child.pid, "SIGTERM"); // all that the command has started
    await child.exited;
    await reading;
  }
});

test("the commands of the operator do what they say, beside a server and without one", async () => {
  const DATA_DIR = join(folder.path, "data");
  await using server = await startServer({ DATA_DIR });
  const ada = await register(server.url, "ada");
  await ada.say("for the archive");
  for (const command of BESIDE) {
    const child = type(command, { DATA_DIR });
    const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
    expect([command, await child.exited, err]).toEqual([command, 0, ""]);
    if (!command.includes(">")) expect(out).not.toBe("");
  }
  expect(readFileSync(join(copy, "messages.jsonl"), "utf8")).toContain("for the archive");
  await server.stop();
  expect(await type(RESTORE, { DATA_DIR }).exited).toBe(0);
  await server.restart();
  const back = await submit(server.url, "/login", { username: "ada", password: PASSWORD });
  const room = await personOf(server.url, "ada", cookieOf(back)).ask("/rooms/lobby");
  expect(await room.text()).toContain("for the archive");
});
