/** People are found by their names while one writes, and those who are meant are marked in what was written. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { find } from "../support/html.ts";
import { type Person, register, submit } from "../support/person.ts";
import { openReader } from "../support/reader.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let ada: Person;
let grace: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0" });
  ada = await register(server.url, "Ada");
  for (const name of ["Gaia", "小紅"]) await register(server.url, name);
  grace = await register(server.url, "Grace");
});
afterAll(() => server[Symbol.asyncDispose]());

const offered = async (start: string) => {
  const answer = await ada.ask(`/rooms/lobby/names?q=${encodeURIComponent(start)}`);
  expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
  return find(await answer.text(), "li[role=option] bdi").map(({ text }) => text);
};

const mentioned = (html: string) =>
  find(html, ".mention").map(({ text, attributes }) => [text, attributes["data-user"]]);

test("names are offered by how they begin, those here first, and not one's own", async () => {
  expect(await offered("g")).toEqual(["Gaia", "Grace"]);
  const reader = await openReader(server.url, grace);
  await waitFor(async () => (await offered("g"))[0] === "Grace", "Grace is here");
  expect(await offered("g")).toEqual(["Grace", "Gaia"]);
  expect(await offered("")).toEqual(["Grace", "Gaia", "小紅", "here"]);
  reader.close();
  expect([await offered("ada"), await offered("小"), await offered("HE")]).toEqual([[], ["小紅"], ["here"]]);
});

test("eight names are offered at most", async () => {
  for (let n = 0; n < 10; n++) await register(server.url, `many${n}`);
  expect(await offered("many")).toEqual(Array.from({ length: 8 }, (_, n) => `many${n}`));
  const all = await offered("");
  expect([all.length, all.at(-1)]).toEqual([8, "here"]);
});

test.each(["%", "_", "' OR 1=1 --", "<b>", "\u0000", "*", "x".repeat(10_000)])(
  "%j begins no name, and is no error",
  async (start) => expect(await offered(start)).toEqual([]),
);

test("the exact name comes first, whoever is here", async () => {
  await register(server.url, "Sam");
  const samuel = await openReader(server.url, await register(server.url, "Samuel"));
  await waitFor(async () => (await offered("sa"))[0] === "Samuel", "Samuel is here");
  expect(await offered("sam")).toEqual(["Sam", "Samuel"]);
  expect(await offered("samu")).toEqual(["Samuel"]);
  samuel.close();
});

test("there are no names in a room that is not there", async () => {
  expect((await ada.ask("/rooms/cellar/names?q=a")).status).toBe(404);
});

test("a mention is the same in the answer, on the page and in history, and means who had the name then", async () => {
  const answer = await (await ada.post("@grace and @Newcomer and @here")).text();
  const [[, id] = []] = mentioned(answer);
  expect(mentioned(answer)).toEqual([
    ["@grace", String(id)],
    ["@here", "here"],
  ]);
  await register(server.url, "Newcomer");
  expect(mentioned(await (await ada.post("@Newcomer")).text())).toHaveLength(1);
  await server.stop();
  await server.restart(); // nothing rendered is left
  const history = await (await ada.ask("/rooms/lobby/messages", { headers: { "HX-Request": "true" } })).text();
  const page = await (await ada.ask("/rooms/lobby")).text();
  for (const html of [history, page]) {
    expect(mentioned(html).map(([name]) => name)).toEqual(["@grace", "@here", "@Newcomer"]);
  }
  const [{ attributes = {} } = {}] = find(answer, "li");
  const fields = { body: "@newcomer, now that you are here" };
  const changed = await submit(server.url, `/rooms/lobby/messages/${attributes["data-id"]}/edit`, fields, {
    cookie: ada.cookie,
    "HX-Request": "true",
  });
  expect(changed.status).toBe(200);
  const after = await (await ada.ask("/rooms/lobby")).text();
  expect(mentioned(after).map(([name]) => name)).toEqual(["@newcomer", "@Newcomer"]);
});
