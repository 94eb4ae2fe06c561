/** Limits: generous to a class behind one address, sharp on one name, and deaf to claimed addresses. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { attributeOf, find, textOf } from "../support/html.ts";
import { PASSWORD, register, sessionCookie, submit, tokenOf } from "../support/person.ts";
import { askRaw, handshake } from "../support/raw.ts";
import { addressOf, listRoutes } from "../support/routes.ts";
import { AS_RELEASED, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", HASHES_PER_ACCOUNT: "20" }); // a name that is not there is tried often at once
});
afterAll(() => server[Symbol.asyncDispose]());

const join = (url: string, username: string, headers?: Record<string, string>) =>
  submit(url, "/register", { username, password: PASSWORD }, headers);
const logIn = (url: string, username: string, password = "not the password", headers?: Record<string, string>) =>
  submit(url, "/login", { username, password }, headers);
const deviceOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .find((cookie) => cookie.startsWith("parlor_device="))
    ?.split(";")[0] ?? "";
const from = (address: string) => ({ "X-Forwarded-For": address });

test("a class of 60 behind one address registers at once; the next is told to wait, whatever address they claim", async () => {
  const pupils = await Promise.all(Array.from({ length: 60 }, (_, index) => join(server.url, `pupil-${index}`)));
  expect(pupils.filter(({ status }) => status !== 303)).toEqual([]);
  // Meanwhile some more are allowed, one every ten seconds.
  const others = Array.from({ length: 60 }, (_, index) =>
    join(server.url, `other-${index}`, from(`203.0.113.${index}`)),
  );
  const late = (await Promise.all(others)).filter(({ status }) => status === 429);
  expect(late.length).toBeGreaterThan(40);
  for (const response of late) {
    expect(Number(response.headers.get("retry-after"))).toBeWithin(1, 601);
    expect(await response.text()).toContain("Too many people have just joined from your network.");
  }
});

test("after ten wrong passwords a name has to wait, whatever address is claimed; other names don't", async () => {
  for (let tries = 0; tries < 10; tries++) expect((await logIn(server.url, "pupil-1")).status).toBe(401);
  for (const [name, password] of [
    ["pupil-1", "not the password"],
    ["PUPIL-1", PASSWORD],
  ] as const) {
    const response = await logIn(server.url, name, password, from(`203.0.113.${name.length}`));
    const page = await response.text();
    expect(response.status).toBe(429);
    expect(Number(response.headers.get("retry-after"))).toBeWithin(1, 61);
    expect(textOf(page, "#password-problem")).toMatch(/^Too many tries\. Wait \d+ seconds, then try again\.$/);
    expect(attributeOf(page, "#username", "value")).toBe(name);
    expect(find(page, "form")).toHaveLength(1);
  }
  expect((await logIn(server.url, "pupil-2", PASSWORD)).status).toBe(303);
});

test("guesses from elsewhere don't keep a person out of the network they are in, nor out of a browser they know", async () => {
  await using own = await startServer({
    TRUST_PROXY: "1",
    LOGINS_PER_NAME_10MIN: "2",
    LOGINS_PER_NAME_ANYWHERE_10MIN: "4",
  });
  const home = from("203.0.113.1");
  const mark = deviceOf(await join(own.url, "ada", home));
  const guess = async (address: string, headers: Record<string, string> = {}) =>
    (await logIn(own.url, "ada", undefined, { ...from(address), ...headers })).status;
  expect([await guess("198.51.100.1"), await guess("198.51.100.1"), await guess("198.51.100.1")]).toEqual([
    401, 401, 429,
  ]);
  expect((await logIn(own.url, "ada", PASSWORD, home)).status).toBe(303);
  expect([await guess("198.51.100.2"), await guess("198.51.100.3"), await guess("198.51.100.4")]).toEqual([
    401, 401, 429,
  ]);
  expect((await logIn(own.url, "ada", PASSWORD, home)).status).toBe(429); // too many from everywhere
  const known = await logIn(own.url, "ada", PASSWORD, { ...home, cookie: mark });
  expect(known.status).toBe(303);
  expect(deviceOf(known)).toBe(mark);
  const grace = deviceOf(await join(own.url, "grace", home));
  expect((await logIn(own.url, "ada", PASSWORD, { ...home, cookie: grace })).status).toBe(429); // not known to Ada
});

test("the mark of a browser is out of reach of scripts and of other sites, and is no session", async () => {
  const response = await logIn(server.url, "pupil-5", PASSWORD);
  const cookie = response.headers.getSetCookie().find((cookie) => cookie.startsWith("parlor_device=")) ?? "";
  expect(cookie.split("; ").slice(1)).toEqual(expect.arrayContaining(["Path=/", "HttpOnly", "SameSite=Lax"]));
  const token = sessionCookie(server.url, tokenOf(deviceOf(response)));
  expect((await fetch(`${server.url}/rooms/lobby`, { headers: { cookie: token }, redirect: "manual" })).status).toBe(
    303,
  );
});

test("many tries at once are not more tries", async () => {
  await using own = await startServer({ HASHES_PER_ACCOUNT: "20" }, AS_RELEASED); // each takes long enough for the others to come
  await register(own.url, "ada");
  const answers = await Promise.all(Array.from({ length: 14 }, () => logIn(own.url, "ada")));
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(4);
});

test("right passwords use up no tries", async () => {
  for (let tries = 0; tries < 12; tries++) expect((await logIn(server.url, "pupil-4", PASSWORD)).status).toBe(303);
});

test("a name that is not there has to wait as well, so that nobody learns which ones are", async () => {
  const answers = await Promise.all(Array.from({ length: 11 }, () => logIn(server.url, "no-such-pupil")));
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
});

test("behind a trusted proxy people are told apart by the address that it names, not by those they claim", async () => {
  await using own = await startServer({
    TRUST_PROXY: "1",
    REGISTRATIONS_PER_10MIN: "1",
    LOGINS_PER_ADDRESS_10MIN: "2",
  });
  const joined = async (name: string, addresses: string) => (await join(own.url, name, from(addresses))).status;
  expect(await joined("one", "203.0.113.1")).toBe(303);
  expect(await joined("two", "203.0.113.2")).toBe(303);
  expect(await joined("three", "203.0.113.3, 203.0.113.1")).toBe(429);
  expect(await joined("three", "203.0.113.1, 203.0.113.3")).toBe(303);
  const tried = async (name: string, addresses: string) =>
    (await logIn(own.url, name, undefined, from(addresses))).status;
  const addresses = ["203.0.113.7", "203.0.113.8, 203.0.113.7", "203.0.113.9, 203.0.113.7", "203.0.113.8"];
  const answers: number[] = [];
  for (const [index, address] of addresses.entries()) answers.push(await tried(`name-${index}`, address));
  expect(answers).toEqual([401, 401, 429, 401]);
});

test("behind two trusted proxies the address is the second from the right", async () => {
  await using own = await startServer({ TRUST_PROXY: "2", REGISTRATIONS_PER_10MIN: "1" });
  const joined = async (name: string, addresses: string) => (await join(own.url, name, from(addresses))).status;
  expect(await joined("one", "203.0.113.9, 203.0.113.1, 10.0.0.1")).toBe(303);
  expect(await joined("two", "203.0.113.9, 203.0.113.2, 10.0.0.1")).toBe(303);
  expect(await joined("three", "203.0.113.8, 203.0.113.1, 10.0.0.2")).toBe(429);
});

test("what a member reads is limited, whatever it is; what they write and what others read is not", async () => {
  await using own = await startServer({ READS_PER_10S: "4" });
  const [ada, bob] = [await register(own.url, "ada"), await register(own.url, "bob")];
  const reads = (await listRoutes()).filter(({ method }) => method === "GET").map((route) => addressOf(route));
  const isForMembers = async (path: string) => {
    const answer = await fetch(own.url + path, { redirect: "manual" });
    return answer.status === 303 && (answer.headers.get("location") ?? "").startsWith("/login");
  };
  const paths: string[] = [];
  for (const path of reads) if (await isForMembers(path)) paths.push(path);
  expect(paths.length).toBeGreaterThan(10);
  const first = await Promise.all(Array.from({ length: 8 }, () => ada.ask("/rooms/lobby")));
  expect(first.filter(({ status }) => status === 200).length).toBeWithin(4, 8);
  for (const path of paths) {
    const answer = await ada.ask(path);
    expect([path, answer.status]).toEqual([path, 429]);
    expect(Number(answer.headers.get("retry-after"))).toBeWithin(1, 4);
  }
  expect((await ada.post("still here")).status).toBe(201);
  expect((await bob.ask("/rooms/lobby")).status).toBe(200);
});

test("what a member sends is limited as well, also where nothing else counts it: forms that are refused, and read positions", async () => {
  await using own = await startServer({ READS_PER_10S: "1", POSTS_PER_10S: "1", CHANGES_PER_10S: "2" });
  const [ada, bob] = [await register(own.url, "ada"), await register(own.url, "bob")];
  const send = async (path: string, fields: Record<string, string>) =>
    (await ada.ask(path, { method: "POST", body: new URLSearchParams(fields) })).status;
  expect([await send("/rooms", { name: "" }), await send("/rooms/lobby/read", {})]).toEqual([422, 303]);
  await send("/rooms", { name: "" });
  await send("/rooms", { name: "" });
  for (const path of ["/rooms", "/direct", "/rooms/lobby/read", "/rooms/lobby/unread", "/rooms/lobby/messages"])
    expect([path, await send(path, { body: "hello" })]).toEqual([path, 429]);
  expect((await bob.post("hello")).status).toBe(201);
});

test("a flood of log-ins is turned away with a sentence, and later ones are let in again", async () => {
  await using own = await startServer({ HASHES_AT_ONCE: "1", HASHES_WAITING: "2" }, AS_RELEASED);
  await register(own.url, "ada");
  const answers = await Promise.all(Array.from({ length: 9 }, (_, index) => logIn(own.url, `stranger-${index}`)));
  const busy = answers.filter(({ status }) => status === 503);
  expect(answers.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(3);
  expect(busy.length).toBeGreaterThan(0);
  expect(Number(busy[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await busy[0]?.text()).toContain("Many people are logging in right now.");
  expect((await logIn(own.url, "ada", PASSWORD)).status).toBe(303);
});

/** A request with so many more headers, or with one of so many characters. */
const headed = (count: number, length: number) =>
  askRaw(
    server.port,
    "GET /healthz HTTP/1.1",
    `Host: localhost:${server.port}`,
    ...Array.from({ length: count }, (_, index) => `X-${index}: y`),
    `Cookie: ${"x".repeat(length)}`,
  );

test("more or longer headers than anybody needs are refused with a sentence", async () => {
  expect((await headed(90, 10_000)).status).toBe(200);
  for (const [count, length] of [
    [110, 1],
    [1, 12_500],
  ] as const) {
    const { status, body } = await headed(count, length);
    expect(status).toBe(431);
    expect(textOf(new TextDecoder().decode(body), "main p")).toContain("more with this request than Parlor reads");
  }
});

test("an address far too long is refused with a sentence", async () => {
  const response = await fetch(`${server.url}/rooms/${"x".repeat(13_000)}`);
  expect(response.status).toBe(431);
  expect(textOf(await response.text(), "main p")).toContain("more with this request than Parlor reads");
});

test("a flood from one network is told to wait, as a page, as a fragment and as a socket; others don't notice", async () => {
  await using own = await startServer({ TRUST_PROXY: "1", REQUESTS_PER_ADDRESS_10S: "100" });
  const ask = (address: string, headers: Record<string, string> = {}) =>
    fetch(`${own.url}/login`, { headers: { ...from(address), ...headers } });
  const flood = () => Promise.all(Array.from({ length: 130 }, (_, index) => ask(`2001:db8::${index}`)));
  /** The first answer that is a refusal; meanwhile a slow machine may earn a few more that are none. */
  const refused = async <Answer extends { status: number }>(request: () => Promise<Answer>): Promise<Answer> => {
    for (;;) {
      const answer = await request();
      if (answer.status === 429) return answer;
      await flood();
    }
  };
  const start = performance.now();
  const allowed = (await flood()).filter(({ status }) => status === 200).length;
  expect(allowed).toBeWithin(100, 125 + (performance.now() - start) / 100); // ten more in a second
  const page = await refused(() => ask("2001:db8::1"));
  const fragment = await refused(() => ask("2001:db8::2", { "HX-Request": "true" }));
  for (const { headers } of [page, fragment]) expect(Number(headers.get("retry-after"))).toBeWithin(1, 11);
  expect(textOf(await page.text(), "main p")).toContain("Too many requests come from your network.");
  expect(textOf(await fragment.text(), "p.problem")).toContain("Too many requests come from your network.");
  const head = handshake("/rooms/lobby/live", `localhost:${own.port}`, "X-Forwarded-For: 2001:db8::3");
  await refused(() => askRaw(own.port, ...head)); // else this never ends
  expect((await ask("2001:db8:0:1::1")).status).toBe(200);
});

test("what comes from this machine itself is not counted, for that may be everybody, through a tunnel", async () => {
  await using own = await startServer({ REQUESTS_PER_ADDRESS_10S: "100" });
  const answers = await Promise.all(Array.from({ length: 150 }, () => fetch(`${own.url}/login`)));
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
});
