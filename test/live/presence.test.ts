/** Who is here, who is away and who is writing reach everybody in the room, in few and small frames. */
import { afterAll, beforeAll, expect, test } from "bun:test";

import { find } from "../support/html.ts";
import { type Person, register } from "../support/person.ts";
import { openReader, type Reader } from "../support/reader.ts";
import { startServer, type TestServer } from "../support/server.ts";

const ALLOWED = 30;

let server: TestServer;
let ada: Person;
let grace: Person;

beforeAll(async () => {
  server = await startServer({ REGISTRATIONS_PER_10MIN: "1000", CLIENT_MESSAGES_PER_10S: String(ALLOWED) });
  [ada, grace] = await Promise.all([register(server.url, "Ada"), register(server.url, "Grace")]);
});
afterAll(() => server[Symbol.asyncDispose]());

/** The names of those who write, as a reader heard it last. */
const writing = (reader: Reader) => {
  const note = reader.notes().findLast(({ typing }) => Array.isArray(typing));
  return ((note?.typing ?? []) as [number, string][]).map(([, name]) => name).join();
};

/** Who is here, as a reader heard it last; those who are away in brackets. */
const here = (reader: Reader) => {
  const html = String(reader.notes().findLast(({ target }) => target === "#here")?.content ?? "");
  return find(html, "#here li")
    .map(({ text }) => text.replace(/(.+) away$/, "($1)"))
    .join();
};

test("who writes is told to the room, and that they have stopped", async () => {
  const [one, other] = [await openReader(server.url, ada), await openReader(server.url, grace)];
  one.tell("typing");
  await other.until(() => writing(other) === "Ada", "Ada's writing");
  other.tell("typing");
  await one.until(() => writing(one) === "Ada,Grace", "both");
  one.tell("idle");
  await other.until(() => writing(other) === "Grace", "Ada's end");
  other.close();
  await one.until(() => writing(one) === "" && here(one) === "Ada", "Grace gone, and her writing with her");
  one.close();
});

test("who comes while somebody writes learns of it", async () => {
  const [one, other] = [await openReader(server.url, ada), await openReader(server.url, grace)];
  other.tell("typing");
  await one.until(() => writing(one) === "Grace", "Grace's writing");
  const second = await openReader(server.url, ada);
  await second.until(() => writing(second) === "Grace", "the same in a page that came later");
  for (const reader of [one, other, second]) reader.close();
});

test("however many write, the room hears of it at most once a second, in a small frame", async () => {
  const people = await Promise.all(Array.from({ length: 12 }, (_, index) => register(server.url, `guest_${index}`)));
  const readers = await Promise.all(people.map((person) => openReader(server.url, person)));
  const [first] = readers as [Reader];
  await first.until(() => here(first).split(",").length === 12, "everybody");
  const started = performance.now();
  const before = first.notes().length;
  for (let round = 0; round < 3; round++) {
    for (const reader of readers) reader.tell(round % 2 === 0 ? "typing" : "idle");
    await first.until(() => writing(first).split(",").length === (round % 2 === 0 ? 4 : 1), "the round");
  }
  const seconds = (performance.now() - started) / 1_000;
  const frames = first.notes().slice(before);
  expect(frames.length).toBeLessThanOrEqual(1 + Math.ceil(seconds));
  expect(Math.max(...frames.map((frame) => JSON.stringify(frame).length))).toBeLessThan(200);
  for (const reader of readers) reader.close();
}, 30_000);

test("a person is away when all their pages are, and back with the first", async () => {
  const watching = await openReader(server.url, grace);
  const [one, two] = [await openReader(server.url, ada), await openReader(server.url, ada)];
  one.tell("away");
  two.tell("away");
  await watching.until(() => here(watching) === "Grace,(Ada)", "Ada away");
  one.tell("away"); // said twice, counted once
  one.tell("back");
  await watching.until(() => here(watching) === "Ada,Grace", "Ada back");
  one.close();
  await watching.until(() => here(watching) === "Grace,(Ada)", "only the other page left");
  two.close();
  await watching.until(() => here(watching) === "Grace", "Ada gone");
  watching.close();
});

test("whatever else a page sends is nothing, and its line goes on", async () => {
  const [one, other] = [await openReader(server.url, ada), await openReader(server.url, grace)];
  await one.until(() => here(one) === "Ada,Grace", "both");
  const garbage = ["", "Typing", "typing ", "null", "{}", '{"typing":[[1,"<b>"]]}', "x".repeat(1_024), "\u0000"];
  for (const word of garbage) one.tell(word);
  one.tell(new Uint8Array([0x74, 0x79, 0xff, 0x00]));
  one.tell("typing");
  await other.until(() => writing(other) === "Ada", "the one word that is one");
  expect(one.closed()).toBeUndefined();
  await grace.say("after the noise");
  await one.until(() => one.rows().at(-1)?.text === "after the noise", "a row on the same connection");
  one.close();
  other.close();
});

test("a page that never stops is heard only so often", async () => {
  const loud = await register(server.url, "Loud");
  const [one, other] = [await openReader(server.url, loud), await openReader(server.url, grace)];
  await other.until(() => here(other) === "Grace,Loud", "both");
  for (let count = 0; count < ALLOWED; count++) one.tell("typing");
  one.tell("away");
  await other.until(() => writing(other) === "Loud", "what came first");
  other.tell("away");
  await other.until(() => here(other).includes("(Grace)"), "that another is away");
  expect(here(other)).toBe("Loud,(Grace)");
  expect(one.closed()).toBeUndefined();
  one.close();
  other.close();
});
