/** Reactions: what counts as one, how they add up, and who is told what. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { query } from "../support/database.ts";
import { attributeOf, find, logIn, textOf } from "../support/html.ts";
import { type Person, register, rowsIn } from "../support/person.ts";
import { openReader, type Reader, readPage } from "../support/reader.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const HTMX = { "HX-Request": "true" };

let server: TestServer;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  const limits = {
    REGISTRATIONS_PER_10MIN: "1000",
    HASHES_WAITING: "1000",
    POSTS_PER_10S: "1000",
    CHANGES_PER_10S: "1000",
    REACTIONS_PER_MESSAGE: "3",
  };
  server = await startServer({ FLUSH_INTERVAL_MS: "0", ...limits });
  const join = (name: string) => register(server.url, name);
  [ada, bob] = await Promise.all([join("ada"), join("bob")]);
});
afterAll(() => server[Symbol.asyncDispose]());

async function say(person: Person, body: string): Promise<number> {
  return rowsIn(await (await person.post(body)).text())[0]?.id ?? 0;
}

const react = (person: Person, id: number, emoji: string, headers: Record<string, string> = HTMX) =>
  person.ask(`/rooms/lobby/messages/${id}/reactions`, {
    method: "POST",
    body: new URLSearchParams({ emoji }),
    headers,
  });

const takeBack = (person: Person, id: number, emoji: string, headers: Record<string, string> = HTMX) =>
  person.ask(`/rooms/lobby/messages/${id}/reactions/remove`, {
    method: "POST",
    body: new URLSearchParams({ emoji }),
    headers,
  });

const reactionsIn = (row: string) => find(row, ".reactions button").map(({ text }) => text);

/** What a page says that its reader chose, for one message. */
const ownIn = (page: string, id: number): string[] => {
  const own = attributeOf(page, "template.own-reactions", "data-own")?.replaceAll("&quot;", '"') ?? "{}";
  return (JSON.parse(own) as Record<string, string[]>)[id] ?? [];
};
const latestRev = () => query<{ rev: number }>(server.folder, "SELECT max(rev) AS rev FROM messages")[0]?.rev ?? 0;

test("a reaction shows under the message for everybody, and goes when it is taken back", async () => {
  const id = await say(ada, "we did it");
  const rev = latestRev();
  const steps: [typeof react, Person, string, string[]][] = [
    [react, bob, "🎉", ["🎉 1"]],
    [react, ada, "❤️", ["🎉 1", "❤️ 1"]],
    [react, ada, "🎉", ["🎉 2", "❤️ 1"]],
    [takeBack, bob, "🎉", ["🎉 1", "❤️ 1"]],
    [takeBack, ada, "🎉", ["❤️ 1"]],
  ];
  for (const [index, [act, person, emoji, expected]] of steps.entries()) {
    const row = await (await act(person, id, emoji)).text();
    expect(reactionsIn(row)).toEqual(expected);
    expect(rowsIn(row)).toMatchObject([{ id, rev: rev + index + 1, text: "we did it" }]);
    expect(reactionsIn(logIn(await (await bob.ask("/rooms/lobby")).text()))).toEqual(expected);
  }
  expect(find(await (await takeBack(ada, id, "❤️")).text(), ".reactions")).toEqual([]);
});

test("a repeated request changes nothing: neither one that adds nor one that takes back", async () => {
  const id = await say(ada, "twice");
  for (let time = 0; time < 3; time++) expect(reactionsIn(await (await react(bob, id, "👍")).text())).toEqual(["👍 1"]);
  const rev = latestRev();
  for (let time = 0; time < 3; time++) expect(reactionsIn(await (await takeBack(bob, id, "👍")).text())).toEqual([]);
  expect(latestRev()).toBe(rev + 1);
});

test("what a reader has chosen comes with every page that has the row, for that reader alone", async () => {
  const id = await say(ada, "mine or yours");
  await react(bob, id, "👍");
  await react(bob, id, "🎉");
  for (const path of ["/rooms/lobby", `/rooms/lobby/messages/${id}`, `/rooms/lobby/messages?before=${id + 1}`]) {
    for (const headers of [{}, HTMX]) {
      const [bobs, adas] = await Promise.all(
        [bob, ada].map(async (person) => (await person.ask(path, { headers })).text()),
      );
      expect([path, ownIn(bobs!, id), ownIn(adas!, id)]).toEqual([path, ["👍", "🎉"], []]);
    }
  }
  const menu = await (await bob.ask(`/rooms/lobby/messages/${id}/menu`)).text();
  expect(find(menu, '.react button[aria-pressed="true"]').map(({ text }) => text)).toEqual(["👍", "🎉"]);
});

test("all open pages of a reader learn what the reader chose, and nobody else's do", async () => {
  const id = await say(ada, "on two devices");
  const [desk, phone, other] = await Promise.all([bob, bob, ada].map((person) => openReader(server.url, person)));
  const ownReactions = (reader?: Reader) => reader?.notes().flatMap(({ own }) => (own ? [own] : []));
  await react(bob, id, "👍");
  await takeBack(bob, id, "👍");
  const expected = [{ [id]: ["👍"] }, { [id]: [] }];
  await desk!.until(
    () => Bun.deepEquals([ownReactions(desk), ownReactions(phone)], [expected, expected]),
    "both pages to be told",
  );
  await other!.until(
    () => other!.rows().some((row) => row.id === id && row.rev === latestRev()),
    "the change to arrive",
  );
  expect(ownReactions(other)).toEqual([]);
  for (const reader of [desk, phone, other]) reader?.close();
});

test("a page that was away learns what its reader chose or took back meanwhile", async () => {
  const [added, removed] = [await say(ada, "chosen meanwhile"), await say(ada, "taken back meanwhile")];
  await react(bob, removed, "👍");
  await react(ada, removed, "👍"); // so that a reaction stays under it
  const { cursor } = await readPage(bob); // and then there is no network
  await react(bob, added, "🎉");
  await takeBack(bob, removed, "👍");
  const phone = await openReader(server.url, bob, { cursor });
  await phone.until(() => phone.cursor().endsWith(`.${latestRev()}`), "the changes");
  expect(Object.assign({}, ...phone.notes().map(({ own }) => own))).toEqual({ [added]: ["🎉"], [removed]: [] });
  phone.close();
});

test("the twenty-first who chose an emoji can take it back like the first", async () => {
  const id = await say(ada, "a crowd");
  const crowd = await Promise.all(Array.from({ length: 22 }, (_, index) => register(server.url, `one-${index}`)));
  for (const person of crowd) await react(person, id, "👍");
  const [first, last] = [crowd[0]!, crowd[21]!];
  for (const person of [first, last]) {
    expect(ownIn(await (await person.ask("/rooms/lobby")).text(), id)).toEqual(["👍"]);
    expect(reactionsIn(await (await react(person, id, "👍")).text())).toEqual(["👍 22"]);
  }
  await takeBack(first, id, "👍");
  expect(reactionsIn(await (await takeBack(last, id, "👍")).text())).toEqual(["👍 20"]);
});

test("a plain form reacts too", async () => {
  const id = await say(ada, "plainly");
  const menu = await (await bob.ask(`/rooms/lobby/messages/${id}/menu`)).text();
  expect(attributeOf(menu, "form.react", "action")).toBe(`/rooms/lobby/messages/${id}/reactions`);
  const answer = await react(bob, id, attributeOf(menu, "form.react button", "value") ?? "", {});
  expect([answer.status, answer.headers.get("location")]).toEqual([303, `/rooms/lobby/messages/${id}`]);
  const page = logIn(await (await ada.ask("/rooms/lobby")).text());
  expect(find(page, ".reactions").at(-1)?.attributes.action).toBe(`/rooms/lobby/messages/${id}/reactions`);
});

test.each(["👍", "❤️", "👩🏽‍🚀", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "🇯🇵", "#️⃣", "👨‍👩‍👧‍👦"])("%s is a reaction", async (emoji) => {
  const id = await say(ada, "any of them");
  expect(find(await (await react(bob, id, emoji)).text(), ".reactions button")).toMatchObject([
    { text: `${emoji} 1`, attributes: { value: emoji } },
  ]);
});

test.each(["", " ", "a", "1", "👍👍", "👍 ", "❤", "🇯", "👍<b>", "+1", "👨‍🦱‍🦱", "\u200d"])(
  "%p is not a reaction",
  async (emoji) => {
    const id = await say(ada, "none of these");
    const rev = latestRev();
    const answer = await react(bob, id, emoji);
    expect([answer.status, textOf(await answer.text(), ".problem")]).toEqual([
      422,
      "A reaction must be a single emoji.",
    ]);
    expect(latestRev()).toBe(rev);
  },
);

test("a message has so many different reactions; those that are there can still be chosen", async () => {
  const id = await say(ada, "popular");
  for (const emoji of ["👍", "🎉", "👀"]) expect((await react(ada, id, emoji)).status).toBe(200);
  const answer = await react(bob, id, "🙏");
  expect(answer.status).toBe(422);
  expect(textOf(await answer.text(), ".problem")).toStartWith("A message has at most 3 different reactions.");
  expect((await react(bob, id, "👀")).status).toBe(200);
});

test("who chose a reaction is told on demand: some names, and how many more", async () => {
  const id = await say(ada, "who?");
  const crowd = await Promise.all(Array.from({ length: 21 }, (_, index) => register(server.url, `crowd-${index}`)));
  for (const person of [ada, bob, ...crowd]) await react(person, id, "👍");
  const names = await (await bob.ask(`/rooms/lobby/messages/${id}/reactions?emoji=👍`, { headers: HTMX })).text();
  expect(textOf(names, "span")).toStartWith("👍 crowd-20, crowd-19");
  expect(textOf(names, "span")).toEndWith(" and 3 more");
  expect(textOf(await (await bob.ask(`/rooms/lobby/messages/${id}/menu`)).text(), ".reacted")).toEndWith(" and 3 more");
  expect(await (await bob.ask(`/rooms/lobby/messages/${id}/reactions?emoji=🎉`)).text()).toBe("Nobody");
});

test("with the message its reactions go, and nobody reacts to what is gone", async () => {
  const id = await say(ada, "soon gone");
  await react(bob, id, "👍");
  const gone = await ada.ask(`/rooms/lobby/messages/${id}/delete`, { method: "POST", headers: HTMX });
  expect(find(await gone.text(), ".reactions")).toEqual([]);
  expect(query(server.folder, "SELECT 1 FROM reactions WHERE message_id = ?", id)).toEqual([]);
  expect([(await react(bob, id, "👍")).status, (await takeBack(bob, id, "👍")).status]).toEqual([410, 410]);
});

test("whoever reacts too quickly is told to wait", async () => {
  await using own = await startServer({ CHANGES_PER_10S: "3" });
  const person = await register(own.url, "quick");
  const id = await say(person, "one");
  const answers = [];
  for (let index = 0; index < 4; index++) answers.push(await react(person, id, "👍"));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
  expect(Number(answers[3]?.headers.get("retry-after"))).toBeWithin(1, 11);
});

test("the list of all emoji is a file of its own, each with its name, and every one of them is taken", async () => {
  const page = await (await bob.ask("/rooms/lobby")).text();
  const list = await fetch(server.url + attributeOf(page, "#emoji", "data-list"));
  expect(list.headers.get("content-type")).toBe("application/json");
  expect(list.headers.get("cache-control")).toContain("immutable");
  const groups = (await list.json()) as [string, [emoji: string, name: string][]][];
  const all = groups.flatMap(([, emoji]) => emoji);
  expect(all.length).toBeGreaterThan(1_800);
  expect(all.find(([emoji]) => emoji === "😀")?.[1]).toBe("grinning face");
  for (const [emoji] of all.filter((_, index) => index % 100 === 0)) {
    expect([emoji, (await react(bob, await say(ada, "one of them"), emoji)).status]).toEqual([emoji, 200]);
  }
});
