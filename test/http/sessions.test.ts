/** Sessions: the cookie, what a token must be, how long it lasts, and what a shared computer shows afterwards. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { change, query } from "../support/database.ts";
import { textOf } from "../support/html.ts";
import {
  cookieOf,
  PASSWORD,
  type Person,
  personOf,
  register,
  sessionCookie,
  submit,
  tokenOf,
} from "../support/person.ts";
import { openReader } from "../support/reader.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";
import { type Algorithm, claimsOf, signToken } from "../support/token.ts";

setDefaultTimeout(120_000);

const SECRET = "a secret of thirty-two characters";
const DAY = 86_400;

/** Sessions of Ada's that nobody has asked for yet, and how long each lasts, in seconds. */
const UNUSED = { past: -5, old: 20 * DAY, "first-HS384": DAY, "first-HS512": DAY, "first-none": DAY };

let server: TestServer;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", TRUST_PROXY: "1", JWT_SECRET: SECRET });
  ada = await register(server.url, "ada"); // number 1
  bob = await register(server.url, "bob");
  await betweenRuns(server, (folder) => {
    const sql = "INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES (?, 1, ?, ?)";
    for (const [id, left] of Object.entries(UNUSED)) change(folder, sql, id, Date.now(), Date.now() + left * 1000);
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const logIn = (headers: Record<string, string> = {}, url = server.url, username = "ada") =>
  submit(url, "/login", { username, password: PASSWORD }, headers);
const enter = (cookie: string) => personOf(server.url, "", cookie).ask("/rooms/lobby");
const isIn = async (token: string) => (await enter(sessionCookie(server.url, token))).status === 200;
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

/** Ada's own claims, with some of them changed or, when undefined, left out. */
const claims = (changes: Record<string, unknown> = {}) => ({ ...claimsOf(tokenOf(ada.cookie)), ...changes });

test("the cookie is for this site's requests only, out of reach of scripts, for 30 days", async () => {
  const [pair = "", ...attributes] = (await logIn()).headers.get("set-cookie")?.split("; ") ?? [];
  expect(pair).toStartWith(sessionCookie(server.url, ""));
  expect(tokenOf(pair)).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  expect(attributes).toContain("HttpOnly");
  expect(attributes).toContain("SameSite=Lax");
  expect(attributes).toContain("Path=/");
  expect(attributes.filter((attribute) => /^(secure|domain)/i.test(attribute))).toEqual([]);
  const expires = attributes.find((attribute) => attribute.startsWith("Expires="))?.slice("Expires=".length) ?? "";
  expect(Date.parse(expires) / 1000).toBeWithin(inSeconds(30 * DAY - 60), inSeconds(30 * DAY + 60));
});

test("over https the cookie is Secure, when it is set and when it is taken back", async () => {
  const https = { "X-Forwarded-Proto": "https" };
  const entered = await logIn(https);
  const left = await personOf(server.url, "ada", cookieOf(entered)).ask("/logout", { method: "POST", headers: https });
  for (const { headers } of [entered, left]) expect(headers.get("set-cookie")?.split("; ")).toContain("Secure");
});

test("without a trusted proxy nobody can claim to come over https", async () => {
  await using plain = await startServer();
  await register(plain.url, "ada");
  const cookie = (await logIn({ "X-Forwarded-Proto": "https" }, plain.url)).headers.get("set-cookie");
  expect(cookie).toStartWith(sessionCookie(plain.url, ""));
  expect(cookie).not.toContain("Secure");
});

test("a token with the right claims and the right signature opens the room", async () => {
  expect(await isIn(signToken(SECRET, claims()))).toBe(true);
});

test.each<[string, () => string]>([
  ["is empty", () => ""],
  ["is no token", () => "let-me-in"],
  ["is signed with another secret", () => signToken("another secret of thirty-two chars", claims())],
  ["is signed with an empty secret", () => signToken("", claims())],
  ["is not signed", () => signToken(SECRET, claims(), "none")],
  ["lacks its signature", () => tokenOf(ada.cookie).split(".").slice(0, 2).join(".")],
  [
    "has a changed signature",
    () =>
      tokenOf(ada.cookie).replace(
        /\.([^.])([^.]*)$/,
        (_, first: string, rest: string) => `.${first === "A" ? "B" : "A"}${rest}`,
      ),
  ],
  [
    "has changed claims",
    () =>
      [
        ...tokenOf(ada.cookie)
          .split(".")
          .with(1, tokenOf(bob.cookie).split(".")[1] ?? ""),
      ].join("."),
  ],
  ["names another algorithm", () => signToken(SECRET, claims(), "HS512")],
  ["names none of the algorithms", () => signToken(SECRET, claims(), "none", { alg: "nOnE" })],
  ["names its algorithm in small letters", () => signToken(SECRET, claims(), "HS256", { alg: "hs256" })],
  ["names the algorithm of a public key", () => signToken(SECRET, claims(), "HS256", { alg: "RS256" })],
  ["brings its own key", () => signToken("own", claims(), "HS256", { jwk: { kty: "oct", k: "b3du" } })],
  ["asks for what nobody understands", () => signToken(SECRET, claims(), "HS256", { crit: ["x"], x: 1 })],
  ["ends when a text says so", () => signToken(SECRET, claims({ exp: String(inSeconds(DAY)) }))],
  ["never ends", () => signToken(SECRET, claims({ exp: undefined }))],
  ["has ended", () => signToken(SECRET, claims({ exp: inSeconds(-5) }))],
  ["is nobody's", () => signToken(SECRET, claims({ sub: undefined }))],
  ["is somebody else's", () => signToken(SECRET, claims({ sub: "2" }))],
  ["is of no session", () => signToken(SECRET, claims({ jti: undefined }))],
  ["is of a session that never was", () => signToken(SECRET, claims({ jti: "AAAAAAAAAAAAAAAAAAAAAA" }))],
  ["is of a session that has ended", () => signToken(SECRET, claims({ jti: "past" }))],
])("a token that %s opens nothing", async (_, make) => {
  expect(await isIn(make())).toBe(false);
});

test.each<Algorithm>(["HS384", "HS512", "none"])(
  "a token of a right session under %s opens nothing, on its first use as well",
  async (algorithm) => {
    const token = signToken(SECRET, claims({ jti: `first-${algorithm}` }), algorithm);
    expect(await isIn(token)).toBe(false);
  },
);

test("a session is good from logging in to logging out, through a restart, and then never again", async () => {
  await using own = await startServer({ FLUSH_INTERVAL_MS: "0" });
  const [stays, leaves] = [
    await register(own.url, "ada"),
    personOf(own.url, "ada", cookieOf(await logIn({}, own.url))),
  ];
  const states = async () =>
    (await Promise.all([stays, leaves].map(({ ask }) => ask("/rooms/lobby")))).map(({ status }) => status);
  expect(await states()).toEqual([200, 200]);
  await own.stop();
  await own.restart();
  expect(await states()).toEqual([200, 200]);
  expect((await leaves.ask("/logout", { method: "POST" })).status).toBe(303);
  expect(await states()).toEqual([200, 303]);
  expect((await leaves.post("after leaving")).status).toBe(401);
  await own.stop();
  await own.restart();
  expect(await states()).toEqual([200, 303]);
});

test("a restored database does not know the sessions that it never had", async () => {
  await using own = await startServer();
  const late = await register(own.url, "late");
  await betweenRuns(own, (folder) => change(folder, "DELETE FROM sessions"));
  expect((await late.ask("/rooms/lobby")).status).toBe(303);
});

test("a session of a person who is gone opens nothing, and is no socket", async () => {
  await using own = await startServer({ FLUSH_INTERVAL_MS: "0" });
  await register(own.url, "ada");
  const gone = await register(own.url, "gone");
  await betweenRuns(own, (folder) => {
    change(folder, "DELETE FROM sessions WHERE user_id = 2");
    change(folder, "DELETE FROM users WHERE id = 2");
  });
  expect((await gone.ask("/rooms/lobby")).status).toBe(303);
  expect((await gone.post("from beyond")).status).toBe(401);
  const reader = await openReader(own.url, gone, { cursor: "" });
  await reader.until(() => reader.closed() !== undefined, "the socket to be closed");
  expect(reader.closed()).toBe(4401);
});

test("whoever logs in gets a session of their own, whatever cookie they came with", async () => {
  const planted = { cookie: ada.cookie };
  const first = cookieOf(await logIn(planted, server.url, "bob"));
  const second = cookieOf(await logIn({ cookie: first }, server.url, "bob"));
  const tokens = [ada.cookie, first, second].map((cookie) => claimsOf(tokenOf(cookie)));
  expect(new Set(tokens.map(({ jti }) => jti)).size).toBe(3);
  expect(tokens.map(({ sub }) => sub)).toEqual(["1", "2", "2"]);
  const joined = cookieOf(await submit(server.url, "/register", { username: "carol", password: PASSWORD }, planted));
  expect(claimsOf(tokenOf(joined))).not.toMatchObject({ jti: tokens[0]?.jti });
});

test("of two cookies of one name neither counts, wherever it stands, and both are taken back", async () => {
  const forged = sessionCookie(server.url, signToken("another secret of thirty-two chars", claims()));
  const both = [`${bob.cookie}; ${ada.cookie}`, `${ada.cookie}; ${bob.cookie}`, `${forged}; ${ada.cookie}`];
  for (const cookie of both) {
    const refused = await enter(cookie);
    expect(refused.status).toBe(401);
    expect(textOf(await refused.text(), "main p")).toContain("Your browser sent two sessions at once");
    expect(clearedBy(refused)).toEqual(expect.arrayContaining(["/", "/rooms", "/rooms/", "/rooms/lobby"]));
    expect((await personOf(server.url, "", cookie).ask("/login")).status).toBe(200);
    expect((await personOf(server.url, "", cookie).post("as whom?")).status).toBe(401);
    const reader = await openReader(server.url, personOf(server.url, "", cookie), { cursor: "" });
    await reader.until(() => reader.closed() === 4401, "code 4401");
  }
  expect(await isIn(tokenOf(ada.cookie))).toBe(true); // alone it is as good as before
});

/** The paths for which an answer takes the session's cookie back. */
const clearedBy = ({ headers }: Response) =>
  headers
    .getSetCookie()
    .filter((cookie) => cookie.startsWith(`${sessionCookie(server.url, "")};`) && !cookie.includes("Domain="))
    .map((cookie) => /Path=([^;]+)/.exec(cookie)?.[1] ?? "");

test("logging out ends every session that the browser sent, and takes its cookies back wherever they were set", async () => {
  const planted = cookieOf(await logIn({}, server.url, "bob"));
  const own = cookieOf(await logIn());
  const left = await personOf(server.url, "", `${planted}; ${own}`).ask("/logout", {
    method: "POST",
    headers: { referer: `${server.url}/rooms/lobby/messages/7` },
  });
  expect(clearedBy(left)).toEqual(expect.arrayContaining(["/", "/rooms", "/rooms/lobby/messages", "/admin"]));
  expect([await isIn(tokenOf(planted)), await isIn(tokenOf(own))]).toEqual([false, false]);
});

test("of two, cookies are taken back for the domains above as well, but never for an address", async () => {
  const domains = async (host: string) => {
    const headers = { "X-Forwarded-Host": host, origin: `http://${host}` };
    const name = /:\d+$/.test(host) ? "parlor_session_8080" : "parlor_session";
    const answer = await personOf(server.url, "", `${name}=a; ${name}=b`).ask("/logout", { method: "POST", headers });
    const cleared = answer.headers.getSetCookie().map((cookie) => /Domain=([^;]+)/i.exec(cookie)?.[1]);
    return [...new Set(cleared)];
  };
  expect(await domains("chat.friends.example")).toEqual([undefined, "chat.friends.example", "friends.example"]);
  expect([await domains("192.0.2.1:8080"), await domains("localhost")]).toEqual([[undefined], [undefined]]);
});

test("the answer to a log-out has no more headers than a proxy takes, however long the name of the place", async () => {
  const host = "chat.of-my-good.friends.example:8081";
  const headers = {
    "X-Forwarded-Host": host,
    origin: `http://${host}`,
    referer: `http://${host}/rooms/lobby/messages/7`,
  };
  const answer = await personOf(server.url, "", `parlor_session_8081=${tokenOf(ada.cookie).slice(0, -1)}`).ask("/logout", { method: "POST", headers }); // prettier-ignore
  expect([...answer.headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0)).toBeLessThan(
    4_096,
  );
});

test.each([
  ["friends.example", "http", "parlor_session"],
  ["friends.example:80", "http", "parlor_session"],
  ["friends.example:8081", "http", "parlor_session_8081"],
  ["[2001:db8::1]:8081", "http", "parlor_session_8081"],
  ["[2001:db8::1]", "http", "parlor_session"],
  ["friends.example", "https", "__Host-parlor_session"],
  ["friends.example:8443", "https", "__Host-parlor_session"],
])("at %s over %s the cookie is called %s, and no other lets anybody in", async (host, scheme, name) => {
  const headers = { "X-Forwarded-Host": host, "X-Forwarded-Proto": scheme };
  const cookie = cookieOf(await logIn({ ...headers, origin: `${scheme}://${host}` }));
  expect(cookie).toStartWith(`${name}=`);
  const ask = (cookie: string) => personOf(server.url, "", cookie).ask("/rooms/lobby", { headers });
  expect((await ask(cookie)).status).toBe(200);
  expect((await ask(`${name}x=${tokenOf(cookie)}; parlor_session_9=${tokenOf(cookie)}`)).status).toBe(303);
});

test("a visit renews a session that has grown old, for another 30 days", async () => {
  const id = "old";
  const old = signToken(SECRET, { jti: id, sub: "1", exp: inSeconds(20 * DAY) });
  const renewed = tokenOf(cookieOf(await enter(sessionCookie(server.url, old))));
  expect(claimsOf(renewed)).toMatchObject({ jti: id, sub: "1" });
  expect(Number(claimsOf(renewed).exp)).toBeWithin(inSeconds(30 * DAY - 60), inSeconds(30 * DAY + 60));
  const [row] = query<{ left: number }>(
    server.folder,
    "SELECT expires_at / 1000 AS left FROM sessions WHERE id = ?",
    id,
  );
  expect(row?.left).toBeWithin(inSeconds(30 * DAY - 60), inSeconds(30 * DAY + 60));
  expect(await isIn(renewed)).toBe(true);
});

test("a visit with a fresh session sets no cookie", async () => {
  expect((await ada.ask("/rooms/lobby")).headers.get("set-cookie")).toBeNull();
});

test.each(["/", "/rooms/lobby", "/rooms/lobby/people", "/rooms/lobby/messages?before=5", "/rooms/nowhere", "/nowhere"])(
  "what a member sees at %s is kept by nobody, as a page and as a fragment",
  async (path) => {
    for (const headers of [{}, { "HX-Request": "true" }]) {
      const response = await ada.ask(path, { headers: headers as Record<string, string> });
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect(response.headers.get("vary")).toBe("HX-Request, Accept-Encoding");
    }
  },
);
