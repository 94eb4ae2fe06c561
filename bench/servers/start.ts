/** A server under test: a process of its own that prints its port, and what it has used. */
import { tmpdir } from "node:os";
import { join } from "node:path";

import { cpuOf, memoryOf } from "../measure/process.ts";

const ROOT = join(import.meta.dir, "../..");
const START_TIMEOUT = 60_000;

const running = new Set<Bun.Subprocess>();

/** Ends all servers that a scenario has left behind, because it failed. */
export function endServers(): void {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
}

export type Running = {
  name: string;
  port: number;
  /** From the call to the port, in ms. */
  startedIn: number;
  /** CPU time so far, in µs. */
  cpu: () => number;
  /** Memory, in bytes. */
  memory: () => number;
  stop: () => Promise<void>;
};

export type Start = { name: string; command: string[]; environment?: Record<string, string> };

/** Starts a server and waits for its port; a JSON line with `"port":` or a plain line with the number. */
export async function start({ name, command, environment = {} }: Start): Promise<Running> {
  const since = performance.now();
  const child = Bun.spawn(command, {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? "", TMPDIR: tmpdir(), TZ: "UTC", NODE_ENV: "production", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.add(child);
  const timer = setTimeout(() => child.kill("SIGKILL"), START_TIMEOUT);
  const port = Promise.withResolvers<number>();
  void readPort(child.stdout, port);
  const found = await port.promise.finally(() => clearTimeout(timer));
  return {
    name,
    port: found,
    startedIn: performance.now() - since,
    cpu: () => cpuOf(child.pid),
    memory: () => memoryOf(child.pid),
    async stop() {
      running.delete(child);
      child.kill("SIGTERM");
      const killer = setTimeout(() => child.kill("SIGKILL"), 6_000);
      await child.exited;
      clearTimeout(killer);
    },
  };
}

/** Reads to the end, so that the server never waits for its output. */
async function readPort(output: ReadableStream<Uint8Array>, port: PromiseWithResolvers<number>) {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of output) {
    text = (text + decoder.decode(chunk, { stream: true })).slice(-2_000);
    const number = /(?:"port":|^)(\d+)(?=[,\n])/m.exec(text)?.[1];
    if (number) port.resolve(Number(number));
  }
  port.reject(new Error(`the server did not start: ${text}`));
}

/** A reference of this folder, run by Bun. */
export const startBun = (file: string, environment: Record<string, string> = {}): Promise<Running> =>
  start({ name: file, command: [process.execPath, join(import.meta.dir, `${file}.ts`)], environment });

/** A reference of this folder, run by Node. */
export const startNode = (file: string, environment: Record<string, string> = {}): Promise<Running> =>
  start({ name: file, command: ["node", join(import.meta.dir, `${file}.mjs`)], environment });

/** A reference of this folder, run by the system's Python, for which Debian packages what it needs. */
export const startPython = (file: string, environment: Record<string, string> = {}): Promise<Running> =>
  start({ name: file, command: ["/usr/bin/python3", join(import.meta.dir, `${file}.py`)], environment });
