/** The process ends at any moment: what was acknowledged is there, and what is there is whole. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";

import type { BlobStore } from "../../src/files/contents/blob-store.ts";
import { listed, openStore } from "../support/contents.ts";
import { temporaryFolder } from "../support/folder.ts";
import { startSwift, type Swift, whyNoSwift } from "../support/swift.ts";
import { waitFor } from "../support/wait.ts";

const KILLS = 8;

const cannot = whyNoSwift();
if (cannot) process.stderr.write(`not tested here: killed while files go to S3 (${cannot})\n`);
let swift: Swift | undefined;
beforeAll(async () => {
  if (!cannot) swift = await startSwift("parlor");
});
afterAll(() => swift?.[Symbol.asyncDispose]());

describe.each(cannot ? [""] : ["", "s3://parlor/files"])("with FILES=%s", (files) => {
  test(`killed ${KILLS} times while it puts files, all that was acknowledged is there, and all that is there is whole`, async () => {
    using folder = temporaryFolder();
    const acknowledged = new Set<string>();
    for (let kill = 0; kill < KILLS; kill++) {
      for (const hash of await putUntilKilled(folder.path, files, kill)) acknowledged.add(hash);
    }
    const contents = openStore({ dataDir: folder.path, files, access: swift?.access });
    const stored = await listed(contents);
    expect([...acknowledged].filter((hash) => !stored.has(hash))).toEqual([]);
    for (const [hash, { bytes }] of stored) expect(await hashStored(contents, hash)).toEqual({ hash, bytes });
  }, 120_000);
});

/** Kills a process some files after it has begun, and returns the hashes it had said are stored. */
async function putUntilKilled(dataDir: string, files: string, kill: number): Promise<string[]> {
  const words = [dataDir, files, JSON.stringify(swift?.access ?? {}), `run ${kill}`];
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "putter.ts"), ...words], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  const reading = (async () => {
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) said += text;
  })();
  const lines = () => said.split("\n").slice(0, -1); // the last may be half a line
  try {
    await waitFor(() => lines().length > kill, "files to be put");
  } finally {
    child.kill("SIGKILL");
    await Promise.all([child.exited, reading]);
  }
  return lines();
}

/** The hash and number of the bytes that are really there. */
async function hashStored(contents: BlobStore, name: string) {
  const hasher = new Bun.CryptoHasher("sha256");
  let bytes = 0;
  for await (const chunk of new Response((await contents.get(name))?.body).body ?? []) {
    hasher.update(chunk);
    bytes += chunk.byteLength;
  }
  return { hash: hasher.digest("hex"), bytes };
}
