/** Rooms are made, found, changed and left by plain forms. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { change, query } from "../support/database.ts";
import { attributeOf, find, textOf } from "../support/html.ts";
import { type Person, register } from "../support/person.ts";
import { openReader } from "../support/reader.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let ada: Person;
let bob: Person;
let carol: Person;
let host: Person;
let count = 0;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", ROOMS_PER_10MIN: "10000" });
  const join = (name: string) => register(server.url, name);
  [ada, bob, carol, host] = await Promise.all([join("Ada"), join("Bob"), join("José"), join("Host")]);
  await betweenRuns(server, (folder) => change(folder, "UPDATE users SET admin = 1 WHERE username = 'Host'"));
});
afterAll(() => server[Symbol.asyncDispose]());

type Fields = Record<string, string | string[]>;

const send = (who: Person, path: string, fields: Fields = {}, headers: Record<string, string> = {}) => {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
  return who.ask(path, { method: "POST", body, headers });
};
const page = async (who: Person, path: string) => (await who.ask(path)).text();
const statusOf = async (answer: Promise<Response>) => (await answer).status;

/** What was answered, and where it leads. */
const done = async (answer: Promise<Response>) => {
  const { status, headers } = await answer;
  return [status, headers.get("location")];
};

/** Why a form was not taken. */
const problem = async (answer: Promise<Response>) => {
  const response = await answer;
  return [response.status, textOf(await response.text(), ".problem")];
};

/** The sentence of a page that says no. */
const sentence = async (answer: Promise<Response>) => {
  const response = await answer;
  return [response.status, textOf(await response.text(), ".card p")];
};

const idOf = (name: string) =>
  query<{ id: number }>(server.folder, "SELECT id FROM users WHERE username = ?", name)[0]?.id ?? 0;

/** Makes a room and returns its address. */
async function make(who: Person, fields: Fields): Promise<string> {
  const answer = await send(who, "/rooms", { name: `Room ${count++}`, ...fields });
  if (answer.status !== 303) throw new Error(`${answer.status} ${textOf(await answer.text(), ".problem")}`);
  return answer.headers.get("location") ?? "";
}

const listed = async (who: Person) =>
  find(await page(who, "/rooms"), ".room-list a").map(({ attributes }) => attributes.href ?? "");

test("an open room is everybody's: in the list with its topic, to read and to write in", async () => {
  const form = await page(ada, "/rooms/new");
  expect(find(form, ".new-room [name]").map(({ attributes }) => attributes.name)).toContain("topic");
  const made = send(ada, "/rooms", { name: "  Reading \u202e group ", kind: "open", topic: "Middlemarch\n(book 3)" });
  expect(await done(made)).toEqual([303, "/rooms/reading-group"]);
  expect(await listed(bob)).toContain("/rooms/reading-group");
  const list = await page(bob, "/rooms");
  const entry = find(list, ".room-list a").find(({ attributes }) => attributes.href === "/rooms/reading-group");
  expect(entry?.text).toBe("Reading groupMiddlemarch (book 3)");
  expect((await bob.post("hello", undefined, "reading-group")).status).toBe(201);
  expect(await page(ada, "/rooms/reading-group")).toContain("hello");
});

test("a closed room is there for the people in it, by an address that does not say its name", async () => {
  const room = await make(ada, { name: "Surprise party", kind: "closed", person: ["Bob", " @jose ,"] });
  expect(room).toMatch(/^\/rooms\/[a-z0-9_-]{12}$/);
  expect(await Promise.all([ada, bob, carol, host].map((who) => statusOf(who.ask(room))))).toEqual([
    200, 200, 200, 404,
  ]);
  expect([await listed(carol), await listed(host)].map((rooms) => rooms.includes(room))).toEqual([true, false]);
});

test("what is wrong with a new room is said, and what was typed is kept", async () => {
  await make(ada, { name: "Taken" });
  const name = `<b>&"${"n".repeat(40)}`;
  const answer = await send(ada, "/rooms", {
    name,
    kind: "closed",
    topic: "t".repeat(201),
    person: ["Bob", "Zed, Yan"],
  });
  const html = await answer.text();
  expect([answer.status, textOf(html, "title")]).toEqual([422, "Error: New room · Parlor"]);
  expect(["#name", "#topic", "#person"].map((field) => attributeOf(html, field, "value"))).toEqual([
    name,
    "t".repeat(201),
    "Zed, Yan",
  ]);
  expect(["#name-problem", "#topic-problem", "#person-problem"].map((id) => textOf(html, id))).toEqual([
    "A room's name can have at most 40 characters.",
    "A topic can have at most 200 characters.",
    "There is nobody called “Zed” or “Yan” here.",
  ]);
  const ticked = find(html, "[type=checkbox]").filter(({ attributes }) => "checked" in attributes);
  expect(ticked.map(({ attributes }) => attributes.value)).toEqual(["Bob"]);
  expect(attributeOf(html, "[type=radio][checked]", "value")).toBe("closed");
  for (const [fields, why] of [
    [{ name: "  " }, "Give the room a name."],
    [{ name: "TAKEN" }, "There is already a room with this name. Try another."],
    [{ name: "Room", kind: "direct" }, "Choose who may come in."],
    [{ name: "Room", kind: "closed", person: Array.from({ length: 40 }, (_, n) => `${n}a,${n}b,${n}c,${n}d,${n}e,${n}f`) }, "Up to 200 people at once."], // prettier-ignore
  ] as [Fields, string][]) {
    expect(await problem(send(ada, "/rooms", fields))).toEqual([422, why]);
  }
});

test("rooms have names in any script, and emoji", async () => {
  for (const name of ["茶の間", "غرفة القراءة", "🍵", "Łódź"]) {
    const room = await make(bob, { name, kind: "open" });
    expect(textOf(await page(ada, room), "h1")).toBe(name);
    expect(textOf(await page(ada, `${room}/about`), "h1")).toBe(name);
  }
});

test("people talk directly in the one room between them, whoever opens it", async () => {
  const rooms = await Promise.all([send(ada, "/direct", { person: "bob" }), send(bob, "/direct", { person: "Ada" })]);
  const [one, other] = rooms.map(({ headers }) => headers.get("location"));
  expect([rooms.map(({ status }) => status), one]).toEqual([[303, 303], other]);
  expect([textOf(await page(ada, one!), "h1"), textOf(await page(bob, one!), "h1")]).toEqual(["Bob", "Ada"]);
  expect(await statusOf(carol.ask(one!))).toBe(404);
  const three = await done(send(ada, "/direct", { person: ["Bob", "José"] }));
  expect(three[1]).not.toBe(one);
  expect(await done(send(carol, "/direct", { person: ["bob, ada"] }))).toEqual(three);
  const notes = await done(send(ada, "/direct", { person: "Ada" }));
  expect(textOf(await page(ada, String(notes[1])), "h1")).toBe("Notes to yourself");
});

test("whom one talks to is found by name, and who is chosen stays chosen", async () => {
  const html = await page(ada, "/direct?q=JO&person=Bob");
  const boxes = find(html, "[name=person]").map(({ attributes }) => [attributes.value, "checked" in attributes]);
  expect(boxes).toEqual([
    ["Bob", true],
    ["José", false],
    ["Ada", false], // notes
  ]);
  expect(attributeOf(html, "#q", "value")).toBe("JO");
  const part = await (await ada.ask("/direct?q=zz", { headers: { "HX-Request": "true" } })).text();
  expect([textOf(part, "p"), part.includes("<html")]).toEqual(["No one by that name.", false]);
});

test("what can't be a room between people is said, and who was chosen stays chosen", async () => {
  expect(await problem(send(ada, "/direct"))).toEqual([422, expect.stringContaining("Choose at least one person.")]);
  const answer = await send(ada, "/direct", { person: ["Bob", "Zed"] });
  const html = await answer.text();
  expect([answer.status, textOf(html, ".problem")]).toEqual([422, "There is nobody called “Zed” here."]);
  expect(find(html, "[checked]").map(({ attributes }) => attributes.value)).toEqual(["Bob"]);
  const names = Array.from({ length: 9 }, (_, index) => `guest-${index}`);
  await Promise.all(names.map((name) => register(server.url, name)));
  expect(await problem(send(ada, "/direct", { person: names }))).toEqual([
    422,
    "Up to 9 people can talk directly, including you. For more, make a closed room.",
  ]);
  expect(await statusOf(send(ada, "/direct", { person: names.slice(1) }))).toBe(303);
});

test("the page about a room says what it is, who is in it, and what its reader can do", async () => {
  const room = await make(ada, { name: "Den", kind: "closed", topic: "Tea & <b>cake</b>", person: "Bob" });
  const about = await page(bob, `${room}/about`);
  expect([textOf(about, "h1"), textOf(about, ".topic"), find(about, ".topic b")]).toEqual([
    "Den",
    "Tea & <b>cake</b>",
    [],
  ]);
  expect(find(about, ".room-people bdi").map(({ text }) => text)).toEqual(["Ada", "Bob"]);
  expect(find(about, ".room-people .hint").map(({ text }) => text)).toEqual(["keeper", "you"]);
  const actions = (html: string) => find(html, "form[method=post]").map(({ attributes }) => attributes.action?.replace(room, "")); // prettier-ignore
  expect(actions(about)).toEqual(["/level", "/leave"]);
  const people = `/people/${idOf("Bob")}`;
  expect(actions(await page(ada, `${room}/about`))).toEqual([
    ...[`${people}/keeper`, `${people}/mute`, `${people}/remove`, "/people", "/level", "/about"],
    ...["/retention", "/empty", "/leave", "/about", "/archive", "/delete"],
  ]);
  expect(actions(await page(bob, "/rooms/lobby/about")).map((action) => action?.replace("/rooms/lobby", ""))).toEqual([
    "/level",
  ]);
  const says = async (text: string) => find(await page(bob, "/rooms/lobby/about"), ".hint").some((hint) => hint.text === text); // prettier-ignore
  await waitFor(() => says("Nobody is here right now."), "nobody to be here");
  expect(find(await page(bob, "/rooms/lobby/about?name=zzz"), ".hint").map(({ text }) => text)).toContain("No one by that name."); // prettier-ignore
  const reader = await openReader(server.url, ada, { room: room.slice("/rooms/".length) });
  await waitFor(async () => find(await page(bob, `${room}/about`), "[aria-label=here]").length === 1, "Ada to be here");
  reader.close();
});

test("keepers rename a room, whose address stays, and change what is left out of the form by nothing", async () => {
  const room = await make(ada, { name: "Attic", topic: "Old things" });
  expect(await done(send(ada, `${room}/about`, { name: "Loft" }))).toEqual([303, `${room}/about?done=saved`]);
  const about = await page(bob, `${room}/about?done=saved`);
  expect([textOf(about, "h1"), textOf(about, ".topic"), textOf(about, ".done")]).toEqual(["Loft", "Old things", "Saved."]); // prettier-ignore
  expect(await statusOf(send(bob, `${room}/about`, { name: "Bob's" }))).toBe(403);
  expect(await statusOf(send(host, `${room}/about`, { topic: "New things" }))).toBe(303); // an administrator
  await make(ada, { name: "Cellar" });
  for (const [fields, why] of [
    [{ name: "cellar" }, "There is already a room with this name. Give this one another name first."],
    [{ name: "" }, "Give the room a name."],
    [{ topic: "t".repeat(201) }, "A topic can have at most 200 characters."],
    [{ slow: "-1" }, "Choose a number of seconds, up to 86,400."],
    [{ slow: "86401" }, "Choose a number of seconds, up to 86,400."],
  ] as [Fields, string][]) {
    expect(await problem(send(ada, `${room}/about`, fields))).toEqual([422, why]);
  }
  for (const fields of [{ kind: "direct" }, { writers: "nobody" }] as Fields[])
    expect(await statusOf(send(ada, `${room}/about`, fields))).toBe(422);
  const typed = await (await send(ada, `${room}/about`, { name: "", topic: "typed & kept" })).text();
  expect(attributeOf(typed, "#topic", "value")).toBe("typed & kept");
});

test("in a room for announcements keepers write, and in a slow one each waits for their turn", async () => {
  const room = await make(ada, {});
  const slug = room.slice("/rooms/".length);
  await send(ada, `${room}/about`, { writers: "keepers", slow: "600" });
  expect(await problem(bob.post("x", undefined, slug))).toEqual([403, "Only the keepers of this room write here."]);
  expect((await ada.post("news", undefined, slug)).status).toBe(201);
  const facts = textOf(await page(bob, `${room}/about`), ".room-facts");
  expect(facts).toEndWith("Only its keepers write here. Everybody can react."); // keepers do not wait
  await send(ada, `${room}/about`, { writers: "everyone" });
  const answers = [await bob.post("one", undefined, slug), await bob.post("two", undefined, slug)];
  expect(answers.map(({ status }) => status)).toEqual([201, 429]);
  expect(Number(answers[1]?.headers.get("retry-after"))).toBeWithin(590, 601);
});

test("people are added by name, muted, made keepers and removed", async () => {
  const room = await make(ada, { kind: "closed" });
  const slug = room.slice("/rooms/".length);
  const person = `${room}/people/${idOf("Bob")}`;
  const offered = (html: string) => find(html, ".choose-people input").map(({ attributes: { value, checked } }) => `${value}${checked === undefined ? "" : "*"}`); // prettier-ignore
  expect(offered(await page(ada, `${room}/about`))).toContain("Bob");
  const wrong = await (await send(ada, `${room}/people`, { person: ["Bob", "Nobody"] })).text();
  expect(offered(wrong)).toContain("Bob*");
  expect(attributeOf(wrong, "#person", "value")).toBe("Nobody");
  expect(await done(send(ada, `${room}/people`, { person: "bob, josé" }))).toEqual([303, `${room}/about?done=added`]);
  expect(await problem(send(ada, `${room}/people`, { person: "Nobody" }))).toEqual([
    422,
    "There is nobody called “Nobody” here.",
  ]);
  expect(offered(await page(ada, `${room}/about`))).not.toContain("Bob");
  expect(offered(await page(bob, `${room}/about`))).toEqual([]);
  expect(await problem(send(ada, `${room}/people`))).toEqual([422, "Whom do you want to add?"]);
  expect(await statusOf(send(ada, `${room}/people`, { person: "Bob" }, { "HX-Request": "true" }))).toBe(204);
  expect(await statusOf(send(bob, `${room}/people`, { person: "Host" }))).toBe(403);

  await send(ada, `${person}/mute`);
  expect([(await bob.post("x", undefined, slug)).status, await statusOf(bob.ask(room))]).toEqual([403, 200]);
  await send(ada, `${person}/mute`, { muted: "off" });
  expect((await bob.post("x", undefined, slug)).status).toBe(201);

  await send(ada, `${person}/keeper`);
  expect(await statusOf(send(bob, `${room}/about`, { topic: "by Bob" }))).toBe(303);
  expect(await sentence(send(ada, `${person}/mute`))).toEqual([422, "Keepers and administrators can't be muted."]);
  await send(ada, `${person}/keeper`, { keeper: "off" });
  expect(await statusOf(send(bob, `${room}/about`, { topic: "by Bob" }))).toBe(403);

  expect(await done(send(ada, `${person}/remove`))).toEqual([303, `${room}/about?done=removed`]);
  expect([await statusOf(bob.ask(room)), (await bob.post("x", undefined, slug)).status]).toEqual([404, 404]);
  expect(await sentence(send(ada, `${person}/remove`))).toEqual([404, "There is no such person in this room."]);
  for (const id of ["0", "999999"]) expect(await statusOf(send(ada, `${room}/people/${id}/mute`))).toBe(404);
  for (const id of ["x", "1e99"]) expect(await statusOf(send(ada, `${room}/people/${id}/mute`))).toBe(404);
});

test("who leaves a closed room goes to the lobby, and the last one archives it", async () => {
  const room = await make(ada, { kind: "closed", person: "Bob" });
  expect(await done(send(ada, `${room}/leave`))).toEqual([303, "/rooms/lobby"]);
  expect([await statusOf(ada.ask(room)), await statusOf(ada.ask(`${room}/about`))]).toEqual([404, 404]);
  const about = await page(bob, `${room}/about`);
  expect(find(about, ".room-people .hint").map(({ text }) => text)).toEqual(["you, keeper"]); // nobody else could
  expect(about).toContain("You are the last one here.");
  await send(bob, `${room}/leave`);
  const slug = room.slice("/rooms/".length);
  const archived = query(server.folder, "SELECT archived_at > 0 AS archived FROM rooms WHERE slug = ?", slug);
  expect([await statusOf(bob.ask(room)), archived]).toEqual([404, [{ archived: 1 }]]);
  expect(await sentence(send(ada, "/rooms/lobby/leave"))).toEqual([422, expect.stringContaining("open to everybody")]);
  const direct = await done(send(ada, "/direct", { person: "Bob" }));
  expect(await statusOf(send(ada, `${direct[1]}/leave`))).toBe(422);
});

test("an open room is closed for all but those who wrote there, and opened again with all that was said", async () => {
  const room = await make(ada, { name: "Garden" });
  const slug = room.slice("/rooms/".length);
  await bob.post("said in the open", undefined, slug);
  expect(await done(send(ada, `${room}/about`, { kind: "closed" }))).toEqual([303, `${room}/about?done=closed`]);
  expect(await Promise.all([ada, bob, carol].map((who) => statusOf(who.ask(room))))).toEqual([200, 200, 404]);
  await bob.post("said behind the door", undefined, slug);
  const about = await page(ada, `${room}/about`);
  expect(find(about, "details p").map(({ text }) => text)).toContainEqual(expect.stringContaining("see its whole history")); // prettier-ignore
  expect(await done(send(ada, `${room}/about`, { kind: "open" }))).toEqual([303, `${room}/about?done=opened`]);
  expect(await page(carol, room)).toContain("said behind the door");
});

test("an archived room is read-only and apart in the list, until it comes back", async () => {
  const room = await make(ada, { name: "Summer" });
  const slug = room.slice("/rooms/".length);
  expect(await done(send(ada, `${room}/archive`))).toEqual([303, `${room}/about?done=archived`]);
  expect([(await ada.post("x", undefined, slug)).status, await statusOf(bob.ask(room))]).toEqual([403, 200]);
  expect(textOf(await page(bob, "/rooms"), "[aria-labelledby=archived] bdi")).toBe("Summer");
  await send(ada, `${room}/archive`, { archived: "off" });
  expect((await ada.post("x", undefined, slug)).status).toBe(201);
  expect(find(await page(bob, "/rooms"), "[aria-labelledby=archived]")).toEqual([]);
});

test("a room is deleted by its name, and nothing of what was said there stays in the database", async () => {
  const room = await make(ada, { name: "Secret Garden" });
  const slug = room.slice("/rooms/".length);
  for (let number = 0; number < 15; number++) await bob.post(`buried treasure ${number} @Ada`, undefined, slug);
  const wrong = await send(ada, `${room}/delete`, { name: "Garden" });
  const html = await wrong.text();
  expect([wrong.status, textOf(html, "#farewell-problem")]).toEqual([422, "That is not the name of this room."]);
  expect(find(html, "details[open] summary").map(({ text }) => text)).toEqual(["Delete this room…"]);
  expect(await statusOf(send(bob, `${room}/delete`, { name: "Secret Garden" }))).toBe(403);
  expect(await done(send(ada, `${room}/delete`, { name: " secret  garden" }))).toEqual([303, "/rooms?done=deleted"]);
  expect([await statusOf(ada.ask(room)), (await listed(ada)).includes(room)]).toEqual([404, false]);
  const left = () => query<{ count: number }>(server.folder, "SELECT count(*) AS count FROM messages WHERE body LIKE '%treasure%'")[0]?.count; // prettier-ignore
  await waitFor(() => left() === 0, "the texts to be gone");
  expect(find(await page(ada, "/search?q=treasure"), ".results li, .hit")).toEqual([]);
});

test("the lobby can be renamed, and is neither closed, archived, hidden nor deleted", async () => {
  const why = "This can't be done to the first room: everybody arrives there.";
  expect(await statusOf(send(host, "/rooms/lobby/about", { name: "The Hall" }))).toBe(303);
  expect(textOf(await page(bob, "/rooms/lobby"), "h1")).toBe("The Hall");
  expect(await sentence(send(host, "/rooms/lobby/about", { kind: "closed" }))).toEqual([422, why]);
  expect(await sentence(send(host, "/rooms/lobby/archive"))).toEqual([422, why]);
  expect(await sentence(send(host, "/rooms/lobby/delete", { name: "The Hall" }))).toEqual([422, why]);
  expect(await statusOf(send(host, "/rooms/lobby/level", { level: "hidden" }))).toBe(422);
  expect(find(await page(host, "/rooms/lobby/about"), "[value=hidden], #more")).toEqual([]);
  await send(host, "/rooms/lobby/about", { name: "Lobby" });
});

test("each person chooses what they hear of a room, for good or for a while", async () => {
  const room = await make(ada, {});
  const chosen = async (who: Person) => attributeOf(await page(who, `${room}/about`), "[name=level][checked]", "value");
  expect([await chosen(bob), await chosen(ada)]).toEqual(["mine", "mine"]);
  expect(await done(send(bob, `${room}/level`, { level: "all", here: "off" }))).toEqual([303, `${room}/about?done=saved`]); // prettier-ignore
  expect([await chosen(bob), await chosen(ada)]).toEqual(["all", "mine"]);
  expect(find(await page(bob, `${room}/about`), "[name=here][checked]")).toHaveLength(1);
  const ticked = async () => find(await page(bob, `${room}/about`), "[name=here][checked]").length;
  await send(bob, `${room}/level`, { level: "nothing", until: "hour" });
  expect([await chosen(bob), await ticked()]).toEqual(["nothing", 1]); // who says nothing of @here leaves that as it is
  await send(bob, `${room}/level`, { level: "nothing", until: "same", asks: "here" });
  expect(await ticked()).toBe(0); // but a box without a tick says something
  expect(textOf(await page(bob, `${room}/about`), "#until-hint")).toMatch(/^It ends in (60|59) minutes/);
  const form = await page(bob, `${room}/about`);
  await send(bob, `${room}/level`, { level: "nothing", here: "off", until: attributeOf(form, "[name=until] [selected]", "value") ?? "" }); // prettier-ignore
  expect(textOf(await page(bob, `${room}/about`), "#until-hint")).toMatch(/^It ends in (60|59) minutes/);
  expect(await statusOf(send(bob, `${room}/level`, { level: "nothing", until: "tomorrow" }, { "HX-Request": "true" }))).toBe(204); // prettier-ignore
  for (const fields of [
    { level: "loud" },
    { until: "yesterday" },
    { until: "1" },
    { until: "9".repeat(15) },
  ] as Fields[])
    expect(await statusOf(send(bob, `${room}/level`, { level: "all", ...fields }))).toBe(422);
  await send(bob, `${room}/level`, { level: "hidden" });
  expect(textOf(await page(bob, "/rooms"), `.room-list [href='${room}'] .hint`)).toBe("hidden from your list");
  await send(bob, `${room}/level`, { level: "" });
  expect(await chosen(bob)).toBe("mine");
});

test("administrators decide who makes rooms and whether people talk directly", async () => {
  const direct = String((await done(send(ada, "/direct", { person: "Bob" })))[1]);
  const slug = direct.slice("/rooms/".length);
  expect(await done(send(host, "/admin/rooms", { makers: "administrators", direct: "off" }))).toEqual([
    303,
    "/admin/rooms?done=rooms",
  ]);
  expect([await statusOf(ada.ask("/rooms/new")), await statusOf(send(ada, "/rooms", { name: "Mine" }))]).toEqual([403, 403]); // prettier-ignore
  expect(find(await page(ada, "/rooms"), "[href='/rooms/new'], [href='/direct']")).toEqual([]);
  expect(await statusOf(send(host, "/rooms", { name: `Host's ${count++}`, kind: "open" }))).toBe(303);
  expect([await statusOf(ada.ask("/direct")), await statusOf(send(ada, "/direct", { person: "José" }))]).toEqual([403, 403]); // prettier-ignore
  expect([await statusOf(ada.ask(direct)), (await ada.post("x", undefined, slug)).status]).toEqual([200, 403]);
  expect(find(await page(ada, `/people/${idOf("Bob")}`), "form")).toEqual([]);
  expect(await statusOf(send(host, "/admin/rooms", { makers: "nobody" }))).toBe(422);
  expect(await statusOf(send(ada, "/admin/rooms", { makers: "everyone" }))).toBe(403);
  await send(host, "/admin/rooms", { direct: "on" });
  const form = await page(host, "/admin/rooms");
  expect(find(form, "[checked]").map(({ attributes }) => attributes.value)).toEqual(["administrators", "on"]);
  await send(host, "/admin/rooms", { makers: "everyone" });
  expect((await ada.post("x", undefined, slug)).status).toBe(201);
  const sentences = find(await page(host, "/admin/activity"), ".sentence").map(({ text }) => text.replaceAll(/\s+/g, " ")); // prettier-ignore
  expect(sentences.slice(0, 4)).toEqual([
    "Host let everyone make rooms",
    "Host allowed direct messages",
    "Host switched direct messages off",
    "Host let only administrators make rooms",
  ]);
});

test("pages lead back to the room that they were opened from", async () => {
  const room = await make(ada, {});
  const wayBack = async (path: string, referer?: string) => {
    const html = await (await ada.ask(path, { headers: referer === undefined ? {} : { referer } })).text();
    return find(html, "a").find(({ text }) => text.trim() === "Back to the room")?.attributes.href;
  };
  for (const path of ["/mentions", "/rooms", "/rooms/new", "/direct", "/find", "/account", "/invite", "/people/1"]) {
    expect([path, await wayBack(path, server.url + room)]).toEqual([path, room]);
  }
  const from: [string | undefined, string][] = [
    [`${server.url}${room}/messages/12?x=1`, room],
    [`${server.url}${room}/about`, room],
    [`${server.url}/rooms/new`, "/rooms/lobby"],
    [`${server.url}/account`, "/rooms/lobby"],
    [`${server.url}/rooms/%22%3E%3Cb%3E`, "/rooms/%22%3E%3Cb%3E"],
    [`${server.url}/rooms/"><b>`, "/rooms/lobby"],
    ["javascript:/rooms/x", "/rooms/lobby"],
    [undefined, "/rooms/lobby"],
  ];
  for (const [referer, way] of from) expect([referer, await wayBack("/mentions", referer)]).toEqual([referer, way]);
});

test("a direct room with more people is another room, or the one there is", async () => {
  const direct = String((await done(send(ada, "/direct", { person: "Bob" })))[1]);
  const about = await page(ada, `${direct}/about`);
  expect(find(about, "[action='/direct'] [type=hidden]").map(({ attributes }) => attributes.value)).toEqual(["Bob"]);
  const more = await done(send(ada, "/direct", { person: ["Bob", "José"] }));
  expect([more[0], more[1] === direct]).toEqual([303, false]);
  expect(await statusOf(carol.ask(direct))).toBe(404);
  expect(await statusOf(send(ada, `${direct}/people`, { person: "José" }))).toBe(403);
});

test("those who are not here are not listed under “Here now”: of a direct room all its people are", async () => {
  const direct = String((await done(send(ada, "/direct", { person: "Bob" })))[1]);
  const titleOf = async (path: string) => textOf(await page(ada, path), "#present");
  expect(await Promise.all(["/rooms/lobby", "/rooms/lobby/sidebar"].map(titleOf))).toEqual(["Here now", "Here now"]);
  expect(await Promise.all([direct, `${direct}/sidebar`].map(titleOf))).toEqual(["In this room", "In this room"]);
  expect(find(await page(ada, direct), "#here > .absent")).toHaveLength(1);
});

test("who makes or changes too much at once has to wait, and keeps what was typed", async () => {
  await server[Symbol.asyncDispose]();
  server = await startServer({ FLUSH_INTERVAL_MS: "0", ROOMS_PER_10MIN: "3" });
  const eve = await register(server.url, "Eve");
  for (let number = 0; number < 3; number++) await make(eve, { kind: "open" });
  const answer = await send(eve, "/rooms", { name: "One more", kind: "open" });
  expect([answer.status, attributeOf(await answer.text(), "#name", "value")]).toEqual([429, "One more"]);
  expect(Number(answer.headers.get("retry-after"))).toBeWithin(1, 601);
  for (const [path, fields] of [
    ["/direct", { person: "Eve" }],
    ["/rooms/lobby/level", { level: "all" }],
  ] as [string, Fields][]) {
    expect([path, await statusOf(send(eve, path, fields))]).toEqual([path, 429]);
  }
});

test("people who are in a room from the start count as those do who are added later", async () => {
  await using own = await startServer({ FLUSH_INTERVAL_MS: "0", ROOMS_PER_10MIN: "3" });
  const [eve] = await Promise.all(["Eve", "Ann", "Ben"].map((name) => register(own.url, name)));
  const start = (name: string, person: string[]) => statusOf(send(eve!, "/rooms", { name, kind: "closed", person }));
  expect([await start("First", ["Ann", "Ben"]), await start("Second", [])]).toEqual([303, 429]);
});
