/** What whoever watches the server is told, and who is told nothing. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { type Person, register, submit } from "../support/person.ts";
import { freePort } from "../support/port.ts";
import { parseMetrics } from "../support/prometheus.ts";
import { askRaw, handshake } from "../support/raw.ts";
import { openReader } from "../support/reader.ts";
import { runServer, startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

const PLAIN = { METRICS_TOKEN: "a-token-of-thirty-two-characters", POSTS_PER_10S: "10000", MESSAGE_LENGTH: "20000" };

let server: TestServer;
let ada: Person;

beforeAll(async () => {
  server = await startServer({ ...PLAIN, FLUSH_INTERVAL_MS: "0" });
  ada = await register(server.url, "Ada");
});
afterAll(() => server[Symbol.asyncDispose]());

const ask = (authorization?: string, url = server.url) =>
  fetch(`${url}/metrics`, { headers: authorization === undefined ? {} : { authorization } });

async function figures() {
  const answer = await ask(`Bearer ${PLAIN.METRICS_TOKEN}`);
  expect(answer.status).toBe(200);
  const families = parseMetrics(await answer.text());
  return (sample: string) => families.get(sample.replace(/(_bucket|_sum|_count)?(\{.*)?$/, ""))?.samples.get(sample);
}

/** How much each sample rose while something was done. */
async function risen(samples: string[], what: () => Promise<unknown>): Promise<number[]> {
  const before = await figures();
  await what();
  const after = await figures();
  return samples.map((sample) => (after(sample) ?? 0) - (before(sample) ?? 0));
}

test("whoever has the token gets the figures in Prometheus' format, compressed or not", async () => {
  const answer = await ask(`Bearer ${PLAIN.METRICS_TOKEN}`);
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const families = parseMetrics(await answer.text());
  expect([...families.keys()].filter((name) => !/^(parlor|process)_/.test(name))).toEqual([]);
  expect(families.get("parlor_rooms")?.samples.get("parlor_rooms")).toBe(1);
});

test.each([
  ["no token", undefined],
  ["another token", "Bearer a-token-of-thirty-two-characterz"],
  ["a part of it", `Bearer ${PLAIN.METRICS_TOKEN.slice(0, -1)}`],
  ["the token as a password", `Basic ${btoa(`x:${PLAIN.METRICS_TOKEN}`)}`],
  ["an empty one", "Bearer "],
])("with %s there are none", async (_, authorization) => {
  const answer = await ask(authorization);
  expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  expect(await answer.text()).not.toContain("parlor_sockets");
});

test("without a METRICS_TOKEN there is nothing at that address, whatever token is sent", async () => {
  await using other = await startServer();
  for (const authorization of [undefined, "Bearer ", "Bearer x"]) {
    expect((await ask(authorization, other.url)).status).toBe(404);
  }
});

test("a message that is sent moves what has to do with messages", async () => {
  await using reader = closing(await openReader(server.url, ada));
  const samples = [
    "parlor_messages_total",
    "parlor_rows_total",
    "parlor_frames_delivered_total",
    "parlor_commit_seconds_count",
    "parlor_write_seconds_count",
    'parlor_commit_seconds_bucket{le="+Inf"}',
  ];
  const rises = await risen(samples, async () => {
    const frames = reader.frames();
    for (const body of ["one", "two", "three"]) await ada.say(body);
    await reader.until(() => reader.frames() >= frames + 3, "the messages to arrive");
  });
  const [messages, rows, delivered, commits, writes] = rises;
  expect([messages, rows, commits, writes]).toEqual([3, 3, 3, 3]);
  expect(delivered).toBeGreaterThanOrEqual(3); // and perhaps who is here
});

test("pages that open and close are counted, and so are the people", async () => {
  const grace = await register(server.url, "Grace");
  const readers = [await openReader(server.url, grace), await openReader(server.url, grace)];
  const during = await figures();
  expect(["parlor_sockets", "parlor_people_online", "parlor_accounts"].map(during)).toEqual([2, 1, 2]);
  for (const reader of readers) reader.close();
  await waitFor(async () => (await figures())("parlor_sockets") === 0, "the pages to be gone");
  expect((await figures())("parlor_sockets_opened_total")).toBeGreaterThanOrEqual(2);
});

test("a failed log-in is counted, and as an event of the log", async () => {
  const samples = ["parlor_login_failures_total", 'parlor_events_total{level="warn",event="log-in failed"}'];
  const wrong = () => submit(server.url, "/login", { username: "Ada", password: "not the password" });
  expect(await risen(samples, wrong)).toEqual([1, 1]);
});

test("a reader who reads nothing is counted when it is dropped", async () => {
  const asleep = await Bun.connect({ hostname: "127.0.0.1", port: server.port, socket: { data: () => {} } });
  const host = `localhost:${server.port}`;
  const head = handshake("/rooms/lobby/live", host, `Origin: http://${host}`, `Cookie: ${ada.cookie}`);
  asleep.write(`${head.join("\r\n")}\r\n\r\n`);
  await waitFor(async () => (await figures())("parlor_sockets") === 1, "the page to be open");
  asleep.pause();
  const before = (await figures())("parlor_sockets_dropped_total") ?? NaN;
  await waitFor(
    async () => {
      await Promise.all(Array.from({ length: 5 }, () => ada.say("x".repeat(20_000))));
      return (await figures())("parlor_sockets") === 0;
    },
    "it to be dropped",
    25_000,
  );
  expect((await figures())("parlor_sockets_dropped_total")).toBe(before + 1);
  asleep.terminate();
});

test("the process and its files have a size, and the event loop is looked at", async () => {
  const now = await figures();
  for (const sample of [
    "process_resident_memory_bytes",
    "process_cpu_seconds_total",
    'parlor_database_bytes{file="parlor.sqlite"}',
    'parlor_database_bytes{file="parlor.sqlite-wal"}',
  ]) {
    expect(now(sample)).toBeGreaterThan(0);
  }
  expect(now("process_start_time_seconds")).toBeWithin(Date.now() / 1000 - 60, Date.now() / 1000 + 1);
  const looks = now("parlor_event_loop_lag_seconds_count") ?? NaN;
  await waitFor(async () => ((await figures())("parlor_event_loop_lag_seconds_count") ?? 0) > looks, "another look");
});

test("METRICS_PORT answers this machine without a token, and nobody who came by another name", async () => {
  const port = freePort();
  await using other = await startServer({ METRICS_PORT: String(port) });
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
  ]);
  expect(parseMetrics(await answer.text()).has("parlor_sockets")).toBe(true);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  expect((await askRaw(port, "GET /metrics HTTP/1.1", "Host: evil.example")).status).toBe(404);
  expect((await fetch(`${other.url}/metrics`)).status).toBe(404);
  expect(await other.stop()).toBe(0);
});

test("a METRICS_PORT that is taken stops the start with one line", async () => {
  await using other = await startServer();
  const { code, output } = await runServer({
    PORT: "0",
    DATA_DIR: `${other.folder}/own`,
    METRICS_PORT: String(other.port),
  });
  expect(code).toBe(1);
  expect(output).toContain(`Parlor can't start: METRICS_PORT is ${other.port}: expected a free port (`);
});

function closing<Closable extends { close: () => void }>(closable: Closable): Closable & AsyncDisposable {
  return Object.assign(closable, { [Symbol.asyncDispose]: async () => closable.close() });
}
