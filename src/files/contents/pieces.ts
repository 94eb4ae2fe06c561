/** Files read in pieces, so that a large one takes no more memory than a small one. */
import { open } from "node:fs/promises";

import type { Content } from "./backend.ts";

/** What lies in a file, one piece after the other; each is overwritten by the next, so use it or copy it. */
export async function* readPieces(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  await using file = await open(path, "r");
  const buffer = new Uint8Array(262_144); // one for all: a stream makes a new one for each piece, and they pile up
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

/** The content that some pieces are together. */
export async function hashPieces(pieces: AsyncIterable<Uint8Array>): Promise<Content> {
  const hasher = new Bun.CryptoHasher("sha256");
  let bytes = 0;
  for await (const piece of pieces) {
    hasher.update(piece);
    bytes += piece.length;
  }
  return { hash: hasher.digest("hex"), bytes };
}
