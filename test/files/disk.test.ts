/** What is particular to contents on the disk. */
import { expect, test } from "bun:test";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { openStore, read, sha256, writeIncoming } from "../support/contents.ts";
import { temporaryFolder } from "../support/folder.ts";

const modeOf = (path: string) => statSync(path).mode & 0o777;

test("a content lies under the first two digits of its hash, and only its owner may read it", async () => {
  using folder = temporaryFolder();
  const contents = openStore({ dataDir: folder.path });
  const hash = sha256("private");
  await contents.put(await writeIncoming(folder.path, "private"));
  const files = join(folder.path, "files");
  expect(readdirSync(files).sort()).toEqual([hash.slice(0, 2), "incoming"].sort());
  expect(modeOf(join(files, hash.slice(0, 2), hash))).toBe(0o600);
  for (const path of [files, join(files, "incoming"), join(files, hash.slice(0, 2))]) expect(modeOf(path)).toBe(0o700);
});

test("a damaged content is whole again when the same bytes are put once more", async () => {
  using folder = temporaryFolder();
  const contents = openStore({ dataDir: folder.path });
  const { hash } = await contents.put(await writeIncoming(folder.path, "a picture"));
  writeFileSync(join(folder.path, "files", hash.slice(0, 2), hash), "a pict");
  await contents.put(await writeIncoming(folder.path, "a picture"));
  expect(await read(contents, hash)).toEqual({ text: "a picture", bytes: 9 });
});

test("where the content can't be stored, the file stays, and can be put when it is possible again", async () => {
  using folder = temporaryFolder();
  const contents = openStore({ dataDir: folder.path });
  const path = await writeIncoming(folder.path, "patient");
  const hash = sha256("patient");
  const obstacle = join(folder.path, "files", hash.slice(0, 2));
  writeFileSync(obstacle, "a file where the folder goes");
  await expect(contents.put(path)).rejects.toThrow("EEXIST");
  expect(existsSync(path)).toBe(true);
  expect(await contents.get(sha256("else"))).toBeUndefined();
  await Bun.file(obstacle).delete();
  await contents.put(path);
  expect(await read(contents, hash)).toEqual({ text: "patient", bytes: 7 });
});

test("other files in the folder are neither listed nor touched", async () => {
  using folder = temporaryFolder();
  const contents = openStore({ dataDir: folder.path });
  const { hash } = await contents.put(await writeIncoming(folder.path, "mine"));
  const strangers = [`${hash.slice(0, 2)}/notes.txt`, `${hash.slice(0, 2)}/${sha256("misplaced")}`, "README", "zz"];
  for (const name of strangers) writeFileSync(join(folder.path, "files", name), "");
  const names = await Array.fromAsync(contents.list());
  expect(names.map((content) => content.hash)).toEqual([hash]);
  expect(strangers.every((name) => existsSync(join(folder.path, "files", name)))).toBe(true);
});
