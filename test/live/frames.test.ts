/** What pages send has a limit: whoever goes beyond it is cut off, and nobody else notices. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";

import { type Person, register } from "../support/person.ts";
import { handshake } from "../support/raw.ts";
import { openReader } from "../support/reader.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

const MESSAGES = 20;

let server: TestServer;
let ada: Person;
let grace: Person;

beforeAll(async () => {
  server = await startServer({ CLIENT_MESSAGES_PER_10S: String(MESSAGES), FRAME_PAUSE_S: "2", POSTS_PER_10S: "1000" });
  [ada, grace] = await Promise.all([register(server.url, "Ada"), register(server.url, "Grace")]);
});
afterAll(() => server[Symbol.asyncDispose]());

test("a person's frames are counted together, however many pages they come from", async () => {
  const person = await register(server.url, "Linus");
  const pages = await Promise.all(Array.from({ length: 4 }, () => openReader(server.url, person)));
  for (let sent = 0; sent < 2 * MESSAGES; sent++) pages[sent % 4]?.tell("typing");
  await person.say("nothing is wrong yet");
  await pages[0]?.until(() => pages.every((page) => page.texts().at(-1)?.includes("nothing is wrong yet")), "the row");
  expect(pages.map((page) => page.closed())).toEqual([undefined, undefined, undefined, undefined]);
  pages[3]?.tell("typing");
  await waitFor(() => pages[3]?.closed() === 4429, "the end of the page that sent one more");
  expect(pages[0]?.closed()).toBeUndefined();
  for (const page of pages) page.close();
});

test("who was cut off may open no page for a while, and then again", async () => {
  const person = await register(server.url, "Barbara");
  const page = await openReader(server.url, person);
  for (let sent = 0; sent <= 2 * MESSAGES; sent++) page.tell("typing");
  await page.until(() => page.closed() === 4429, "code 4429");
  await page.reconnect();
  await page.until(() => page.closed() === 4429, "code 4429 again");
  await waitFor(async () => {
    await page.reconnect();
    await person.say("here again");
    await page.until(() => page.frames() > 0 || page.closed() !== undefined, "the row, or the end");
    return page.closed() === undefined;
  }, "the end of the pause");
  page.close();
});

test.each([
  ["pings", 0x89],
  ["pongs", 0x8a],
  ["empty messages", 0x81],
])("a flood of %s ends, and others talk as before", async (_, opcode) => {
  const mallory = await register(server.url, `mallory-${opcode}`);
  const reader = await openReader(server.url, grace);
  const memory = memoryOf(server.pid());
  const flood = openFlood(mallory, opcode);
  await waitFor(() => flood.cutOff() > 0, "the end of the first connection");
  const times: number[] = [];
  for (let index = 0; index < 20; index++) {
    const started = performance.now();
    await ada.say(`${opcode} ${index}`);
    await reader.until(() => reader.texts().at(-1)?.includes(`${opcode} ${index}`) === true, "the row");
    times.push(performance.now() - started);
  }
  flood.stop();
  times.sort((one, other) => one - other);
  expect(times[10]).toBeLessThan(500);
  expect(memoryOf(server.pid()) - memory).toBeLessThan(150);
  reader.close();
});

/** What a process holds in memory, in MB. */
const memoryOf = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024;

/** Ten connections that send empty frames as fast as they are taken, open again when they are closed, and never stop. */
function openFlood(person: Person, opcode: number) {
  const frames = Buffer.alloc(60_000);
  for (let at = 0; at < frames.length; at += 6) frames.set([opcode, 0x80, 0, 0, 0, 0], at);
  const head = handshake("/rooms/lobby/live", `localhost:${server.port}`, `Origin: ${server.url}`, `Cookie: ${person.cookie}`); // prettier-ignore
  let cutOff = 0;
  let stopped = false;

  function open() {
    if (stopped) return;
    let rest = 0; // of the frames, what was not taken
    const send = (socket: Bun.Socket) => {
      for (let written = 1; !stopped && written > 0;) {
        written = socket.write(frames.subarray(rest));
        if (written > 0) rest = (rest + written) % frames.length;
      }
      if (stopped) socket.terminate();
    };
    void Bun.connect({
      hostname: "127.0.0.1",
      port: server.port,
      allowHalfOpen: true, // goes on sending after it was told to stop
      socket: {
        open: (socket) => void socket.write(`${head.join("\r\n")}\r\n\r\n`),
        data: (socket) => void setTimeout(send, 0, socket),
        drain: send,
        close() {
          cutOff++;
          setTimeout(open, 10);
        },
      },
    }).catch(() => {}); // the server has ended
  }

  for (let index = 0; index < 10; index++) open();
  return { cutOff: () => cutOff, stop: () => void (stopped = true) };
}
