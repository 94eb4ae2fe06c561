/**
 * `bun run test:container`: builds the image and tries what the README promises of it, with docker or podman. What the
 * engine needs on this machine goes into CONTAINER_OPTIONS; IMAGE names one that is built already.
 */
import { chownSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "../support/folder.ts";
import { register } from "../support/person.ts";
import { freePort } from "../support/port.ts";
import { openReader } from "../support/reader.ts";
import { waitFor } from "../support/wait.ts";

/** The first that answers; a client without its daemon does not. */
const ENGINE = ["docker", "podman"].find((name) => Bun.which(name) && Bun.spawnSync([name, "info"]).success);
const OPTIONS = process.env.CONTAINER_OPTIONS?.split(" ").filter(Boolean) ?? [];

/** As in compose.yaml. */
const HARDENED = ["--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"];

if (!ENGINE) {
  process.stderr.write("This needs docker or podman, running.\n");
  process.exit(1);
}

const name = `parlor-test-${process.pid}`;
const url = `http://localhost:${freePort()}`;
using folder = temporaryFolder();
let failures = 0;

process.chdir(join(import.meta.dir, "../.."));
const image = process.env.IMAGE ?? (await build());
const bytes = Number((await engine("image", "inspect", image, "--format", "{{.Size}}")).out);
process.stdout.write(`${image}: ${(bytes / 1e6).toFixed(0)} MB\n`);

try {
  await step("it starts on a read-only file system, without capabilities, as user 1000", async () => {
    await start(`${name}:/data`);
    const user = await engine("inspect", name, "--format", "{{.Config.User}}");
    if (user.out !== "1000:1000") throw new Error(`it runs as ${user.out}`);
  });
  await step("its health check says ok", async () => {
    const { code, out } = await engine("exec", name, "/parlor", "health");
    if (code !== 0 || out !== "ok") throw new Error(`${code}: ${out}`);
  });
  await step("people register, post and hear each other", () => talk("Ada", "before"));
  await step("a command of the operator reaches it", async () => {
    const { out } = await engine("exec", name, "/parlor", "backup", "/data/copy.sqlite");
    if (!out.includes("1 message, 1 person")) throw new Error(out);
  });
  await step("it says how it is shared, in a command that reaches this container", async () => {
    const { out } = await logs();
    const command = new RegExp(`${ENGINE} exec -it ([0-9a-f]{12}) /parlor share `).exec(out);
    const { out: id } = await engine("inspect", name, "--format", "{{.Id}}");
    if (!command?.[1] || !id.startsWith(command[1])) throw new Error(out);
    const { err } = await engine("exec", name, "/parlor", "share", "--lan");
    if (!err.includes("the port you published")) throw new Error(err);
  });
  await step("SIGTERM ends it with 0, in time", stop);
  await step("another container on the same volume has everything", async () => {
    await start(`${name}:/data`);
    await talk("Grace", "after", ["before"]);
    await stop();
  });
  await step("a folder that belongs to another user stops it with one line", async () => {
    const path = join(folder.path, "root");
    mkdirSync(path, { mode: 0o700 });
    await start(`${path}:/data`, "no answer");
    const { code, out } = await logs();
    if (code === 0 || !/Parlor can't start: DATA_DIR is "\/data": expected a folder/.test(out)) throw new Error(out);
    await engine("rm", "--force", name);
  });
  await step("a folder that belongs to user 1000 will do, and is all it writes to", async () => {
    const path = join(folder.path, "own");
    mkdirSync(path, { mode: 0o700 });
    chownSync(path, 1000, 1000);
    await start(`${path}:/data`);
    await talk("Joan", "here");
    await stop();
    if (!readdirSync(path).includes("parlor.sqlite")) throw new Error(readdirSync(path).join(", "));
  });
} finally {
  await engine("rm", "--force", name);
  await engine("volume", "rm", name);
}
process.stdout.write(failures > 0 ? `${failures} failed\n` : "all is as promised\n");
process.exit(failures > 0 ? 1 : 0);

async function step(what: string, run: () => Promise<void>) {
  try {
    await run();
    process.stdout.write(`ok      ${what}\n`);
  } catch (error) {
    failures++;
    process.stdout.write(`FAILED  ${what}\n        ${String(error)}\n        ${(await logs()).out}\n`);
  }
}

async function build(): Promise<string> {
  const format = ENGINE === "podman" ? ["--format", "docker"] : []; // the other one has no health checks
  const { code, err } = await engine("build", ...format, "--tag", "parlor-test", ".");
  if (code === 0) return "parlor-test";
  process.stderr.write(`The image can't be built:\n${err}\n`);
  process.exit(1);
}

async function start(volume: string, expected: "an answer" | "no answer" = "an answer") {
  const port = new URL(url).port;
  const network = ["--env", `PORT=${port}`, "--publish", `127.0.0.1:${port}:${port}`];
  const run = ["run", "--detach", "--name", name, ...HARDENED, "--volume", volume, ...network, ...OPTIONS, image];
  const { code, err } = await engine(...run);
  if (code !== 0) throw new Error(err);
  const isRunning = async () => (await engine("inspect", name, "--format", "{{.State.Running}}")).out === "true";
  const isWell = () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await waitFor(async () => (await isWell()) || !(await isRunning()), "it to answer or to end", 20_000);
  if ((await isWell()) !== (expected === "an answer")) throw new Error(`expected ${expected}`);
}

/** Somebody new says something and hears it over the socket; the page shows it after what was there before. */
async function talk(who: string, body: string, before: string[] = []) {
  const person = await register(url, who);
  const reader = await openReader(url, person);
  await person.say(body);
  await reader.until(() => reader.texts().join() === [...before, body].join(), "the message");
  reader.close();
}

async function stop() {
  await engine("stop", "--time", "10", name);
  const { out } = await engine("inspect", name, "--format", "{{.State.ExitCode}}");
  if (out !== "0") throw new Error(`it ended with ${out}`);
  await engine("rm", name);
}

async function logs() {
  const { out, err } = await engine("logs", name);
  const { out: code } = await engine("inspect", name, "--format", "{{.State.ExitCode}}");
  return { code: Number(code), out: `${out}\n${err}`.trim() };
}

async function engine(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = Bun.spawn([ENGINE ?? "", ...words], { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, out: out.trim(), err: err.trim() };
}
