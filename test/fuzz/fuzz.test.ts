/** Nothing that arrives on a socket brings the server down, makes it fail, fills its memory, or keeps it from others. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { appendFileSync, readFileSync } from "node:fs";

import { openRandom, type Random, SEED } from "../faults/random.ts";
import { type Person, register } from "../support/person.ts";
import { handshake } from "../support/raw.ts";
import { openReader } from "../support/reader.ts";
import { listRoutes } from "../support/routes.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";
import { type Connection, type Heard, openConnection } from "./connection.ts";
import { randomFrames } from "./frames.ts";
import { inParts } from "./mutate.ts";
import { randomRequest } from "./requests.ts";

/** The file for the figures of the long form; without it the form is the short one. */
const TABLE = process.env.FUZZ_TABLE;
const INPUTS = Number(process.env.FUZZ_INPUTS ?? 5_000);

/** Inputs on their way at the same time. */
const AT_ONCE = 24;
/** After so many ms without a word the server is taken to wait for more. */
const SILENCE = 25;
/** Longest time that the server waits for the rest of a request, in ms. */
const LONGEST_WAIT = 45_000;
/** Most growth of memory from the second third to the last. */
const GROWTH = TABLE ? 1.1 : 1.4;

/** Too busy or not able to store right now, and a version of HTTP that there is not. */
const CONSIDERED = [503, 505];

setDefaultTimeout(3_600_000);

/** Routes that end the session of who asks, and with it the test; they are tried enough elsewhere. */
const LEAVING = ["/logout"];

const routes = await listRoutes();
let server: TestServer;
let mallory: Person;
let ada: Person;
let host: string;

beforeAll(async () => {
  server = await startServer({
    FLUSH_INTERVAL_MS: "0",
    POSTS_PER_10S: "1000000",
    READS_PER_10S: "1000000",
    SOCKETS_PER_PERSON: "1000000",
    LOGINS_PER_ADDRESS_10MIN: "1", // a password to check takes as long as a thousand inputs
    REGISTRATIONS_PER_10MIN: "2",
  });
  host = `localhost:${server.port}`;
  [mallory, ada] = [await register(server.url, "mallory"), await register(server.url, "ada")];
});
afterAll(() => server[Symbol.asyncDispose]());

/** Sends many inputs, a few at a time; returns the resident memory, in KB, after each hundredth of them. */
async function pour(count: number, send: (index: number) => Promise<void>): Promise<number[]> {
  const memory: number[] = [];
  let next = 0;
  const hand = async () => {
    for (let index = next++; index < count; index = next++) {
      await send(index);
      if (index % Math.ceil(count / 100) === 0) memory.push(residentMemory());
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
  return memory;
}

const residentMemory = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid()}/status`, "utf8"))?.[1] ?? 0);

/** The memory of the last third of the inputs by that of the second. */
function growth(memory: number[]): number {
  const third = Math.floor(memory.length / 3);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return mean(memory.slice(2 * third)) / mean(memory.slice(third, 2 * third));
}

/** Fails with an input that was not answered as it should be, and how to have it again. */
function judge({ statuses }: Heard, input: Buffer, what: string) {
  const failures = statuses.filter((status) => status >= 500 && !CONSIDERED.includes(status));
  if (failures.length === 0) return;
  const shown = JSON.stringify(input.subarray(0, 3_000).toString("latin1"));
  throw new Error(`${failures.join()} for ${what}, to be had again with SEED=${SEED}: ${shown}`);
}

/** Everybody else goes on as ever: the database answers, a message is posted, and heard. */
async function expectHealth() {
  const health = await fetch(`${server.url}/healthz`);
  expect([health.status, await health.text()]).toEqual([200, "ok"]);
  const reader = await openReader(server.url, ada);
  const word = `still here ${crypto.randomUUID()}`;
  await ada.say(word);
  await reader.until(() => reader.texts().includes(word), "the word to be heard");
  reader.close();
  expect(server.output()).not.toMatch(/"event":"(?:uncaught|unhandled|error)"/);
}

const note = (name: string, inputs: number, memory: number[]) => {
  if (TABLE) appendFileSync(TABLE, `${JSON.stringify({ name, inputs, growth: growth(memory) })}\n`);
};

test("no request fails, however it is made, and none makes the server grow", async () => {
  const unfinished: Connection[] = [];
  const ways = routes.filter(({ path }) => !LEAVING.includes(path));
  const memory = await pour(Math.ceil(INPUTS * 0.7), async (index) => {
    const random = openRandom(SEED, `request ${index}`);
    const input = randomRequest(random, ways, { host, cookie: mallory.cookie });
    const connection = await openConnection(server.port);
    const heard = await connection.say(inParts(random, input), SILENCE);
    judge(heard, input, `request ${index}`);
    if (!heard.closed && heard.statuses.length === 0 && unfinished.length < 200) unfinished.push(connection);
    else connection.end();
  });
  note("requests", Math.ceil(INPUTS * 0.7), memory);
  await expectHealth();
  expect((await mallory.ask("/rooms/lobby")).status).toBe(200); // else a route belongs in LEAVING
  expect(growth(memory)).toBeLessThan(GROWTH);
  if (TABLE)
    await waitFor(
      () => unfinished.every((connection) => connection.isClosed()),
      "the unfinished to be ended",
      LONGEST_WAIT,
    );
  for (const connection of unfinished) connection.end();
});

test("no frame on a socket brings it down, and none makes the server grow", async () => {
  const memory = await pour(Math.ceil(INPUTS * 0.3), async (index) => {
    const random = openRandom(SEED, `frames ${index}`);
    const connection = await openConnection(server.port);
    const head = handshake("/rooms/lobby/live", host, `Origin: http://${host}`, `Cookie: ${mallory.cookie}`);
    const { statuses } = await connection.say([Buffer.from(`${head.join("\r\n")}\r\n\r\n`)], 5_000);
    expect(statuses).toEqual([101]);
    for (let time = random.between(1, 3); time > 0 && !connection.isClosed(); time--) {
      const input = randomFrames(random);
      judge(await connection.say(inParts(random, input), SILENCE), input, `frames ${index}`);
    }
    connection.end();
  });
  note("frames", Math.ceil(INPUTS * 0.3), memory);
  await expectHealth();
  expect(growth(memory)).toBeLessThan(GROWTH);
});

test("who sends slowly holds nobody up, and is shown out", async () => {
  const random: Random = openRandom(SEED, "slow");
  const head = `GET /login HTTP/1.1\r\nHost: ${host}\r\nX-Slow: `;
  const form = `POST /login HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nContent-Length: 9000\r\nContent-Type: text/plain\r\n\r\n`;
  const connections = await Promise.all(Array.from({ length: 300 }, () => openConnection(server.port)));
  const slow = connections.map((connection, index) => ({ connection, says: TABLE && index % 2 === 0 ? form : head }));
  await Promise.all(slow.map(({ connection, says }) => connection.say([Buffer.from(says)], 0)));
  const deadline = performance.now() + LONGEST_WAIT;
  let worst = 0;
  while (slow.some(({ connection }) => !connection.isClosed())) {
    if (performance.now() > deadline) throw new Error("some of the slow are still there");
    const some = slow.filter(({ connection }) => !connection.isClosed() && random.chance(0.3));
    await Promise.all(some.map(({ connection }) => connection.say([Buffer.from("x")], 0)));
    const asked = performance.now();
    expect((await ada.ask("/rooms/lobby")).status).toBe(200);
    worst = Math.max(worst, performance.now() - asked);
    await Bun.sleep(250);
  }
  expect(worst).toBeLessThan(2_000);
  await expectHealth();
});
