/** What is copied is what was asked for, however much more comes. */
import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";

import { sha256 } from "../../../test/support/contents.ts";
import { temporaryFolder } from "../../../test/support/folder.ts";
import { copyContent } from "./copy.ts";

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
