/** The worst that may be sent to any route, fifty at once, is no trouble to people who talk meanwhile. */
import type { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";

import { addMessages, openBehindServer } from "../support/database.ts";
import { addPerson } from "../support/memory.ts";
import { type Person, personOf } from "../support/person.ts";
import { openReader, type Reader } from "../support/reader.ts";
import { listRoutes } from "../support/routes.ts";
import { AS_RELEASED, betweenRuns, startServer, type TestServer } from "../support/server.ts";
import { enter } from "../support/session.ts";
import type { Done, Order } from "./flooder.ts";
import { worstOf } from "./worst.ts";

setDefaultTimeout(120_000);

const JWT_SECRET = "a secret of thirty-two characters";

/** Messages in a round, and the time between two, in ms. */
const [MESSAGES, PAUSE] = [15, 10];
/** Rounds under load, of which one must be as it should: a busy machine spoils some, a slow route all. */
const TRIES = 8;
/** No delivery is called slow below this, in ms. */
const FLOOR = 200;
/** Most growth of what memory falls back to between collections, from the middle third of the routes to the last. */
const GROWTH = 1.4;

/** People who take turns in talking, so that none meets a limit. */
const SPEAKERS = 40;

const routes = await listRoutes();
const quiet: number[] = [];
const memory: number[] = [];
let server: TestServer;
let db: Database;
let speakers: Person[];
let reader: Reader;
let flooder: Worker;
let count = 0;

beforeAll(async () => {
  server = await startServer({ JWT_SECRET }, AS_RELEASED);
  db = openBehindServer(server.folder);
  speakers = Array.from({ length: SPEAKERS }, (_, index) => someone(`speaker-${index}`));
  const messages = Array.from({ length: 300 }, (_, index) => ({ room: 1, body: `**message** ${index}` }));
  await betweenRuns(server, (folder) => addMessages(folder, messages));
  reader = await openReader(server.url, someone("listener"));
  flooder = new Worker(new URL("./flooder.ts", import.meta.url));
  for (let round = 0; round < 5; round++) quiet.push(await talk());
});
afterAll(async () => {
  flooder.terminate();
  reader.close();
  db.close();
  await server[Symbol.asyncDispose]();
});

const someone = (name: string): Person =>
  personOf(server.url, name, enter(server.url, db, JWT_SECRET, addPerson(db, name)));

/** Some messages, each a moment after the one before; the longest time until one was heard, in ms. */
async function talk(): Promise<number> {
  const times = Array.from({ length: MESSAGES }, async (_, index) => {
    await Bun.sleep(index * PAUSE);
    const word = `word ${count++}`;
    const said = performance.now();
    await speakers[count % SPEAKERS]?.say(word);
    await reader.until(() => reader.texts().includes(word), `${word} to be heard`);
    return performance.now() - said;
  });
  return Math.max(...(await Promise.all(times)));
}

const tell = (order: Order) => flooder.postMessage(order);

/** The same during a flood. */
async function talkDuring(requests: ReturnType<typeof worstOf>): Promise<Done & { slowest: number }> {
  const done = new Promise<Done>((resolve) => {
    flooder.onmessage = ({ data }: MessageEvent<Done>) => resolve(data);
  });
  tell({ url: server.url, requests });
  const slowest = await talk();
  tell("stop");
  return { ...(await done), slowest };
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Two at a time, which takes half as long; what is slow is slow among others, too. */
const pairs = Array.from({ length: Math.ceil(routes.length / 2) }, (_, index) => {
  const pair = routes.slice(index * 2, index * 2 + 2);
  return { names: pair.map(({ name }) => name).join(", "), pair };
});

test.each(pairs)("nobody is held up by $names", async ({ names, pair }) => {
  if (memory.length % 4 === 0) quiet.push(await talk());
  const { cookie } = someone(`mallory-${count}`);
  const requests = pair.flatMap((route) => worstOf(route, { origin: server.url, cookie }));
  const limit = () => Math.max(FLOOR, 3 * median(quiet));
  const rounds: number[] = [];
  let sent = 0;
  while (rounds.length < TRIES && (rounds.at(-1) ?? Infinity) > limit()) {
    const round = await talkDuring(requests);
    expect(round.failures).toEqual([]);
    rounds.push(round.slowest);
    sent += round.sent;
  }
  memory.push(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid()}/status`, "utf8"))?.[1] ?? 0));
  if (rounds.some((ms) => ms <= limit())) return;
  const [usual, shown] = [Math.round(median(quiet)), rounds.map(Math.round).join(", ")];
  throw new Error(`messages took ${shown} ms during ${sent} requests to ${names}, and ${usual} ms when it was quiet`);
});

test("memory stays flat meanwhile", () => {
  const third = Math.floor(memory.length / 3); // in the first of them the process warms up
  const [middle, last] = [memory.slice(third, -third), memory.slice(-third)].map((readings) => Math.min(...readings));
  expect((last ?? Infinity) / (middle ?? 0)).toBeLessThan(GROWTH);
});
