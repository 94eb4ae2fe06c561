/** Large files cost no memory, slow ones get through, and those that stand still are ended. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";

import { query } from "../support/database.ts";
import { begin, postFiles, sendPart } from "../support/files.ts";
import { type Person, register } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(180_000);

const MOST = 64 * 1_048_576;
const LARGE = 100 * 1_000_000;

let server: TestServer;
let ada: Person;

beforeAll(async () => {
  server = await startServer({
    FILE_BYTES: String(LARGE),
    FILES_PER_PERSON_DAY: "10000000000",
    UPLOAD_PAUSE_S: "2",
    POSTS_PER_10S: "1000",
    FLUSH_INTERVAL_MS: "0",
  });
  ada = await register(server.url, "Ada");
  await betweenRuns(server, (folder) => query(folder, "UPDATE users SET admin = 1"));
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
  process.stderr.write(`ten uploads of 100 MB: ${((most - before) / 1_048_576).toFixed(1)} MB above ${(before / 1_048_576).toFixed(1)}\n`); // prettier-ignore
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
      if (bytes < 30_000_000) await Bun.sleep(20); // a line that is slower than the disk, at first
      if (piece % 1_000 === 500) await ada.say("meanwhile");
    }
  };
  const { most, result } = await mostDuring(download());
  expect(result).toBeGreaterThan(10 * LARGE);
  process.stderr.write(`a backup of 1 GB: ${((most - before) / 1_048_576).toFixed(1)} MB above ${(before / 1_048_576).toFixed(1)}\n`); // prettier-ignore
  expect(most - before).toBeLessThan(MOST);
});

/** Sends the head of a part of a file, and then what it is told to, over a connection of its own. */
async function openLine(path: string, offset: number, length: number) {
  let received = "";
  let isClosed = false;
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: server.port,
    socket: {
      data: (_, chunk) => void (received += chunk.toString("latin1")),
      close: () => void (isClosed = true),
    },
  });
  const head = [
    `PATCH ${path} HTTP/1.1`,
    `Host: localhost:${server.port}`,
    `Origin: ${server.url}`,
    `Cookie: ${ada.cookie}`,
    "Content-Type: application/offset+octet-stream",
    `Upload-Offset: ${offset}`,
    `Content-Length: ${length}`,
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  return {
    write: (bytes: Uint8Array) => void socket.write(bytes),
    answer: () => received,
    isClosed: () => isClosed,
    close: () => socket.terminate(),
  };
}

test("a file that comes at 5 KB a second gets through, though it takes longer than any pause", async () => {
  const bytes = Buffer.alloc(50_000, "slowly, over a bad line, ");
  const path = (await begin(ada, bytes.length, "slow.txt")).headers.get("location") ?? "";
  const line = await openLine(path, 0, bytes.length);
  const started = performance.now();
  for (let at = 0; at < bytes.length; at += 2_500) {
    line.write(bytes.subarray(at, at + 2_500));
    await Bun.sleep(500);
  }
  await waitFor(() => line.answer().includes("\r\n\r\n"), "the answer");
  expect(performance.now() - started).toBeGreaterThan(9_000);
  expect(line.answer()).toMatch(/^HTTP\/1\.1 204 [^]*upload-offset: 50000/i);
  line.close();
  await postFiles(ada, [path.split("/")[2] ?? ""]);
  expect(await (await ada.ask(path)).bytes()).toEqual(new Uint8Array(bytes));
});

test("a file that stands still is ended after a pause, keeps what came, and goes on from there", async () => {
  const bytes = Buffer.alloc(50_000, "a line that breaks ");
  const path = (await begin(ada, bytes.length, "stalled.txt")).headers.get("location") ?? "";
  const line = await openLine(path, 0, bytes.length);
  line.write(bytes.subarray(0, 20_000));
  await waitFor(() => line.answer() !== "" || line.isClosed(), "the end of the pause", 20_000);
  expect(line.answer()).toMatch(/^HTTP\/1\.1 204 [^]*upload-offset: 20000/i);
  line.close();
  const rest = await sendPart(ada, path, 20_000, bytes.subarray(20_000));
  expect(rest.status).toBe(204);
  await postFiles(ada, [path.split("/")[2] ?? ""]);
  expect(await (await ada.ask(path)).bytes()).toEqual(new Uint8Array(bytes));
});
