/** ngrok's own SDK: a native module of 11 MB, fetched when somebody shares for the first time, and else never. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { basename, join } from "node:path";

import { messageOf, OperatorError } from "../lib/operator-error.ts";
import { CHECKSUMS, VERSION } from "./checksums.ts";

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
export class NoSdk extends OperatorError {}

const cache = () => join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), `parlor/ngrok-${VERSION}`);

/**
 * Loads the SDK from the cache of this user; fetches it first if it is not there as ngrok published it.
 * @param tell says that this takes a moment
 * @throws NoSdk
 */
export async function loadSdk(tell: (line: string) => void, folder = cache(), checksums = CHECKSUMS): Promise<Sdk> {
  if (!isAsPublished(folder, checksums)) {
    tell(`Downloading ngrok's SDK, just this once (11 MB, kept in ${folder}) …`);
    try {
      await fetchSdk(folder, checksums);
    } catch (error) {
      throw new NoSdk(messageOf(error));
    }
    if (!isAsPublished(folder, checksums))
      throw new NoSdk("there is none for this machine, or it is not what ngrok published");
  }
  const entry = join(folder, "index.js");
  return createRequire(entry)(entry) as Sdk;
}

/** Whether a folder has the SDK, each file as it was published, and nothing else that could be loaded instead. */
function isAsPublished(folder: string, checksums: Readonly<Record<string, string>>): boolean {
  try {
    const files = readdirSync(folder);
    const isComplete = files.includes("index.js") && files.length > 1;
    return isComplete && files.every((file) => checksums[file] === sha256(join(folder, file)));
  } catch {
    return false; // nothing there, or nothing that can be read
  }
}

const sha256 = (path: string): string => new Bun.CryptoHasher("sha256").update(readFileSync(path)).digest("hex");

/**
 * Installs the package beside the cache, and keeps of it what is loaded: one script, and the part for this machine.
 * This program is Bun, and the executable is too.
 */
async function fetchSdk(folder: string, checksums: Readonly<Record<string, string>>): Promise<void> {
  const workshop = `${folder}.new`;
  for (const old of [folder, workshop]) rmSync(old, { recursive: true, force: true });
  mkdirSync(workshop, { recursive: true });
  try {
    await install(workshop);
    mkdirSync(folder);
    for (const file of new Bun.Glob("node_modules/@ngrok/*/*").scanSync({ cwd: workshop })) {
      if (basename(file) in checksums) copyFileSync(join(workshop, file), join(folder, basename(file)));
    }
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

async function install(folder: string): Promise<void> {
  const manifest = { name: "parlor-share", dependencies: { "@ngrok/ngrok": VERSION } };
  await Bun.write(join(folder, "package.json"), JSON.stringify(manifest));
  const command = [process.execPath, "install", "--silent", "--ignore-scripts", "--no-save", "--linker", "hoisted"];
  const own = join(folder, "cache"); // a container has no other place to write
  const child = Bun.spawn(command, {
    cwd: folder,
    env: { ...process.env, BUN_BE_BUN: "1", BUN_INSTALL_CACHE_DIR: own, BUN_TMPDIR: own, TMPDIR: own },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  const problems = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new NoSdk(problems.trim().split("\n")[0] ?? "");
}
