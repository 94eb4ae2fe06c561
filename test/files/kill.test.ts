/** The process ends at any moment: what was acknowledged is there, and what is there is whole. */
import { expect, test } from "bun:test";
import { join } from "node:path";

import { openContents } from "../../src/files/contents.ts";
import { hashFile } from "../../src/files/hash-file.ts";
import { listed } from "../support/contents.ts";
import { temporaryFolder } from "../support/folder.ts";
import { waitFor } from "../support/wait.ts";

const KILLS = 12;

test(`killed ${KILLS} times while it puts files, the store has all that was acknowledged, and only whole ones`, async () => {
  using folder = temporaryFolder();
  const acknowledged = new Set<string>();
  for (let kill = 0; kill < KILLS; kill++) {
    for (const hash of await putUntilKilled(folder.path, kill)) acknowledged.add(hash);
  }
  const stored = await listed(openContents({ dataDir: folder.path }));
  expect([...acknowledged].filter((hash) => !stored.has(hash))).toEqual([]);
  for (const [hash, { bytes }] of stored) {
    expect(await hashFile(join(folder.path, "files", hash.slice(0, 2), hash))).toEqual({ hash, bytes });
  }
}, 60_000);

/** Kills a process some files after it has begun, and returns the hashes it had said are stored. */
async function putUntilKilled(dataDir: string, kill: number): Promise<string[]> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "putter.ts"), dataDir, `run ${kill}`], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  let said = "";
  const reading = (async () => {
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) said += text;
  })();
  const lines = () => said.split("\n").slice(0, -1); // the last may be half a line
  try {
    await waitFor(() => lines().length > kill * 3, "files to be put");
  } finally {
    child.kill("SIGKILL");
    await Promise.all([child.exited, reading]);
  }
  return lines();
}
