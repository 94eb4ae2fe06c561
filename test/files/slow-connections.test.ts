/** Files on slow connections get through, and those that stand still are ended. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { query } from "../support/database.ts";
import { begin, postFiles, sendPart } from "../support/files.ts";
import { type Person, register } from "../support/person.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(180_000);

let server: TestServer;
let ada: Person;

beforeAll(async () => {
  server = await startServer({ UPLOAD_PAUSE_S: "2", FLUSH_INTERVAL_MS: "0" });
  ada = await register(server.url, "Ada");
});
afterAll(() => server[Symbol.asyncDispose]());

/** Sends the head of a request with a body, and then what it is told to, over a connection of its own. */
async function openConnection(method: string, path: string, length: number, headers: Record<string, string>) {
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
    isClosed: () => isClosed,
    hasEnded: () => received.includes("\r\n\r\n") || isClosed,
    [Symbol.dispose]: () => socket.terminate(),
  };
}

const openPart = (path: string, offset: number, length: number) =>
  openConnection("PATCH", path, length, {
    "Content-Type": "application/offset+octet-stream",
    "Upload-Offset": String(offset),
  });

test.concurrent("a file that comes at 5 KB a second gets through, though it takes longer than any pause", async () => {
  const bytes = Buffer.alloc(180_000, "slowly, over a bad connection, ");
  const path = (await begin(ada, bytes.length, "slow.txt")).headers.get("location") ?? "";
  using connection = await openPart(path, 0, bytes.length);
  const started = performance.now();
  for (let at = 0; at < bytes.length; at += 2_500) {
    connection.write(bytes.subarray(at, at + 2_500));
    await Bun.sleep(500);
  }
  await waitFor(connection.hasEnded, "the answer");
  expect(performance.now() - started).toBeGreaterThan(35_000); // Bun's own limit is 30 s;
  expect(connection.answer()).toMatch(/^HTTP\/1\.1 204 [^]*upload-offset: 180000/i);
  await postFiles(ada, [path.split("/")[2] ?? ""]);
  expect(await (await ada.ask(path)).bytes()).toEqual(new Uint8Array(bytes));
});

test.concurrent(
  "a file that stands still is ended after a pause, keeps what came, and goes on from there",
  async () => {
    const bytes = Buffer.alloc(50_000, "a connection that breaks ");
    const path = (await begin(ada, bytes.length, "stalled.txt")).headers.get("location") ?? "";
    using connection = await openPart(path, 0, bytes.length);
    connection.write(bytes.subarray(0, 20_000));
    await waitFor(connection.hasEnded, "the end of the pause", 20_000);
    expect(connection.answer()).toMatch(/^HTTP\/1\.1 204 [^]*upload-offset: 20000/i);
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
  using connection = await openConnection("POST", "/rooms/lobby/messages", 50_000, {
    "Content-Type": "multipart/form-data; boundary=x",
  });
  connection.write(beginning);
  await waitFor(connection.hasEnded, `the end of ${what}`, 20_000);
  expect(connection.answer()).toMatch(/^HTTP\/1\.1 4\d\d [^]*broke off before all of it had come/);
  const kept = () => query(server.folder, "SELECT id FROM files WHERE name = 'a.bin'").length;
  await waitFor(() => kept() === 0, "what came to go");
});

test.concurrent("a file of a form whose sender is gone is not waited for, and counts for nothing", async () => {
  await using server = await startServer({ UPLOAD_PAUSE_S: "600" });
  const eve = await register(server.url, "Eve");
  const socket = await Bun.connect({ hostname: "127.0.0.1", port: server.port, socket: { data() {} } });
  socket.write(
    [
      "POST /rooms/lobby/messages HTTP/1.1",
      `Host: localhost:${server.port}`,
      `Origin: ${server.url}`,
      `Cookie: ${eve.cookie}`,
      "Content-Type: multipart/form-data; boundary=x",
      "Content-Length: 50000",
      "",
      `--x\r\nContent-Disposition: form-data; name="upload"; filename="a.bin"\r\n\r\n${"a".repeat(5_000)}`,
    ].join("\r\n"),
  );
  const came = () => query(server.folder, "SELECT id FROM files").length;
  await waitFor(() => came() === 1, "the file to begin");
  socket.terminate();
  await waitFor(() => came() === 0, "the file to go");
  expect(query<{ bytes: number }>(server.folder, "SELECT bytes FROM files_sent")).toEqual([{ bytes: 0 }]);
});

test.concurrent("a connection on which nothing more is asked after a form is closed as any other", async () => {
  const body = `--x\r\nContent-Disposition: form-data; name="body"\r\n\r\nHello\r\n--x--\r\n`;
  const headers = { "Content-Type": "multipart/form-data; boundary=x" };
  using connection = await openConnection("POST", "/rooms/lobby/messages", body.length, headers);
  connection.write(body);
  await waitFor(() => connection.answer().startsWith("HTTP/1.1 303 "), "the answer");
  await waitFor(connection.isClosed, "the end of the connection", 60_000);
});

test.concurrent("a form whose files take long to come gets through", async () => {
  const bytes = "b".repeat(20_000);
  const body = `--x\r\nContent-Disposition: form-data; name="upload"; filename="slow.txt"\r\n\r\n${bytes}\r\n--x--\r\n`;
  using connection = await openConnection("POST", "/rooms/lobby/messages", body.length, {
    "Content-Type": "multipart/form-data; boundary=x",
  });
  for (let at = 0; at < body.length; at += 2_500) {
    connection.write(body.slice(at, at + 2_500));
    await Bun.sleep(600);
  }
  await waitFor(connection.hasEnded, "the answer");
  expect(connection.answer()).toMatch(/^HTTP\/1\.1 303 /);
});
