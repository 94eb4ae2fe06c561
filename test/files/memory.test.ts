/** Large files cost no memory. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";

import { change } from "../support/database.ts";
import { postFiles } from "../support/files.ts";
import { type Person, register } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(180_000);

const MOST = 64 * 1_048_576;
const LARGE = 100 * 1_000_000;

let server: TestServer;
let ada: Person;

beforeAll(async () => {
  server = await startServer({
    FILE_BYTES: String(LARGE),
    FILES_PER_PERSON_DAY: "10000000000",
    POSTS_PER_10S: "1000",
    FLUSH_INTERVAL_MS: "0",
  });
  ada = await register(server.url, "Ada");
  await betweenRuns(server, (folder) => change(folder, "UPDATE users SET admin = 1"));
});
afterAll(() => server[Symbol.asyncDispose]());

/** What the server has in memory, in bytes. */
const resident = (): number => {
  const status = readFileSync(`/proc/${server.pid()}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1_024;
};

/** The most that the server has in memory while something is done. */
async function mostDuring<Result>(work: Promise<Result>): Promise<{ most: number; result: Result }> {
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, resident())), 20);
  try {
    return { result: await work, most };
  } finally {
    clearInterval(timer);
  }
}

/** A body of so many bytes, of which no two are the same, that is made as it is sent. */
function streamed(bytes: number, seed: number): ReadableStream<Uint8Array> {
  let left = bytes;
  return new ReadableStream({
    pull(controller) {
      if (left === 0) return controller.close();
      const block = new Uint8Array(Math.min(left, 262_144)).fill(seed);
      crypto.getRandomValues(block.subarray(0, 64));
      controller.enqueue(block);
      left -= block.length;
    },
  });
}

/** What the server has when nothing happens, after it has once done what is measured. */
async function idle(): Promise<number> {
  await ada.ask("/rooms/lobby");
  await Bun.sleep(500); // garbage is collected when there is time
  return resident();
}

test("ten files of 100 MB at once take less than 64 MB of memory", async () => {
  const before = await idle();
  const upload = (number: number) =>
    ada.ask("/rooms/lobby/files", {
      method: "POST",
      body: streamed(LARGE, number),
      headers: { "content-type": "application/octet-stream", "content-length": String(LARGE), "x-file-name": "large" },
      duplex: "half",
    } as RequestInit);
  const { most, result } = await mostDuring(Promise.all(Array.from({ length: 10 }, (_, number) => upload(number))));
  expect(result.map(({ status }) => status)).toEqual(Array(10).fill(201));
  expect(most - before).toBeLessThan(MOST);
  const ids = result.map((answer) => answer.headers.get("location")?.split("/")[2] ?? "");
  expect((await postFiles(ada, ids)).status).toBe(201);
});

test("a backup of all of them is downloaded slowly with less than 64 MB of memory, while people go on", async () => {
  const before = await idle();
  const answer = await ada.ask("/admin/storage/backup", { method: "POST" });
  const reader = answer.body?.getReader();
  const download = async () => {
    let bytes = 0;
    for (let piece = 0; ; piece++) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) return bytes;
      bytes += value?.length ?? 0;
      if (bytes < 30_000_000) await Bun.sleep(20); // a connection that is slower than the disk, at first
      if (piece % 1_000 === 500) await ada.say("meanwhile");
    }
  };
  const { most, result } = await mostDuring(download());
  expect(result).toBeGreaterThan(10 * LARGE);
  expect(most - before).toBeLessThan(MOST);
});
