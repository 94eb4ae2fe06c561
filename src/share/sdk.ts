/** ngrok's own SDK: a native module of 11 MB, fetched when somebody shares for the first time, and else never. */
import { existsSync, linkSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { basename, join } from "node:path";

import { Mendable } from "../lib/operator-error.ts";
import lock from "./ngrok.lock.txt" with { type: "text" };

const VERSION = "1.7.0";

export type Forward = {
  addr: string;
  authtoken: string;
  /** Called with "closed" when the connection to ngrok is lost and with "connected" when it is back. */
  onStatusChange: (status: string) => void;
};

export type Sdk = {
  /** Opens a tunnel to a local address. @throws an error with `errorCode` when ngrok refuses */
  forward: (options: Forward) => Promise<{ url: () => string | null; close: () => Promise<void> }>;
};

/** The SDK could not be fetched. Its message is one line for the operator. */
export class NoSdk extends Mendable {}

const cache = () => join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), `parlor/ngrok-${VERSION}`);

/**
 * Loads the SDK from the cache of this user; fetches it first if it is not there.
 * @param tell says that this takes a moment
 * @throws NoSdk
 */
export async function loadSdk(tell: (line: string) => void, folder = cache()): Promise<Sdk> {
  const entry = join(folder, "node_modules/@ngrok/ngrok/index.js");
  if (!existsSync(join(folder, "complete"))) {
    tell(`Fetching ngrok's SDK, this once (11 MB, kept in ${folder}) …`);
    try {
      await fetchSdk(folder);
    } catch (error) {
      throw new NoSdk(error instanceof Error ? error.message : String(error));
    }
  }
  return createRequire(entry)(entry) as Sdk;
}

/** Installs exactly what the lock file names, checksums included. This program is Bun, and the executable is too. */
async function fetchSdk(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const manifest = { name: "parlor-share", dependencies: { "@ngrok/ngrok": VERSION } };
  await Bun.write(join(folder, "package.json"), JSON.stringify(manifest));
  await Bun.write(join(folder, "bun.lock"), lock);
  const command = [process.execPath, "install", "--frozen-lockfile", "--silent", "--linker", "hoisted"];
  const child = Bun.spawn(command, {
    cwd: folder,
    env: { ...process.env, BUN_BE_BUN: "1" },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  const problems = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new NoSdk(problems.trim().split("\n")[0] ?? "");
  bringTogether(folder);
  await Bun.write(join(folder, "complete"), "");
}

/** The part for this machine, beside the part for all: the executable finds no package by its name. */
function bringTogether(folder: string): void {
  const parts = [...new Bun.Glob("node_modules/@ngrok/ngrok-*/*.node").scanSync({ cwd: folder })];
  if (parts.length === 0) throw new NoSdk("there is none for this machine");
  for (const part of parts) linkSync(join(folder, part), join(folder, "node_modules/@ngrok/ngrok", basename(part)));
}
