/** Each page that says what went wrong has the wordmark, and the way on that helps. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { find, textOf } from "../support/html.ts";
import { setMode } from "../support/operator.ts";
import { type Person, register, submit } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let ada: Person;

beforeAll(async () => {
  server = await startServer({ READS_PER_10S: "3", FLUSH_INTERVAL_MS: "0" });
  ada = await register(server.url, "Ada");
});
afterAll(() => server[Symbol.asyncDispose]());

/** The wordmark, and the ways on with where they lead. */
const waysOf = (page: string) => [
  textOf(page, ".wordmark"),
  ...find(page, "main .button").map(({ text, attributes: { href } }) => `${text}: ${href}`),
];

test("of a page that is not there, a member goes back to the room, a stranger to the start", async () => {
  expect(waysOf(await (await ada.ask("/nowhere")).text())).toEqual(["Parlor", "Back to the room: /rooms/lobby"]);
  expect(waysOf(await (await fetch(`${server.url}/nowhere`)).text())).toEqual(["Parlor", "To the start page: /"]);
});

test("what passes by itself is tried again, at the same address", async () => {
  const ask = () => ada.ask("/rooms/lobby/messages?before=9&x=%22%3Cb%3E");
  let answer = await ask();
  while (answer.status === 200) answer = await ask();
  expect(answer.status).toBe(429);
  expect(waysOf(await answer.text())).toEqual([
    "Parlor",
    "Try again: /rooms/lobby/messages?before=9&x=%22%3Cb%3E",
    "Back to the room: /rooms/lobby",
  ]);
});

test("who is not logged in logs in, and so does who can't join", async () => {
  const posted = await submit(server.url, "/rooms/lobby/messages", { body: "hello" });
  expect([posted.status, ...waysOf(await posted.text())]).toEqual([401, "Parlor", "Log in: /login"]);
  await betweenRuns(server, (folder) => setMode(folder, "closed"));
  const closed = await (await fetch(`${server.url}/register`)).text();
  expect(waysOf(closed)).toEqual(["Parlor", "Log in: /login", "To the start page: /"]);
});
