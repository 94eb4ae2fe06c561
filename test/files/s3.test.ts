/** What is particular to contents in S3: it is elsewhere, and may not be reached. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { S3Client, type S3Options } from "bun";

import { BackendUnavailable } from "../../src/files/contents/backend.ts";
import { listed, openStore, read, sha256, writeIncoming, writeLarge } from "../support/contents.ts";
import { temporaryFolder } from "../support/folder.ts";
import { startProxy } from "../support/proxy.ts";
import { startSwift, type Swift, whyNoSwift } from "../support/swift.ts";

const cannot = whyNoSwift();

test("without a key for S3 the start stops, and says which variables it expects", async () => {
  using folder = temporaryFolder();
  const program = `
    import { openBlobStore } from ${JSON.stringify(join(import.meta.dir, "../../src/files/contents/blob-store.ts"))};
    try {
      openBlobStore({ dataDir: process.argv[1], files: "s3://parlor/files", filesTimeoutSeconds: 30 });
    } catch (error) {
      console.log(error.constructor.name + ": " + error.message);
    }
  `;
  const child = Bun.spawn([process.execPath, "-e", program, folder.path], {
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "pipe", "inherit"],
  });
  expect(await new Response(child.stdout).text()).toBe(
    `BadConfig: FILES is "s3://parlor/files": expected S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY with it\n`,
  );
});

describe.skipIf(cannot !== undefined)("files in S3", () => {
  let swift: Swift;
  beforeAll(async () => {
    swift = await startSwift("parlor");
  });
  afterAll(() => swift[Symbol.asyncDispose]());

  /** A place under a prefix that nothing else has. */
  function openPlace(access: S3Options = {}, bucket = "parlor", timeout?: number) {
    const folder = temporaryFolder();
    const prefix = randomUUID();
    return {
      prefix,
      dataDir: folder.path,
      contents: openStore({
        dataDir: folder.path,
        files: `s3://${bucket}/${prefix}/`,
        access: { ...swift.access, ...access },
        timeout,
      }),
      [Symbol.dispose]: folder[Symbol.dispose],
    };
  }

  test("the bucket may have other things in it, beside the prefix and below it", async () => {
    using place = openPlace();
    const bucket = new S3Client({ ...swift.access, bucket: "parlor" });
    await bucket.write(`${place.prefix}-other/${sha256("other")}`, "other");
    await bucket.write(`${place.prefix}/notes.txt`, "notes");
    const { hash } = await place.contents.put(await writeIncoming(place.dataDir, "mine"));
    expect([...(await listed(place.contents)).keys()]).toEqual([hash]);
    expect(await bucket.file(`${place.prefix}/${hash}`).text()).toBe("mine");
  });

  test("what is there already does not travel again", async () => {
    using place = openPlace();
    const bucket = new S3Client({ ...swift.access, bucket: "parlor" });
    const key = `${place.prefix}/${sha256("once")}`;
    await bucket.write(key, "ONCE"); // of the same size, and so taken for it
    const path = await writeIncoming(place.dataDir, "once");
    await place.contents.put(path);
    expect([await bucket.file(key).text(), existsSync(path)]).toEqual(["ONCE", false]);
  });

  test("an upload that is cut off leaves nothing, and the file where it was, to be put later", async () => {
    using proxy = startProxy(Number(new URL(swift.access.endpoint).port));
    using place = openPlace({ endpoint: proxy.url });
    const path = await writeLarge(place.dataDir, 24);
    let chunks = 0;
    const late = () => {
      if (++chunks === 30) proxy.turn("cut"); // while the parts are on their way
      return 1;
    };
    proxy.pace({ late });
    await expect(place.contents.put(path)).rejects.toThrow(BackendUnavailable);
    expect(existsSync(path)).toBe(true);
    proxy.pace({});
    proxy.turn("fine");
    expect((await listed(place.contents)).size).toBe(0);
    const { hash, bytes } = await place.contents.put(path);
    expect((await listed(place.contents)).get(hash)?.bytes).toBe(bytes);
    expect(existsSync(path)).toBe(false);
  });

  test("a moment without S3 is waited out", async () => {
    using proxy = startProxy(Number(new URL(swift.access.endpoint).port));
    using place = openPlace({ endpoint: proxy.url });
    const { contents, dataDir } = place;
    const { hash } = await contents.put(await writeIncoming(dataDir, "patient"));
    for (const call of [() => contents.get(hash), () => listed(contents), () => contents.delete(hash)]) {
      proxy.turn("cut");
      const calling = call();
      await Bun.sleep(20); // the first attempt fails
      proxy.turn("fine");
      await calling;
    }
    expect((await listed(contents)).size).toBe(0);
  });

  test("an S3 that falls silent counts as out of reach, and holds up no later upload", async () => {
    using proxy = startProxy(Number(new URL(swift.access.endpoint).port));
    using place = openPlace({ endpoint: proxy.url }, "parlor", 2);
    const { contents, dataDir } = place;
    let chunks = 0;
    const late = () => {
      if (++chunks === 30) proxy.turn("half-open");
      return 1;
    };
    proxy.pace({ late });
    const path = await writeLarge(dataDir, 24);
    await expect(contents.put(path)).rejects.toThrow("silent for 2 s");
    const calls = [contents.get(sha256("x")), contents.delete(sha256("x")), listed(contents)];
    const outcomes = await Promise.allSettled(calls);
    for (const outcome of outcomes) {
      expect(outcome.status === "rejected" && outcome.reason).toBeInstanceOf(BackendUnavailable);
    }
    proxy.pace({});
    proxy.turn("cut");
    proxy.turn("fine");
    const { hash, bytes } = await contents.put(path);
    expect((await listed(contents)).get(hash)?.bytes).toBe(bytes);
  });

  test("what S3 does not do is told with the place and the reason", async () => {
    const hash = sha256("anything");
    const cases: [S3Options, string, RegExp][] = [
      [{ endpoint: "http://127.0.0.1:9" }, "parlor", /^s3:\/\/parlor\/.*: ConnectionRefused, /],
      [{ secretAccessKey: "wrong" }, "parlor", /^s3:\/\/parlor\/.*: SignatureDoesNotMatch, /],
      [{}, "elsewhere", /^s3:\/\/elsewhere\/.*: NoSuchBucket, /],
    ];
    for (const [access, bucket, message] of cases) {
      using place = openPlace(access, bucket);
      const { contents, dataDir } = place;
      const path = await writeIncoming(dataDir, "anything");
      const calls: (() => Promise<unknown>)[] = [
        () => contents.put(path),
        () => contents.delete(hash),
        () => listed(contents),
      ];
      if (bucket === "parlor") calls.push(() => read(contents, hash)); // a missing bucket has no contents
      for (const call of calls) {
        const error = await call().catch((error: unknown) => error);
        expect(error).toBeInstanceOf(BackendUnavailable);
        expect(error instanceof Error && error.message).toMatch(message);
      }
      expect(existsSync(path)).toBe(true);
    }
  });
});
