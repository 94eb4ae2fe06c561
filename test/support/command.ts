/** A command of the operator, in a process of its own. */
import { join } from "node:path";

import { NO_ORPHANS, PARLOR } from "./server.ts";

const ROOT = join(import.meta.dir, "../..");

export type Outcome = { code: number | null; out: string; err: string };

/** Runs the program with these words on a folder. */
export const command = (folder: string, ...words: string[]): Promise<Outcome> => commandWith({}, folder, ...words);

/** The same with variables of its own. */
export async function commandWith(
  environment: Record<string, string>,
  folder: string,
  ...words: string[]
): Promise<Outcome> {
  const child = spawnCommandWith(environment, folder, ...words);
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  await child.exited;
  return { code: child.exitCode, out, err };
}

/** The same, to be looked at while it runs. */
export const spawnCommand = (folder: string, ...words: string[]) => spawnCommandWith({}, folder, ...words);

const spawnCommandWith = (environment: Record<string, string>, folder: string, ...words: string[]) =>
  Bun.spawn([...PARLOR, ...words], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH ?? "",
      TZ: "UTC",
      DATA_DIR: folder,
      PORT: "1234",
      BUN_OPTIONS: NO_ORPHANS,
      ...environment,
    },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
