/** What is copied is what was asked for, however much more comes. */
import { expect, test } from "bun:test";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { sha256 } from "../../../test/support/contents.ts";
import { temporaryFolder } from "../../../test/support/folder.ts";
import { copyContent, isSound } from "./copy.ts";

test("a content that never ends is damaged, and does not fill the disk", async () => {
  using folder = temporaryFolder();
  let came = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      came += 1_000;
      if (came > 1_000_000) controller.close();
      else controller.enqueue(new Uint8Array(1_000));
    },
  });
  const from = { get: async () => ({ body, bytes: 1_000_000 }) };
  const to = { folder: folder.path, put: () => Promise.reject(new Error("it was put")) };
  expect(await copyContent(from, to, { hash: sha256("short"), bytes: 5 })).toBe("damaged");
  expect(came).toBeLessThan(10_000);
  expect(readdirSync(folder.path)).toEqual([]);
});

test("a content that is deleted once it was found is missing, and nobody's fault", async () => {
  using folder = temporaryFolder();
  const content = { hash: sha256("brief"), bytes: 5 };
  const path = join(folder.path, "brief");
  let isThere = true;
  const from = {
    async get() {
      if (!isThere) return undefined;
      isThere = false;
      writeFileSync(path, "brief");
      const body = Bun.file(path);
      rmSync(path);
      return { body, bytes: 5 };
    },
  };
  const to = { folder: folder.path, put: () => Promise.reject(new Error("it was put")) };
  expect(await copyContent(from, to, content)).toBe("missing");
  isThere = true;
  expect(await isSound(from, content)).toBe(false);
  await expect(copyContent({ get: async () => ({ body: Bun.file(path), bytes: 5 }) }, to, content)).rejects.toThrow(
    "ENOENT",
  );
  expect(readdirSync(folder.path)).toEqual([]);
});
