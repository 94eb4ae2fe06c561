/** Rooms over the socket: what is new reaches whoever may see it, on every device, and nobody hears of rooms they are not in. */
import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import type { SignalFrame, Unread } from "../../src/live/signal-frame.ts";
import { enroll } from "../../src/rooms/change.store.ts";
import { openToChange } from "../support/database.ts";
import { find } from "../support/html.ts";
import { addRoom } from "../support/memory.ts";
import { type Person, register, rowsIn } from "../support/person.ts";
import { openReader, type Reader } from "../support/reader.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

const [LOBBY, GARDEN, CELLAR, TALK] = [1, 2, 3, 4] as const;
const SLUGS = ["", "lobby", "garden", "cellar", "talk"];

let server: TestServer;
/** Ada keeps the closed room, and Grace is in it; the two have a direct room. Zoe is in none of them. */
let ada: Person;
let grace: Person;
let zoe: Person;
const readers: Reader[] = [];

const visit = async (person: Person, room: number) => {
  const reader = await openReader(server.url, person, { room: SLUGS[room] });
  readers.push(reader);
  return reader;
};
/** Posts and returns the id. */
const say = async (person: Person, room: number, body = "Hello") => {
  const response = await person.post(body, undefined, SLUGS[room]);
  expect(response.status).toBe(201);
  return rowsIn(await response.text())[0]?.id ?? 0;
};
const act = async (person: Person, path: string, fields: Record<string, string> = {}, status = 303) => {
  const response = await person.ask(path, { method: "POST", body: new URLSearchParams(fields) });
  expect([path, response.status]).toEqual([path, status]);
};
const signals = (reader: Reader) => reader.notes() as SignalFrame[];
/** What a page heard last of what is unread. */
const unread = (reader: Reader): Unread[] | undefined => signals(reader).findLast((frame) => frame.unread)?.unread;
const forMe = (reader: Reader, room: number) => unread(reader)?.find(([id]) => id === room)?.[1];
/** The newest message of a room of which a page heard in a signal. */
const fresh = (reader: Reader, room: number) =>
  signals(reader)
    .flatMap((frame) => frame.fresh ?? [])
    .findLast(([id]) => id === room);
const untilFresh = (reader: Reader, room: number, id: number) =>
  reader.until(() => fresh(reader, room)?.[1] === id, `the signal of message ${id} in ${SLUGS[room]}`);
/** What a page heard of the items of open rooms. */
const listed = (reader: Reader) => signals(reader).flatMap(({ rooms = [] }) => rooms);
/** Everything a page has received, as text. */
const everything = (reader: Reader) => JSON.stringify([reader.notes(), reader.rows()]);
const names = (reader: Reader) => {
  const html = String(reader.notes().findLast(({ target }) => target === "#here")?.content ?? "");
  return `${find(html, "#here li").map(({ text }) => text)}`;
};

beforeAll(async () => {
  server = await startServer({ POSTS_PER_10S: "1000000", CHANGES_PER_10S: "1000000", CLIENT_MESSAGES_PER_10S: "1000" });
  ada = await register(server.url, "Ada");
  grace = await register(server.url, "Grace");
  zoe = await register(server.url, "Zoe");
  await betweenRuns(server, (folder) => {
    using db = openToChange(folder);
    enroll(db, addRoom(db, "garden").id, 1, { keeper: true });
    enroll(db, addRoom(db, "cellar", "closed", [1, 2]).id, 1, { keeper: true });
    addRoom(db, "talk", "direct", [1, 2]);
  });
});

afterEach(() => readers.splice(0).forEach((reader) => reader.close()));
afterAll(() => server[Symbol.asyncDispose]());

test("nobody hears of a closed or direct room they are not in, whatever happens there", async () => {
  const [stranger, elsewhere] = [await visit(zoe, LOBBY), await visit(grace, LOBBY)];
  const inside = await visit(ada, CELLAR);
  inside.tell("typing");
  const id = await say(ada, CELLAR, "@here @Grace @Zoe the word is chianti");
  await say(ada, TALK, "@Zoe is not here");
  const grave = await say(ada, CELLAR, "taken back");
  await act(ada, `/rooms/cellar/messages/${grave}/delete`);
  await act(ada, `/rooms/cellar/messages/${id}/reactions`, { emoji: "🍷" });
  await act(ada, "/rooms/cellar/about", { name: "Vault", topic: "Wine" });
  await act(ada, "/rooms/cellar/people/2/keeper", { keeper: "yes" });
  inside.tell(`read ${id}`);
  await elsewhere.until(() => forMe(elsewhere, CELLAR) === 1 && forMe(elsewhere, TALK) === 1, "Grace's numbers");
  await untilFresh(stranger, GARDEN, await say(ada, GARDEN));
  const heard = everything(stranger);
  for (const secret of ["chianti", "Vault", "cellar", "talk", "Wine"]) expect(heard).not.toContain(secret);
  const rooms = signals(stranger).flatMap(({ fresh = [], unread = [] }) => [...fresh, ...unread].map(([room]) => room));
  expect(rooms.filter((room) => room !== LOBBY && room !== GARDEN)).toEqual([]);
  expect(signals(stranger).filter(({ sidebar }) => sidebar)).toEqual([]);
  await act(ada, "/rooms/cellar/about", { name: "cellar", topic: "" });
});

test("whoever is muted is not said to be writing", async () => {
  const [writer, reader] = [await visit(grace, GARDEN), await visit(ada, GARDEN)];
  const names = () => JSON.stringify(reader.notes().filter(({ typing }) => typing));
  await act(ada, "/rooms/garden/people/2/mute");
  writer.tell("typing");
  reader.tell("typing");
  await reader.until(() => names().includes("Ada"), "who is writing");
  expect(names()).not.toContain("Grace");
  await act(ada, "/rooms/garden/people/2/mute", { muted: "off" });
});

test("whoever is removed hears nothing more of the room from that moment on, in none of their pages", async () => {
  const [inside, other, elsewhere] = [
    await visit(grace, CELLAR),
    await visit(grace, CELLAR),
    await visit(grace, LOBBY),
  ];
  const before = await say(ada, CELLAR, "before");
  await inside.until(() => inside.rows().at(-1)?.id === before, "the last row");
  const talking = Promise.all(Array.from({ length: 30 }, (_, index) => say(ada, CELLAR, `@Grace secret ${index}`)));
  await act(ada, "/rooms/cellar/people/2/remove");
  const removed = Date.now();
  await talking;
  await inside.until(() => inside.closed() === 4403 && other.closed() === 4403, "code 4403");
  expect(Date.now() - removed).toBeLessThan(2_000);
  const counts = [inside, other].map((reader) => reader.frames());
  const after = await say(ada, CELLAR, "@Grace @here after");
  await elsewhere.until(() => signals(elsewhere).some(({ sidebar }) => sidebar === true), "the change of the list");
  await untilFresh(elsewhere, GARDEN, await say(ada, GARDEN));
  expect([inside, other].map((reader) => reader.frames())).toEqual(counts);
  expect(forMe(elsewhere, CELLAR)).toBeUndefined();
  expect(fresh(elsewhere, CELLAR)?.[1] ?? 0).toBeLessThan(after);
  await inside.reconnect();
  await inside.until(() => inside.closed() === 4403, "the same when they come back");
  expect((await grace.post("let me in", undefined, "cellar")).status).toBe(404);
  await act(ada, "/rooms/cellar/people", { person: "Grace" });
  await elsewhere.until(() => signals(elsewhere).filter(({ sidebar }) => sidebar).length > 1, "Grace is in again");
  expect((await grace.ask("/rooms/cellar")).status).toBe(200);
});

test("a room that is closed closes the pages of those who are not in it, and of nobody else", async () => {
  await say(grace, GARDEN); // whoever wrote is in it then
  const [member, stranger, elsewhere] = [await visit(grace, GARDEN), await visit(zoe, GARDEN), await visit(zoe, LOBBY)];
  await say(zoe, LOBBY);
  await act(ada, "/rooms/garden/about", { name: "garden", topic: "", kind: "closed" });
  await stranger.until(() => stranger.closed() === 4403, "code 4403");
  expect(member.closed()).toBeUndefined();
  await elsewhere.until(() => Bun.deepEquals(listed(elsewhere), [[GARDEN]]), "the change of the list");
  await member.until(() => names(member) === "Grace,Ada not here", "its own people");
  await act(ada, "/rooms/garden/about", { name: "garden", topic: "", kind: "open", sure: "yes" });
  await member.until(() => names(member) === "Grace,Zoe", "everybody who is here");
});

test("what one device has read is read on the other at once, and no further than there are messages", async () => {
  const [phone, laptop] = [await visit(grace, GARDEN), await visit(grace, LOBBY)];
  const id = await say(ada, GARDEN, "@Grace?");
  await laptop.until(() => forMe(laptop, GARDEN) === 1, "the number");
  phone.tell("read 999999999");
  await laptop.until(() => unread(laptop)?.every(([room]) => room !== GARDEN) === true, "that it is read");
  await say(ada, GARDEN, "@Grace again");
  await laptop.until(() => forMe(laptop, GARDEN) === 1, "the next one");
  expect(unread(laptop)?.find(([room]) => room === GARDEN)?.[2]).toBe(id);
  await say(grace, GARDEN, "here I am");
  await laptop.until(() => unread(laptop)?.every(([room]) => room !== GARDEN) === true, "that whoever posts has read");
});

test("a position is kept when the server starts again, and moves forward only", async () => {
  const phone = await visit(grace, GARDEN);
  const [first, second] = [await say(ada, GARDEN), await say(ada, GARDEN)];
  phone.tell(`read ${second}`);
  phone.tell(`read ${first}`);
  const laptop = await visit(grace, LOBBY);
  phone.tell("unread");
  await phone.until(() => unread(phone) !== undefined, "the state");
  await betweenRuns(server, () => {});
  await waitFor(() => laptop.closed() !== undefined, "the end of the connection");
  const stored = async () => {
    const html = await (await grace.ask("/rooms/garden")).text();
    return Number(/id="messages"[^>]*data-read="(\d+)"/.exec(html)?.[1]);
  };
  expect(await stored()).toBe(second);
  await act(grace, "/rooms/garden/unread", { id: String(second) });
  expect(await stored()).toBe(second - 1);
  await act(grace, "/rooms/garden/read", { id: "999999999" });
  await act(grace, "/rooms/garden/unread", { id: "999999999" }, 404); // which changes nothing
  expect(await stored()).toBe(second);
  await act(zoe, "/rooms/cellar/read", { id: "1" }, 404);
  await act(zoe, "/rooms/cellar/unread", { id: "1" }, 404);
  await act(grace, "/rooms/lobby/unread", { id: String(second) }, 404); // of another room
});

test("reading again what is read is told to nobody", async () => {
  const laptop = await visit(grace, LOBBY);
  const read = { id: String(await say(ada, GARDEN)) };
  /** How often the page heard what is unread, once all that was to be told until now has come. */
  const states = async () => {
    for (let said = 0; said < 2; said++) await untilFresh(laptop, GARDEN, await say(ada, GARDEN));
    return signals(laptop).filter((frame) => frame.unread).length;
  };
  await act(grace, "/rooms/garden/read", read);
  const before = await states();
  expect(before).toBeGreaterThan(0);
  await act(grace, "/rooms/garden/read", read);
  expect(await states()).toBe(before);
  await act(grace, "/rooms/garden/read");
});

test("what is marked as unread is told to all devices, and what was deleted counts no more", async () => {
  const [phone, laptop] = [await visit(grace, TALK), await visit(grace, LOBBY)];
  const ids = [await say(ada, TALK), await say(ada, TALK), await say(ada, TALK)];
  phone.tell(`read ${ids[2]}`);
  await laptop.until(() => unread(laptop)?.every(([room]) => room !== TALK) === true, "that all is read");
  await act(grace, "/rooms/talk/unread", { id: String(ids[1]) });
  for (const device of [phone, laptop]) await device.until(() => forMe(device, TALK) === 2, "two that are not read");
  await act(ada, `/rooms/talk/messages/${ids[1]}/delete`);
  for (const device of [phone, laptop]) await device.until(() => forMe(device, TALK) === 1, "one of them deleted");
  await act(ada, `/rooms/talk/messages/${ids[2]}/delete`);
  for (const device of [phone, laptop]) await device.until(() => forMe(device, TALK) === undefined, "both of them");
  await act(grace, "/rooms/talk/read");
});

test("a rename, a new room and one that is archived reach open pages, of closed rooms only those of their people", async () => {
  const [one, other] = [await visit(grace, LOBBY), await visit(zoe, GARDEN)];
  const lists = (reader: Reader) => signals(reader).filter(({ sidebar, rooms }) => sidebar ?? rooms).length;
  for (const [path, fields] of [
    ["/rooms/garden/about", { name: "Orchard", topic: "" }],
    ["/rooms", { name: "Bakery", kind: "open" }],
    ["/rooms/bakery/archive", {}],
  ] as const) {
    const before = [one, other].map(lists);
    await act(ada, path, fields);
    await one.until(() => lists(one) > before[0]! && lists(other) > before[1]!, `what happened at ${path}`);
  }
  expect(listed(one)).toEqual([
    [GARDEN, expect.stringContaining(">Orchard</bdi>"), ""],
    [expect.any(Number), expect.stringContaining(">Bakery</bdi>"), ""],
    [expect.any(Number)],
  ]);
  const before = [lists(one), lists(other)];
  await act(ada, "/rooms/cellar/about", { name: "Vault", topic: "" });
  await one.until(() => lists(one) > before[0]!, "the name of the closed room");
  await untilFresh(other, LOBBY, await say(ada, LOBBY));
  expect(lists(other)).toBe(before[1]!);
});

test("presence is of the place in open rooms, and of its people in others", async () => {
  const [lobby, cellar] = [await visit(zoe, LOBBY), await visit(ada, CELLAR)];
  await lobby.until(() => names(lobby) === "Ada,Zoe", "both, whichever room they look at");
  await cellar.until(() => names(cellar) === "Ada,Grace not here", "the people of the room");
  const page = await visit(grace, GARDEN);
  await lobby.until(() => names(lobby) === "Ada,Grace,Zoe", "all three");
  await cellar.until(() => names(cellar) === "Ada,Grace", "Grace, wherever she is");
  page.tell("typing");
  await say(ada, CELLAR);
  await cellar.until(() => cellar.rows().length > 0, "a row");
  expect(cellar.notes().filter(({ typing }) => typing !== undefined)).toEqual([]);
  expect(await (await ada.ask("/rooms/cellar/people")).text()).toContain("Grace");
});

test("signals are at most one frame a second for all and one a person, however much is said", async () => {
  const [one, other] = [await visit(zoe, LOBBY), await visit(grace, LOBBY)];
  const started = performance.now();
  for (let round = 0; round < 20; round++) {
    await Promise.all([GARDEN, CELLAR, TALK].map((room) => say(ada, room, "@Grace @here")));
  }
  await untilFresh(one, GARDEN, await say(ada, GARDEN));
  const seconds = Math.ceil((performance.now() - started) / 1_000);
  const [open, own] = [one, other].map((reader) => ({
    fresh: signals(reader).filter((frame) => frame.fresh).length,
    unread: signals(reader).filter((frame) => frame.unread).length,
  }));
  expect(open?.fresh).toBeLessThanOrEqual(1 + seconds);
  expect(own?.unread).toBeLessThanOrEqual(1 + seconds);
  expect(Math.max(...signals(other).map((frame) => JSON.stringify(frame).length))).toBeLessThan(4_096);
});

test("when a room that was muted for a while is not any more, the pages of whoever did so hear it", async () => {
  const [mine, other] = [await visit(grace, LOBBY), await visit(zoe, LOBBY)];
  const lists = (reader: Reader) => signals(reader).filter(({ sidebar }) => sidebar).length;
  const isMuted = async () =>
    find(await (await grace.ask("/rooms/lobby")).text(), "#rooms-list .muted").map(({ text }) => text);
  const id = await say(ada, GARDEN);
  await Promise.all([untilFresh(mine, GARDEN, id), untilFresh(other, GARDEN, id)]);
  const before = [lists(mine), lists(other)] as const;
  await act(grace, "/rooms/garden/level", { level: "nothing", until: String(Date.now() + 2_500) });
  await mine.until(() => lists(mine) === before[0] + 1, "what was chosen");
  expect(await isMuted()).toHaveLength(1);
  await mine.until(() => lists(mine) === before[0] + 2, "its end");
  expect(await isMuted()).toEqual([]);
  expect(lists(other)).toBe(before[1]);
});
