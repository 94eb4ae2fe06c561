/** What happens to messages after they were sent reaches every page, whether it was there or not. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { type Person, register, rowsIn } from "../support/person.ts";
import { openReader, type Reader, readPage } from "../support/reader.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let ada: Person;
let grace: Person;

beforeAll(async () => {
  const limits = { POSTS_PER_10S: "10000", CHANGES_PER_10S: "10000", CATCH_UP_ROWS: "20" };
  server = await startServer({ FLUSH_INTERVAL_MS: "0", ...limits });
  [ada, grace] = await Promise.all([register(server.url, "Ada"), register(server.url, "Grace")]);
});
afterAll(() => server[Symbol.asyncDispose]());

const send = async (person: Person, path: string, form: Record<string, string>): Promise<number> => {
  const body = new URLSearchParams(form);
  const answer = await person.ask(`/rooms/lobby/messages${path}`, {
    method: "POST",
    body,
    headers: { "HX-Request": "true" },
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return rowsIn(await answer.text())[0]?.id ?? 0;
};
const say = (person: Person, body: string, reply = "") => send(person, "", { body, reply });
const edit = (person: Person, id: number, body: string) => send(person, `/${id}/edit`, { body });
const remove = (person: Person, id: number) => send(person, `/${id}/delete`, {});
const react = (person: Person, id: number, emoji: string) => send(person, `/${id}/reactions`, { emoji });

/** The page shows what the room holds, row by row and rev by rev. */
const isCurrent = async (reader: Reader) => {
  const { rows, cursor } = await readPage(grace);
  await reader.until(() => reader.cursor() === cursor, "the latest change");
  expect(reader.rows().slice(-rows.length)).toEqual(rows);
};

test("edits, deletions, reactions and what they do to replies come as they happen", async () => {
  const reader = await openReader(server.url, grace);
  const id = await say(ada, "frist");
  const answer = await say(grace, "second!", String(id));
  const steps = [
    () => edit(ada, id, "first"),
    () => react(grace, id, "👍"),
    () => react(grace, id, "👍"),
    () => remove(ada, id),
  ];
  for (const step of steps) {
    await step();
    await isCurrent(reader);
  }
  expect(reader.rows().find((row) => row.id === id)?.text).toBe("Deleted this message");
  const renewed = reader.rows().find((row) => row.id === answer);
  expect(renewed?.rev).toBeGreaterThan(reader.rows().find((row) => row.id === id)?.rev ?? 0);
  reader.close();
});

test("a page that was away learns of all of it, each row once and as it now is", async () => {
  const ids = [];
  for (let index = 1; index <= 6; index++) ids.push(await say(ada, `before ${index}`));
  const reader = await openReader(server.url, grace);
  reader.close();
  const [first = 0, second = 0, third = 0, fourth = 0] = ids;
  await edit(ada, first, "changed");
  await edit(ada, first, "changed twice");
  await react(grace, second, "🎉");
  await remove(ada, third);
  await say(grace, "and a reply", String(fourth));
  await edit(ada, fourth, "answered");
  await reader.reconnect();
  await isCurrent(reader);
  expect(reader.repeats()).toBe(0);
  const texts = reader.texts().slice(-7);
  expect(texts).toEqual([
    "changed twice",
    "before 2",
    "Deleted this message",
    "answered",
    "before 5",
    "before 6",
    "and a reply",
  ]);
  reader.close();
});

test("too many changes to be sent one by one bring the latest page", async () => {
  const ids = [];
  for (let index = 1; index <= 25; index++) ids.push(await say(ada, `many ${index}`));
  const reader = await openReader(server.url, grace);
  reader.close();
  for (const id of ids) await edit(ada, id, `changed ${id}`);
  await reader.reconnect();
  await reader.until(() => reader.notes().some(({ target }) => target === "#log"), "the latest page");
  await isCurrent(reader);
  reader.close();
});

test("the text of a deleted message is sent to nobody any more, whatever a page has missed", async () => {
  const { cursor } = await readPage(grace);
  const id = await say(ada, "rhinoceros");
  await say(grace, "really?", String(id));
  await remove(ada, id);
  const frames: string[] = [];
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/rooms/lobby/live?after=${cursor}`, {
    headers: { cookie: grace.cookie, origin: server.url },
  });
  socket.onmessage = ({ data }) => frames.push(String(data));
  const reader = await openReader(server.url, grace);
  await reader.until(() => frames.some((frame) => frame.includes("really?")), "what was missed");
  expect(frames.join()).toContain("Deleted this message");
  expect(frames.join()).not.toContain("rhinoceros");
  socket.close();
  reader.close();
});
