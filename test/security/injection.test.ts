/** Whatever people write, in whatever place, stays text: in a real browser, as it comes in and after a reload. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { closeBrowser, openPage, type Page } from "../support/browser.ts";
import { type Person, register } from "../support/person.ts";
import { openReader, type Reader } from "../support/reader.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";
import { FAMILIES, PAYLOADS } from "./payloads.ts";
import { SKELETON } from "./skeleton.ts";
import { type Watch, watch } from "./watch.ts";

setDefaultTimeout(120_000);

const LONG = "x".repeat(4_000);

/** Texts without harm: a word, a number, and what can't be a name. One of them says what a page should consist of. */
const HARMLESS = ["harmless", "12345", "???"];

/** All of it in a few pieces, for what takes long. */
const PIECES = Array.from({ length: 5 }, (_, index) => PAYLOADS.filter((_, place) => place % 5 === index).join("\n"));

/** Several to a text, which an address has room for. */
const SEVERAL = PAYLOADS.reduce<string[]>(
  (texts, payload) => {
    const longer = `${texts.at(-1)}\n${payload}`;
    return longer.length < 400 ? [...texts.slice(0, -1), longer] : [...texts, payload];
  },
  [""],
);

/** Where nothing hangs on which text it is: it comes back in a large page, of which a browser takes long to read hundreds. */
const ONLY_COMES_BACK = new Set([
  "a place in the history",
  "the key of a message",
  "a changed message that is too long",
  "what a message replies to",
  "more than fits about oneself",
  "a message that is too long",
  "the name of a new room",
  "the topic of a new room",
  "whom one wants to talk to",
  "what a room can't be called",
  "who is sought in a room",
]);

const encode = (text: string) => encodeURIComponent(text.toWellFormed());

/** Without marks, of which a name may have a few only. */
const bare = (text: string) => text.replace(/\p{M}/gu, "");

/** A request that carries a text of an attacker's choice. */
type Carrier = (text: string) => Sent;
type Sent = { path: string; form?: Record<string, string> };

/** Where a stranger's words come back in the answer. A new input needs a line here. */
const FOR_STRANGERS: Record<string, Carrier> = {
  "the name of somebody new": (username) => ({ path: "/register", form: { username, password: "short" } }),
  "the name and the way back of a log-in": (text) => ({
    path: "/login",
    form: { username: text, password: "wrong", next: `/rooms/lobby?${text}` },
  }),
  "the way back in an address": (text) => ({ path: `/login?next=${encode(`/rooms/lobby?${text}`)}` }),
  "a way back that is none": (text) => ({ path: `/login?next=${encode(text)}` }),
  "the code of an invitation": (text) => ({ path: `/register?invite=${encode(text)}` }),
  "an invitation that comes with a name": (invite) => ({
    path: "/register",
    form: { username: "?", password: "x", invite },
  }),
  "the code for a new password": (text) => ({ path: `/password?code=${encode(text)}` }),
  "an address that leads nowhere": (text) => ({ path: `/nowhere/${encode(text)}` }),
  "a message without a session": (body) => ({ path: "/rooms/lobby/messages", form: { body } }),
};

/** Where a member's words come back. */
const FOR_MEMBERS: Record<string, Carrier> = {
  "the name of a room": (text) => ({ path: `/rooms/${encode(text)}` }),
  "a place in the history": (text) => ({ path: `/rooms/lobby/messages?before=${encode(text)}` }),
  "the beginning of a name": (text) => ({ path: `/rooms/lobby/names?q=${encode(text)}` }),
  "what is searched for": (text) => ({ path: `/search?q=${encode(text)}&before=2` }),
  "by whom what is searched for is": (text) => ({ path: `/search?q=x&author=${encode(text)}` }),
  "where mentions go on": (text) => ({ path: `/mentions?before=${encode(text)}` }),
  "the number of a message": (text) => ({ path: `/rooms/lobby/messages/${encode(text)}` }),
  "the key of a message": (key) => ({ path: "/rooms/lobby/messages", form: { body: "x", key } }),
  "a changed message that is too long": (text) => ({
    path: "/rooms/lobby/messages/3/edit",
    form: { body: text + LONG },
  }),
  "a reaction that nobody chose": (text) => ({ path: `/rooms/lobby/messages/1/reactions?emoji=${encode(text)}` }),
  "what a message replies to": (reply) => ({ path: "/rooms/lobby/messages", form: { body: "x", reply } }),
  "the number of a person": (text) => ({ path: `/people/${encode(text)}` }),
  "what one says about oneself": (text) => ({ path: "/profile", form: { about: `Says ${text}`.slice(0, 200) } }),
  "more than fits about oneself": (text) => ({ path: "/profile", form: { about: text + LONG } }),
  "the session to be ended": (id) => ({ path: "/account/sessions/end", form: { id } }),
  "a password that is not one's own": (current) => ({
    path: "/account/password",
    form: { current, password: "short" },
  }),
  "a new administrator's code": (text) => ({ path: `/welcome?code=${encode(text)}` }),
  "a colour that is none": (hue) => ({ path: "/profile", form: { hue: `no ${hue}` } }),
  "a message that is too long": (text) => ({ path: "/rooms/lobby/messages", form: { body: text + LONG } }),
  "the name of a new room": (text) => ({ path: "/rooms", form: { name: text + LONG } }),
  "the topic of a new room": (text) => ({ path: "/rooms", form: { name: "Cellar", topic: text + LONG } }),
  "the kind of a new room": (kind) => ({ path: "/rooms", form: { name: "Cellar", kind: `no ${kind}` } }),
  "the people of a new room": (person) => ({ path: "/rooms", form: { name: "", kind: "closed", person } }),
  "whom one wants to talk to": (person) => ({ path: "/direct", form: { person: `no ${person}` } }),
  "the beginning of a name to talk to": (text) => ({ path: `/direct?q=${encode(text)}&person=${encode(text)}` }),
  "what a room is called": (text) => ({ path: "/rooms/den/about", form: { name: `Den ${bare(text)}`.slice(0, 40) } }),
  "what a room is for": (text) => ({ path: "/rooms/den/about", form: { topic: `For ${text}`.slice(0, 200) } }),
  "what a room can't be called": (text) => ({
    path: "/rooms/den/about",
    form: { name: text + LONG, topic: text + LONG, writers: `no ${text}`, slow: `no ${text}` },
  }),
  "whom one adds to a room": (person) => ({ path: "/rooms/den/people", form: { person: `no ${person}` } }),
  "who is sought in a room": (text) => ({ path: `/rooms/den/about?name=${encode(text)}` }),
  "the room to be deleted": (text) => ({ path: "/rooms/den/delete", form: { name: `not ${text}` } }),
  "what one wants to hear": (text) => ({ path: "/rooms/den/level", form: { level: `no ${text}`, until: text } }),
};

/** Names that are allowed, and are not as innocent as others. */
const NAMES = ["hx-get", "onclick", "__proto__", "constructor", "null", "عبد_الله", "z\u0301\u0323"];

let server: TestServer;
let mallory: Person;
let ada: Person;
let page: Page;
let stranger: Page;
let seen: Watch;
let seenByStranger: Watch;
/** What the rows of the lists in the room page may consist of. */
let kinds: string[];

beforeAll(async () => {
  server = await startServer({
    FLUSH_INTERVAL_MS: "0",
    POSTS_PER_10S: "100000",
    PROFILES_PER_10MIN: "100000",
    ROOMS_PER_10MIN: "100000",
    SEARCHES_PER_10S: "100000",
    READS_PER_10S: "1000000",
    STRANGER_BODY_BYTES: "200000", // everything at once
    BODY_BYTES: "200000",
    LOGINS_PER_ADDRESS_10MIN: "1", // the page shows the form again without checking a password
  });
  mallory = await register(server.url, "Mallory");
  page = await openPage(server.url, "ada");
  seen = await watch(page, `ada.localhost:${server.port}`);
  ada = await register(server.url, "Ada");
  await page.enter(ada);
  const send = (path: string, form: Record<string, string>) =>
    mallory.ask(path, { method: "POST", body: new URLSearchParams(form) });
  await send("/rooms", { name: "Den", kind: "open" });
  await send("/rooms/den/people/2/keeper", { keeper: "on" }); // the second person is Ada
  stranger = await openPage(server.url, "stranger");
  seenByStranger = await watch(stranger, `stranger.localhost:${server.port}`);
  await stranger.open("/login");
  for (const each of [page, stranger]) each.expectOutage(true); // the browser notes each 404 and 422
  const long = "line\n".repeat(60); // is folded
  for (const text of ["one line\nhttps://good.example/", "🙂", long, `${long}https://good.example/`])
    await mallory.say(text);
  await page.say("and one's own");
  await page.until("document.querySelectorAll('#log > .message').length === 5");
  await page.fill("#composer textarea", ":");
  await page.until("document.querySelector('#emoji-names') !== null", "what comes with the first colon");
  kinds = (await look(page)).rows;
});
afterAll(async () => {
  closeBrowser();
  await server[Symbol.asyncDispose]();
});

type Ask = (path: string, init: RequestInit) => Promise<Response>;

const askAsStranger: Ask = (path, init) =>
  fetch(server.url + path, { ...init, headers: { origin: server.url, ...init.headers } });

/**
 * The different answers to all texts, and how many of them, which are the first, are to harmless ones. It asks for one after
 * the other, for what one of them changes the next may change again.
 */
async function answersTo(carrier: Carrier, ask: Ask, payloads = PAYLOADS, headers: Record<string, string> = {}) {
  const answers: string[] = [];
  for (const { path, form } of [...HARMLESS, ...payloads].map(carrier)) {
    const body = form && new URLSearchParams(form);
    const answer = await ask(path, { method: form ? "POST" : "GET", body, headers, redirect: "follow" });
    answers.push(await answer.text());
  }
  return { texts: [...new Set(answers)], harmless: new Set(answers.slice(0, HARMLESS.length)).size };
}

/** Asks for everything, has a page parse it as the browser does, and returns what differs from the harmless. */
async function compare(page: Page, carrier: Carrier, ask: Ask, payloads = PAYLOADS): Promise<unknown> {
  const { texts, harmless } = await answersTo(carrier, ask, payloads);
  return page.read(`(() => {
    ${SKELETON}
    const parse = (text) => {
      const document = new DOMParser().parseFromString(text, "text/html");
      return { frame: frameOf(document), rows: rowsOf(document), foreign: foreignIn(document) };
    };
    const texts = ${JSON.stringify(texts)};
    const harmless = texts.splice(0, ${harmless}).map(parse);
    const frames = harmless.map(({ frame }) => frame), rows = harmless.flatMap(({ rows }) => rows);
    const different = [];
    for (const text of texts) {
      const found = parse(text);
      const strange = found.rows.filter((row) => !rows.includes(row));
      if (!frames.includes(found.frame)) different.push([text, found.frame]);
      if (strange.length + found.foreign.length > 0) different.push([text, strange, found.foreign]);
    }
    return different.slice(0, 5);
  })()`);
}

/** What a page consists of right now, apart from what was written in it. */
const look = (page: Page) =>
  page.read<{ frame: string; rows: string[]; foreign: string[]; keys: string[] }>(`(() => {
    ${SKELETON}
    const keys = [...document.querySelectorAll("#log > [data-id]")].map((row) => row.id.slice(2));
    return { frame: frameOf(document), rows: rowsOf(document), foreign: foreignIn(document), keys };
  })()`);

/** The page is as it was, but for new rows of the known kinds; nothing ran, nothing was asked for. */
async function expectUnharmed(page: Page, watch: Watch, before: Awaited<ReturnType<typeof look>>) {
  const now = await look(page);
  expect(now.foreign).toEqual([]);
  expect(now.rows.filter((row) => !kinds.includes(row))).toEqual([]);
  expect(now.frame).toBe(before.frame);
  expect(watch.findings()).toEqual([]);
  return now;
}

test.each(Object.entries(FOR_STRANGERS))("what a stranger writes as %s stays text", async (_, carrier) => {
  expect(await compare(stranger, carrier, askAsStranger)).toEqual([]);
  expect(seenByStranger.findings()).toEqual([]);
});

test.each(Object.entries(FOR_MEMBERS))("what a member writes as %s stays text", async (where, carrier) => {
  expect(await compare(page, carrier, ada.ask, ONLY_COMES_BACK.has(where) ? SEVERAL : PAYLOADS)).toEqual([]);
  expect(seen.findings()).toEqual([]);
});

test.each(Object.entries(FOR_STRANGERS))("a real visit with all of it as %s does no harm", async (_, carrier) => {
  const frames: string[] = [];
  for (const text of HARMLESS) frames.push(await visit(carrier(text)));
  for (const piece of PIECES) {
    const text = carrier("").form ? piece : piece.slice(0, 1_000); // an address has an end
    expect(frames).toContain(await visit(carrier(text)));
    expect(seenByStranger.findings()).toEqual([]);
  }
});

/** Goes to a page as a link or a form does, and returns what it consists of. */
async function visit({ path, form }: Sent): Promise<string> {
  await stranger.read(`window.isLeft = true, (() => {
    const [path, fields] = ${JSON.stringify([path, form ?? null])};
    if (!fields) return location.assign(path);
    const form = Object.assign(document.createElement("form"), { method: "post", action: path });
    for (const [name, value] of Object.entries(fields)) {
      form.appendChild(Object.assign(document.createElement("textarea"), { name, value }));
    }
    document.body.appendChild(form).submit();
  })()`);
  await stranger.until("!window.isLeft && document.readyState === 'complete'");
  return (await look(stranger)).frame;
}

test("an answer with all of it does no harm when htmx swaps it in", async () => {
  const before = await look(page);
  for (const carrier of Object.values(FOR_STRANGERS)) {
    const { texts, harmless } = await answersTo(carrier, askAsStranger, SEVERAL, { "HX-Request": "true" });
    const strange = await page.read<unknown>(`(async () => {
      ${SKELETON}
      const target = document.body.appendChild(document.createElement("section"));
      const swap = async (text) => {
        target.replaceChildren();
        await htmx.swap({ text, target, swap: "innerHTML", sourceElement: target });
        return skeletonOf(target);
      };
      const texts = ${JSON.stringify(texts)}, strange = [], harmless = [];
      for (const text of texts.splice(0, ${harmless})) harmless.push(await swap(text));
      for (const text of texts) {
        const skeleton = await swap(text);
        if (!harmless.includes(skeleton)) strange.push(text, skeleton);
      }
      target.remove();
      return strange.slice(0, 2);
    })()`);
    expect(strange).toEqual([]);
  }
  await expectUnharmed(page, seen, before);
});

test.each(Object.entries(FAMILIES))("%s: as messages they come in live as text", async (_, family) => {
  const before = await look(page);
  const keys: string[] = [];
  for (const text of family) {
    const key = crypto.randomUUID();
    const { status } = await mallory.post(text, key);
    if (status === 201) keys.push(key);
    else expect([status, /[^\p{C}\p{M}\p{Z}]/u.test(text)]).toEqual([422, false]); // there is nothing to see in it
  }
  await page.until(`document.getElementById("m-${keys.at(-1)}") !== null`);
  const now = await expectUnharmed(page, seen, before);
  expect(now.keys.slice(-keys.length)).toEqual(keys);
});

test("sent from the page itself they are text on their way, in the draft, and in the log", async () => {
  const before = await look(page);
  for (const family of Object.values(FAMILIES)) {
    const [first = "", second = ""] = family;
    await page.read(`document.querySelector("#composer textarea").value = ${JSON.stringify(first + second)}`);
    await page.read(`document.querySelector("#composer textarea").dispatchEvent(new Event("input"))`);
    await page.read(`document.querySelector("#composer").requestSubmit()`);
  }
  await page.until("document.querySelector('#pending').children.length === 0");
  await expectUnharmed(page, seen, before);
});

test("names that are allowed do no harm, where people are and where they write", async () => {
  const before = await look(page);
  const readers: Reader[] = [];
  for (const name of NAMES) {
    const person = await register(server.url, name);
    await person.say("harmless");
    readers.push(await openReader(server.url, person));
  }
  await page.until(`document.querySelectorAll("#here > li").length > ${NAMES.length}`);
  await expectUnharmed(page, seen, before);
  for (const reader of readers) reader.close();
});

test("somebody else's key, or one that is none, changes nothing of theirs", async () => {
  const key = await mallory.say("mine");
  const joan = await register(server.url, "Joan");
  expect((await joan.post("PWNED", key)).status).toBe(409);
  for (const text of [`${key}"><b>`, key.toUpperCase(), `urn:uuid:${key}`, "log", "../x", `${key} `]) {
    expect((await joan.post("PWNED", text)).status).toBe(422);
  }
  await joan.say("the last word");
  await page.until(
    "document.querySelector('#log > .message:last-child > [hx-ignore]').textContent === 'the last word'",
  );
  expect(await page.read<string>(`document.querySelector("#m-${key} > [hx-ignore]").textContent`)).toBe("mine");
});

test("after a reload, and all the way up through history, they are still text", async () => {
  await page.open("/rooms/lobby");
  await page.until("document.querySelector('#connection').textContent === ''");
  const before = await look(page);
  const keys = new Set(before.keys);
  while (!(await page.read<boolean>("document.querySelector('#older').className === 'beginning'"))) {
    const top = await page.read<string>("document.querySelector('#log').dataset.from");
    await page.read("document.querySelector('#messages').scrollTop = -1e6");
    await page.until(`document.querySelector('#log').dataset.from !== "${top}"`);
    const now = await look(page);
    for (const key of now.keys) keys.add(key);
    expect(now.foreign).toEqual([]);
    expect(seen.findings()).toEqual([]);
  }
  expect(keys.size).toBeGreaterThan(PAYLOADS.length);
});

test("on the plain pages of history they are still text", async () => {
  let pages = 0;
  for (let path: string | null = "/rooms/lobby"; path; pages++) {
    await page.open(path);
    expect((await look(page)).foreign).toEqual([]);
    expect(seen.findings()).toEqual([]);
    path = await page.read<string | null>("document.querySelector('#older a')?.getAttribute('href') ?? null");
  }
  expect(pages).toBeGreaterThan(PAYLOADS.length / 50);
});

test("among the hits of a search they are still text", async () => {
  await page.open("/rooms/lobby");
  await page.click(".search-button");
  await page.until("document.activeElement.name === 'q'");
  await page.view.type("<");
  await page.until("document.querySelectorAll('.hit').length > 0");
  while (await page.read<boolean>("document.querySelector('.search-more a') !== null")) {
    const count = await page.read<number>("document.querySelectorAll('.hit').length");
    await page.read("document.querySelector('.search-more a').click()");
    await page.until(
      `document.querySelectorAll('.hit').length > ${count} || !document.querySelector('.search-more a')`,
    );
  }
  expect(await page.read<number>("document.querySelectorAll('.hit').length")).toBeGreaterThan(PAYLOADS.length / 2);
  expect((await look(page)).foreign).toEqual([]);
  expect(seen.findings()).toEqual([]);
});

test("among what was for the reader they are still text", async () => {
  for (const text of PAYLOADS) await mallory.post(`@Ada ${text}`);
  await page.open("/mentions");
  const before = await look(page);
  for (let pages = 0; await page.read<boolean>("document.querySelector('.button[href*=before]') !== null"); pages++) {
    expect(pages).toBeLessThan(PAYLOADS.length);
    await page.open(await page.read<string>("document.querySelector('.button[href*=before]').getAttribute('href')"));
    expect((await look(page)).foreign).toEqual([]);
  }
  expect(before.foreign).toEqual([]);
  expect(seen.findings()).toEqual([]);
  await page.open("/rooms/lobby");
});

test("in all this the page asked for nothing but itself and what was looked at in it", () => {
  const asked = seen.requests().map((request) => request.replace(/\d+/g, "#"));
  const own = [
    "GET /rooms/lobby",
    "GET /rooms/lobby/messages",
    "POST /rooms/lobby/messages",
    "SOCKET /rooms/lobby/live",
    "GET /rooms/lobby/sidebar",
    "GET /search",
    "GET /mentions",
  ];
  expect([...new Set(asked)].filter((request) => !own.includes(request))).toEqual([]);
});

test("an attack that succeeds would be seen", async () => {
  const before = await look(page);
  const attacks = [
    "<img src=/pwned.png>",
    "<b onclick=pwned()>x</b>",
    "<a href=javascript:pwned()>x</a>",
    "<script></script>",
  ];
  for (const html of attacks) {
    const attack = `document.querySelector("#log [hx-ignore]").innerHTML = ${JSON.stringify(html)}`;
    await page.read(attack);
    expect((await look(page)).foreign).not.toEqual([]);
  }
  await page.read(`htmx.process(document.body.appendChild(Object.assign(document.createElement("div"),
    { innerHTML: "<div hx-get=/pwned hx-trigger=load></div><img src=x onerror=pwned()>" })))`);
  await page.read("pwned('directly')");
  expect((await look(page)).frame).not.toBe(before.frame);
  const findings: string[] = [];
  const found = async () => {
    findings.push(...seen.findings());
    return ["asked for GET", "ran: directly", "ran: policy: script-src"].every((start) =>
      findings.some((finding) => finding.startsWith(start)),
    );
  };
  await waitFor(found, "all of it to be found");
});
