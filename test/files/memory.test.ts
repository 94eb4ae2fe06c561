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

/** Sends the head of a request with a body, and then what it is told to, over a connection of its own. */
async function openLine(method: string, path: string, length: number, headers: Record<string, string>) {
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
  const all = {
    Host: `localhost:${server.port}`,
    Origin: server.url,
    Cookie: ada.cookie,
    "Content-Length": length,
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  socket.write(`${[`${method} ${path} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n`);
  return {
    write: (bytes: Uint8Array | string) => void socket.write(bytes),
    answer: () => received,
    hasEnded: () => received.includes("\r\n\r\n") || isClosed,
    [Symbol.dispose]: () => socket.terminate(),
  };
}

const openPart = (path: string, offset: number, length: number) =>
  openLine("PATCH", path, length, {
    "Content-Type": "application/offset+octet-stream",
    "Upload-Offset": String(offset),
  });

test.concurrent("a file that comes at 5 KB a second gets through, though it takes longer than any pause", async () => {
  const bytes = Buffer.alloc(180_000, "slowly, over a bad line, ");
  const path = (await begin(ada, bytes.length, "slow.txt")).headers.get("location") ?? "";
  using line = await openPart(path, 0, bytes.length);
  const started = performance.now();
  for (let at = 0; at < bytes.length; at += 2_500) {
    line.write(bytes.subarray(at, at + 2_500));
    await Bun.sleep(500);
  }
  await waitFor(line.hasEnded, "the answer");
  expect(performance.now() - started).toBeGreaterThan(35_000); // Bun's own limit is 30 s;
  expect(line.answer()).toMatch(/^HTTP\/1\.1 204 [^]*upload-offset: 180000/i);
  await postFiles(ada, [path.split("/")[2] ?? ""]);
  expect(await (await ada.ask(path)).bytes()).toEqual(new Uint8Array(bytes));
});

test.concurrent(
  "a file that stands still is ended after a pause, keeps what came, and goes on from there",
  async () => {
    const bytes = Buffer.alloc(50_000, "a line that breaks ");
    const path = (await begin(ada, bytes.length, "stalled.txt")).headers.get("location") ?? "";
    using line = await openPart(path, 0, bytes.length);
    line.write(bytes.subarray(0, 20_000));
    await waitFor(line.hasEnded, "the end of the pause", 20_000);
    expect(line.answer()).toMatch(/^HTTP\/1\.1 204 [^]*upload-offset: 20000/i);
    const rest = await sendPart(ada, path, 20_000, bytes.subarray(20_000));
    expect(rest.status).toBe(204);
    await postFiles(ada, [path.split("/")[2] ?? ""]);
    expect(await (await ada.ask(path)).bytes()).toEqual(new Uint8Array(bytes));
  },
);

test.concurrent.each([
  [
    "a file of a form",
    `--x\r\nContent-Disposition: form-data; name="upload"; filename="a.bin"\r\n\r\n${"a".repeat(5_000)}`,
  ],
  ["the text of a form", `--x\r\nContent-Disposition: form-data; name="body"\r\n\r\nHel`],
])("%s that stands still is ended after a pause, and nothing of it is kept", async (what, beginning) => {
  using line = await openLine("POST", "/rooms/lobby/messages", 50_000, {
    "Content-Type": "multipart/form-data; boundary=x",
  });
  line.write(beginning);
  await waitFor(line.hasEnded, `the end of ${what}`, 20_000);
  expect(line.answer()).toMatch(/^HTTP\/1\.1 4\d\d [^]*broke off before all of it had come/);
  const kept = () => query(server.folder, "SELECT id FROM files WHERE name = 'a.bin'").length;
  await waitFor(() => kept() === 0, "what came to go");
});

test("a form whose files take long to come gets through", async () => {
  const bytes = "b".repeat(20_000);
  const body = `--x\r\nContent-Disposition: form-data; name="upload"; filename="slow.txt"\r\n\r\n${bytes}\r\n--x--\r\n`;
  using line = await openLine("POST", "/rooms/lobby/messages", body.length, {
    "Content-Type": "multipart/form-data; boundary=x",
  });
  for (let at = 0; at < body.length; at += 2_500) {
    line.write(body.slice(at, at + 2_500));
    await Bun.sleep(600);
  }
  await waitFor(line.hasEnded, "the answer");
  expect(line.answer()).toMatch(/^HTTP\/1\.1 303 /);
});
