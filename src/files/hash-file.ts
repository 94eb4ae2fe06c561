/** The content of a file, read in pieces: a large one takes no more memory than a small one. */
import { open } from "node:fs/promises";

import type { Content } from "./content-store.ts";

export async function hashFile(path: string): Promise<Content> {
  await using file = await open(path, "r");
  const hasher = new Bun.CryptoHasher("sha256");
  const buffer = new Uint8Array(262_144); // one for all pieces: a stream makes a new one for each, and they pile up
  for (let bytes = 0; ;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
    if (bytesRead === 0) return { hash: hasher.digest("hex"), bytes };
    hasher.update(buffer.subarray(0, bytesRead));
    bytes += bytesRead;
  }
}
