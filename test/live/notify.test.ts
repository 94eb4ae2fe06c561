/** A page hears of new messages in every room that its reader wants to hear of, and of no room they may not see. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { type Person, register } from "../support/person.ts";
import { openReader, type Reader } from "../support/reader.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

type Notice = { room: string; roomName: string; author: string; text: string; id: number };

let server: TestServer;
let [ada, bob, grace]: Person[] = [];

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0" });
  [ada, bob, grace] = await Promise.all(["Ada", "Bob", "Grace"].map((name) => register(server.url, name)));
});
afterAll(() => server[Symbol.asyncDispose]());

const send = (person: Person, path: string, fields: [name: string, value: string][]) =>
  person.ask(path, { method: "POST", body: new URLSearchParams(fields) });
/** Makes a room, or opens one between people, and returns its slug. */
const make = async (person: Person, path: string, fields: [name: string, value: string][]) => {
  const answer = await send(person, path, fields);
  expect(answer.status).toBe(303);
  return answer.headers.get("location")?.split("/").at(-1) ?? "";
};
const noticesOf = (reader: Reader) =>
  reader.notes().flatMap(({ notify }) => (notify === undefined ? [] : [notify as Notice]));

test("one page hears of all rooms as their levels have it, and a stranger's page of nothing", async () => {
  const garden = await make(ada!, "/rooms", [["name", "Garden"], ["kind", "open"]]); // prettier-ignore
  const closed = await make(ada!, "/rooms", [["name", "Surprise"], ["kind", "closed"], ["person", "Bob"]]); // prettier-ignore
  const direct = await make(ada!, "/direct", [["person", "Bob"]]);
  await send(bob!, `/rooms/${garden}/level`, [["level", "all"]]);
  const [his, hers] = [await openReader(server.url, bob!), await openReader(server.url, grace!)];
  await ada!.post("to everybody", undefined, garden);
  await ada!.post("@Grace, @Bob and @here: hush", undefined, closed);
  await ada!.post("psst", undefined, direct);
  await ada!.post("not for him");
  await ada!.post("@Grace, hello");
  await his.until(() => noticesOf(his).length >= 3, "all three");
  await hers.until(() => noticesOf(hers).length >= 1, "what is for her");
  expect(noticesOf(his).map(({ room, roomName, author, text }) => [room, roomName, author, text])).toEqual([
    ["garden", "Garden", "Ada", "to everybody"],
    [closed, "Surprise", "Ada", "@Grace, @Bob and @here: hush"],
    [direct, "Ada", "Ada", "psst"],
  ]);
  expect(noticesOf(hers).map(({ text }) => text)).toEqual(["@Grace, hello"]);
  await send(bob!, `/rooms/${garden}/level`, [["level", "nothing"], ["until", "hour"]]); // prettier-ignore
  await ada!.post("@Bob, muted", undefined, garden);
  await ada!.post("@Bob, a sign");
  await his.until(() => noticesOf(his).some(({ text }) => text === "@Bob, a sign"), "the sign");
  expect(noticesOf(his).map(({ text }) => text)).not.toContain("@Bob, muted");
  for (const reader of [his, hers]) reader.close();
});
