/** The page of all that was for somebody: of every room they may see, the newest first, and of no other. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { change, query } from "../support/database.ts";
import { find } from "../support/html.ts";
import { type Person, register } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let [ada, bob, grace]: Person[] = [];

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", POSTS_PER_10S: "1000" });
  [ada, bob, grace] = await Promise.all(["Ada", "Bob", "Grace"].map((name) => register(server.url, name)));
  await betweenRuns(server, (folder) => {
    const idOf = (name: string) =>
      query<{ id: number }>(folder, "SELECT id FROM users WHERE username = ?", name)[0]?.id ?? 0;
    const [one = 0, two = 0] = [idOf("Ada"), idOf("Bob")];
    change(folder, "INSERT INTO rooms (slug, name, kind) VALUES ('q7x', 'The <b>surprise</b>', 'closed')");
    change(
      folder,
      "INSERT INTO rooms (slug, name, kind, people) VALUES ('d1', '', 'direct', ?)",
      `${Math.min(one, two)},${Math.max(one, two)}`,
    );
    change(
      folder,
      "INSERT INTO memberships (room_id, user_id, member) SELECT rooms.id, users.id, 1 FROM rooms, users WHERE slug IN ('q7x', 'd1') AND username <> 'Grace'",
    );
  });
});
afterAll(() => server[Symbol.asyncDispose]());

/** The lines of the page, as somebody reads them, and where each leads. */
async function linesOf(person: Person, address = "/mentions") {
  const answer = await person.ask(address);
  expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
  const html = await answer.text();
  const texts = find(html, ".hit").map(({ text, attributes }) => [text.replace(/\s+/g, " ").trim(), attributes.href]);
  return { html, lines: texts, next: /href="(\/mentions\?before=\d+)"/.exec(html)?.[1] };
}

test("whoever was never meant reads what will be here", async () => {
  const { html, lines } = await linesOf(ada!);
  expect(lines).toEqual([]);
  expect(html).toContain("Nothing yet.");
});

test("each line has author, room and text, and leads to its place; rooms of others are not there", async () => {
  await ada!.say("**@Bob** & <i>all</i>");
  await ada!.post("@Bob and @Grace, hush", undefined, "q7x");
  await ada!.post("@Bob, privately", undefined, "d1");
  await ada!.post("not for him", undefined, "lobby");
  const { html, lines, next } = await linesOf(bob!);
  expect(lines).toEqual([
    ["AAda Direct message just now@Bob, privately", "/rooms/d1/messages/3"],
    ["AAda The <b>surprise</b> just now@Bob and @Grace, hush", "/rooms/q7x/messages/2"],
    ["AAda Lobby just now@Bob & <i>all</i>", "/rooms/lobby/messages/1"],
  ]);
  expect([html.includes("<b>surprise"), next]).toEqual([false, undefined]);
  for (const [, address] of lines) expect((await bob!.ask(String(address))).status).toBe(200);
  const hers = await linesOf(grace!);
  expect([hers.lines, hers.html.includes("surprise"), hers.html.includes("hush")]).toEqual([[], false, false]);
});

test("fifty are on a page, and the way leads to those before", async () => {
  for (let n = 0; n < 60; n++) await grace!.say(`@Ada ${n}`);
  const first = await linesOf(ada!);
  expect([first.lines.length, first.lines[0]?.[0]]).toEqual([50, "GGrace Lobby just now@Ada 59"]);
  const second = await linesOf(ada!, first.next);
  expect([second.lines.length, second.lines.at(-1)?.[0], second.next]).toEqual([
    10,
    "GGrace Lobby just now@Ada 0",
    undefined,
  ]);
  for (const odd of ["before=0", "before=-1", "before=x", "before=", "before=99999999999999999999"]) {
    expect((await ada!.ask(`/mentions?${odd}`)).status).toBe(200);
  }
});
