/** What may be relied on of the bytes of files, wherever they lie. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";

import type { BlobStore } from "../../src/files/contents/blob-store.ts";
import { hashPieces, readPieces } from "../../src/files/contents/pieces.ts";
import { listed, openStore, read, sha256, writeIncoming, writeLarge } from "../support/contents.ts";
import { temporaryFolder } from "../support/folder.ts";
import { startSwift, type Swift, whyNoSwift } from "../support/swift.ts";

type Place = AsyncDisposable & { contents: BlobStore; dataDir: string; files: string };

const cannot = whyNoSwift();
if (cannot) process.stderr.write(`not tested here: files in S3 (${cannot})\n`);
let swift: Swift | undefined;
beforeAll(async () => {
  if (!cannot) swift = await startSwift("parlor");
});
afterAll(() => swift?.[Symbol.asyncDispose]());

/** On the disk, or in S3 under a prefix that nothing else has. */
function openPlace(store: "disk" | "S3"): Place {
  const folder = temporaryFolder();
  const dataDir = folder.path;
  const files = store === "S3" ? `s3://parlor/${randomUUID()}` : "";
  return {
    contents: openStore({ dataDir, files, access: swift?.access }),
    dataDir,
    files,
    [Symbol.asyncDispose]: async () => folder[Symbol.dispose](),
  };
}

describe.each(cannot ? (["disk"] as const) : (["disk", "S3"] as const))("on %s", (store) => {
  const open = () => openPlace(store);

  test("what was put is there under its hash, and gone from where it was", async () => {
    await using place = open();
    const { contents, dataDir } = place;
    const path = await writeIncoming(dataDir, "Good evening");
    const content = await contents.put(path);
    expect(content).toEqual({ hash: sha256("Good evening"), bytes: 12 });
    expect(existsSync(path)).toBe(false);
    expect(await read(contents, content.hash)).toEqual({ text: "Good evening", bytes: 12 });
  });

  test("the same bytes are stored once", async () => {
    await using place = open();
    const { contents, dataDir } = place;
    const paths = await Promise.all(["same", "same", "other"].map((text) => writeIncoming(dataDir, text)));
    for (const path of paths) await contents.put(path);
    expect([...(await listed(contents)).keys()].sort()).toEqual([sha256("same"), sha256("other")].sort());
    expect(paths.filter(existsSync)).toEqual([]);
  });

  test("the same bytes put many times at once are whole, and stored once", async () => {
    await using place = open();
    const { contents, dataDir } = place;
    const text = "the same ".repeat(100_000);
    const paths = await Promise.all(Array.from({ length: 12 }, () => writeIncoming(dataDir, text)));
    const stored = await Promise.all(paths.map((path) => contents.put(path)));
    expect(new Set(stored.map(({ hash }) => hash))).toEqual(new Set([sha256(text)]));
    expect(await read(contents, sha256(text))).toEqual({ text, bytes: text.length });
    expect((await listed(contents)).size).toBe(1);
    expect(paths.filter(existsSync)).toEqual([]);
  });

  test("while a file is put it is not there, or whole", async () => {
    await using place = open();
    const { contents, dataDir } = place;
    const path = await writeLarge(dataDir, 24);
    const { hash, bytes } = await hashPieces(readPieces(path));
    let done = false;
    const putting = contents.put(path).finally(() => (done = true));
    const sizes = new Set<number | undefined>();
    while (!done) sizes.add((await contents.get(hash))?.bytes);
    await putting;
    expect([...sizes].filter((size) => size !== undefined && size !== bytes)).toEqual([]);
    expect((await contents.get(hash))?.bytes).toBe(bytes);
  });

  test("a part is what lies between its ends, with the size of the whole", async () => {
    await using place = open();
    const { contents, dataDir } = place;
    const { hash } = await contents.put(await writeIncoming(dataDir, "0123456789"));
    expect(await read(contents, hash, { from: 2, to: 5 })).toEqual({ text: "234", bytes: 10 });
    expect(await read(contents, hash, { from: 0, to: 1 })).toEqual({ text: "0", bytes: 10 });
    expect(await read(contents, hash, { from: 9, to: 10 })).toEqual({ text: "9", bytes: 10 });
    expect(await read(contents, hash, { from: 8, to: 1_000 })).toEqual({ text: "89", bytes: 10 });
    expect(await read(contents, hash, { from: 10, to: 12 })).toEqual({ text: "", bytes: 10 });
    expect(await read(contents, hash, { from: 3, to: 3 })).toEqual({ text: "", bytes: 10 });
  });

  test("what a page fetches is the part alone, with its length", async () => {
    await using place = open();
    const { contents, dataDir } = place;
    const { hash } = await contents.put(await writeIncoming(dataDir, "0123456789"));
    using server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      async fetch() {
        const found = await contents.get(hash, { from: 2, to: 5 });
        return new Response(found?.body, { status: 206, headers: { "content-range": "bytes 2-4/10" } });
      },
    });
    const response = await fetch(server.url, { headers: { range: "bytes=2-4" } });
    expect([response.status, await response.text()]).toEqual([206, "234"]);
  });

  test("an empty file is a content too", async () => {
    await using place = open();
    const { contents, dataDir } = place;
    const { hash, bytes } = await contents.put(await writeIncoming(dataDir, ""));
    expect([hash, bytes]).toEqual([sha256(""), 0]);
    expect(await read(contents, hash)).toEqual({ text: "", bytes: 0 });
    expect((await listed(contents)).get(hash)?.bytes).toBe(0);
  });

  test("what is not there is nothing, and neither is what is no hash", async () => {
    await using place = open();
    const { contents, dataDir } = place;
    await contents.put(await writeIncoming(dataDir, "here"));
    for (const hash of [
      sha256("absent"),
      "",
      "..",
      "../incoming",
      `${sha256("here")}/`,
      sha256("here").toUpperCase(),
    ]) {
      expect(await contents.get(hash)).toBeUndefined();
      await contents.delete(hash);
    }
    expect((await listed(contents)).size).toBe(1);
  });

  test("what was deleted is gone, and may be put again", async () => {
    await using place = open();
    const { contents, dataDir } = place;
    const { hash } = await contents.put(await writeIncoming(dataDir, "goodbye"));
    await contents.delete(hash);
    expect(await contents.get(hash)).toBeUndefined();
    expect((await listed(contents)).size).toBe(0);
    await contents.put(await writeIncoming(dataDir, "goodbye"));
    expect(await read(contents, hash)).toEqual({ text: "goodbye", bytes: 7 });
  });

  test("what is put while the same bytes are deleted is there afterwards", async () => {
    await using place = open();
    const { contents, dataDir } = place;
    const { hash } = await contents.put(await writeIncoming(dataDir, "wanted"));
    let [claimed, deleting] = [false, Promise.resolve()];
    await contents.put(await writeIncoming(dataDir, "wanted"), async () => {
      deleting = contents.delete(hash, () => claimed);
      await read(contents, hash); // time enough for it, if it did not wait
      claimed = true;
    });
    await deleting;
    expect(await read(contents, hash)).toEqual({ text: "wanted", bytes: 6 });
  });

  test("a claim that fails fails the put, and holds up nobody", async () => {
    await using place = open();
    const { contents, dataDir } = place;
    const failing = contents.put(await writeIncoming(dataDir, "unlucky"), () => Promise.reject(new Error("no room")));
    await expect(failing).rejects.toThrow("no room");
    const { hash } = await contents.put(await writeIncoming(dataDir, "unlucky"));
    expect(await read(contents, hash)).toEqual({ text: "unlucky", bytes: 7 });
  });

  test("the list has every content with its size and time, and no upload that is under way", async () => {
    await using place = open();
    const { contents, dataDir } = place;
    const before = Date.now();
    const texts = Array.from({ length: 40 }, (_, number) => "x".repeat(number));
    for (const text of texts) await contents.put(await writeIncoming(dataDir, text));
    await writeIncoming(dataDir, "half an upl");
    const all = await listed(contents);
    expect(Object.fromEntries([...all].map(([hash, { bytes }]) => [hash, bytes]))).toEqual(
      Object.fromEntries(texts.map((text) => [sha256(text), text.length])),
    );
    for (const { at } of all.values()) {
      expect(at).toBeGreaterThan(before - 2_000); // S3 counts in seconds
      expect(at).toBeLessThan(Date.now() + 2_000);
    }
  });

  test("a put of a file that is not there fails and leaves nothing", async () => {
    await using place = open();
    const { contents, dataDir } = place;
    await expect(contents.put(`${dataDir}/files/incoming/absent`)).rejects.toThrow("ENOENT");
    expect((await listed(contents)).size).toBe(0);
  });

  test("a file of 100 MiB is put and read with the memory of a small one", async () => {
    await using place = open();
    const { dataDir, files } = place;
    const path = await writeLarge(dataDir, 100);
    const words = [dataDir, files, JSON.stringify(swift?.access ?? {}), path];
    const child = Bun.spawn([process.execPath, join(import.meta.dir, "mover.ts"), ...words], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const grown = Number(await new Response(child.stdout).text());
    expect(await child.exited).toBe(0);
    expect(grown).toBeLessThan(64_000_000);
  }, 60_000);
});
