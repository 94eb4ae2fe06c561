/** A real server in a process of its own, on a free port, with a folder of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "../..");

export type TestServer = {
  url: string;
  port: number;
  folder: string;
  /** What the process printed so far. */
  output: () => string;
  /** Ends the process; resolves with its exit code, null after a signal. */
  stop: (signal?: NodeJS.Signals) => Promise<number | null>;
  /** Starts it again on the same port and folder. */
  restart: () => Promise<void>;
  pid: () => number;
  /** Ends the process and removes the folder. */
  [Symbol.asyncDispose]: () => Promise<void>;
};

export type Environment = Record<string, string>;

/** What is run, where, and with which options of Bun, which an executable takes from its environment alone. */
export type Program = { command: string[]; cwd: string; options?: string };

/** The test command names the executable that it has made, which starts in half the time; a test by itself takes the source. */
export const PARLOR = process.env.TESTED_PROGRAM ? [process.env.TESTED_PROGRAM] : [process.execPath, "src/main.ts"];

/** How the program calls itself where it says what to type. */
export const PROGRAM_NAME = process.env.TESTED_PROGRAM ?? "bun src/main.ts";
export const SHARE = process.env.TESTED_PROGRAM ? `${PROGRAM_NAME} share` : "bun run share";

/** What a test starts ends with it. */
export const NO_ORPHANS = "--no-orphans";

/** As it runs for people, where a password takes its time. */
export const AS_RELEASED: Program = { command: PARLOR, cwd: ROOT, options: NO_ORPHANS };

/** The same with passwords that cost next to nothing, for most tests need people and don't ask what it takes to let them in. */
const QUICK: Program = { ...AS_RELEASED, options: `${NO_ORPHANS} --preload=${import.meta.dir}/cheap-passwords.ts` };

/** Runs `src/main.ts` or another program; resolves when it listens, rejects with its output when it ends before. */
export async function startServer(environment: Environment = {}, program = QUICK): Promise<TestServer> {
  const folder = environment.DATA_DIR ?? mkdtempSync(join(tmpdir(), "parlor-"));
  let running = await launch({ PORT: "0", DATA_DIR: folder, ...environment }, program);
  const { port } = running;

  const server: TestServer = {
    url: `http://localhost:${port}`,
    port,
    folder,
    output: () => running.output(),
    pid: () => running.child.pid,
    async stop(signal = "SIGTERM") {
      running.child.kill(signal);
      await running.child.exited;
      return running.child.exitCode;
    },
    async restart() {
      running = await launch({ DATA_DIR: folder, ...environment, PORT: String(port) }, program);
    },
    async [Symbol.asyncDispose]() {
      await server.stop("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return server;
}

/**
 * Stops a server while something is put into its folder, and starts it again: what is kept in memory of a database may not
 * be changed behind its back.
 * @example await betweenRuns(server, (folder) => addRoom(folder, "attic", "Attic"));
 */
export async function betweenRuns<Result>(server: TestServer, work: (folder: string) => Result): Promise<Result> {
  await server.stop();
  const result = work(server.folder);
  await server.restart();
  return result;
}

/** Runs it to its end, for configurations that must not start. */
export async function runServer(
  environment: Environment,
  program = QUICK,
): Promise<{ code: number | null; output: string }> {
  const { child, output } = spawnServer(environment, program);
  await child.exited;
  await Bun.sleep(0);
  return { code: child.exitCode, output: await output.whole };
}

/** A server's process, to be looked at and ended by the test. */
export function spawnServer(environment: Environment, { command, cwd, options = "" }: Program = QUICK) {
  const child = Bun.spawn(command, {
    cwd,
    env: { PATH: process.env.PATH ?? "", TZ: "UTC", BUN_OPTIONS: options, ...environment },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  let text = "";
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) text += decoder.decode(chunk, { stream: true });
  };
  const whole = Promise.all([read(child.stdout), read(child.stderr)]).then(() => text);
  return { child, output: { now: () => text, whole } };
}

async function launch(environment: Environment, program: Program) {
  const { child, output } = spawnServer(environment, program);
  for (;;) {
    const start = /"event":"start","port":(\d+)/.exec(output.now());
    if (start) return { child, port: Number(start[1]), output: output.now };
    if (child.exitCode !== null || child.signalCode) throw new Error(`the server did not start: ${await output.whole}`);
    await Bun.sleep(5);
  }
}
