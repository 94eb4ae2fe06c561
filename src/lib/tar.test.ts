/** Archives are what Debian's tar makes of the same files, whatever their size. */
import { expect, test } from "bun:test";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "../../test/support/folder.ts";
import { tar, type TarEntry } from "./tar.ts";

const AT = Date.UTC(2026, 10, 26, 20);

const run = (folder: string, ...words: string[]) => {
  const { stdout, stderr, exitCode } = Bun.spawnSync(["tar", ...words], {
    cwd: folder,
    env: { ...process.env, TZ: "UTC" },
  });
  return { code: exitCode, out: stdout.toString(), err: stderr.toString() };
};

async function* inPieces(bytes: Uint8Array, size = 1_000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const entry = (name: string, bytes: Uint8Array): TarEntry => ({
  name,
  bytes: bytes.length,
  at: AT,
  body: inPieces(bytes),
});

async function* listOf(...entries: TarEntry[]) {
  yield* entries;
}

test("files of any size come out as they went in, for their owner alone", async () => {
  using folder = temporaryFolder();
  const files = [0, 1, 511, 512, 513, 5_000, 100_000].map((length) => {
    const bytes = new Uint8Array(length);
    crypto.getRandomValues(bytes.subarray(0, 60_000));
    return { name: `parlor-2026-11-26/files/${length}/${"f".repeat(64)}`, bytes };
  });
  const archive = await Array.fromAsync(tar(listOf(...files.map(({ name, bytes }) => entry(name, bytes)))));
  await Bun.write(join(folder.path, "a.tar"), Buffer.concat(archive));
  expect(run(folder.path, "--extract", "--file", "a.tar")).toEqual({ code: 0, out: "", err: "" });
  for (const { name, bytes } of files) {
    const path = join(folder.path, name);
    expect(await Bun.file(path).bytes()).toEqual(bytes);
    expect([statSync(path).mode & 0o777, statSync(path).mtimeMs]).toEqual([0o600, AT]);
  }
  expect(readdirSync(folder.path)).toHaveLength(2);
  expect(run(folder.path, "--compare", "--file", "a.tar").code).toBe(0);
});

test("a size that octal digits can't hold is understood", async () => {
  using folder = temporaryFolder();
  const bytes = 12_345_678_901;
  const pieces = tar(listOf({ name: "large", bytes, at: AT, body: inPieces(new Uint8Array(0)) }));
  const { value } = await pieces.next();
  await Bun.write(join(folder.path, "large.tar"), value as Uint8Array<ArrayBuffer>);
  expect(run(folder.path, "--list", "--verbose", "--file", "large.tar").out).toContain(String(bytes));
});

test("what has another length than was said, or too long a name, ends the archive", async () => {
  const short = { ...entry("short", new Uint8Array(10)), bytes: 11 };
  const long = { ...entry("long", new Uint8Array(10)), bytes: 9 };
  const named = entry("n".repeat(101), new Uint8Array(10));
  for (const wrong of [short, long, named]) await expect(Array.fromAsync(tar(listOf(wrong)))).rejects.toThrow();
});
