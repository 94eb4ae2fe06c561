/** The content of a file, read in pieces: a large one takes no more memory than a small one. */
import type { Content } from "./content-store.ts";

export async function hashFile(path: string): Promise<Content> {
  const hasher = new Bun.CryptoHasher("sha256");
  let bytes = 0;
  for await (const chunk of Bun.file(path).stream()) {
    hasher.update(chunk);
    bytes += chunk.byteLength;
  }
  return { hash: hasher.digest("hex"), bytes };
}
