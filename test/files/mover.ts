/** Puts a large file and reads it back, slowly at first as a phone does, and prints by how many bytes its memory grew meanwhile. */
import { readFileSync } from "node:fs";

import { openStore, writeIncoming } from "../support/contents.ts";

const [dataDir = "", files = "", access = "", path = ""] = process.argv.slice(2);
const contents = openStore({ dataDir, files, access: JSON.parse(access) });

/** The most memory it ever had, in bytes. */
const peak = () => 1_024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);

async function move(path: string) {
  const { hash, bytes } = await contents.put(path);
  const hasher = new Bun.CryptoHasher("sha256");
  let [read, slow] = [0, 10];
  for await (const chunk of new Response((await contents.get(hash))?.body).body ?? []) {
    if (slow-- > 0) await Bun.sleep(20);
    hasher.update(chunk);
    read += chunk.byteLength;
  }
  if (read !== bytes || hasher.digest("hex") !== hash) throw new Error(`read ${read} of ${bytes} bytes`);
}

await move(await writeIncoming(dataDir, "whatever is loaded on first use"));
const before = peak();
await move(path);
process.stdout.write(String(peak() - before));
