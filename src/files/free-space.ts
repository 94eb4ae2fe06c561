/** Bytes that are free on the disk of a folder. */
import { statfs } from "node:fs/promises";

export async function freeOn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
