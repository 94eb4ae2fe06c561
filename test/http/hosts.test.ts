/** A name that is led to this machine by somebody else's DNS gets no answer but that it is not ours. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { textOf } from "../support/html.ts";
import { askRaw, handshake } from "../support/raw.ts";
import { addressOf, listRoutes } from "../support/routes.ts";
import { type Environment, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

/** A server on this machine alone, one with a list, one in every network, and one behind a proxy. */
const SERVERS = {
  alone: {},
  listed: { ALLOWED_HOSTS: "chat.example, *.chat.example, [2001:db8::7]" },
  everywhere: { HOST: "0.0.0.0" },
  "everywhere, listed": { HOST: "0.0.0.0", ALLOWED_HOSTS: "chat.example" },
  "behind a proxy": { TRUST_PROXY: "1" },
  "behind a proxy, listed": { TRUST_PROXY: "1", ALLOWED_HOSTS: "chat.example" },
} satisfies Record<string, Environment>;

type Name = keyof typeof SERVERS;

let servers: Map<Name, TestServer>;

beforeAll(async () => {
  const started = Object.entries(SERVERS).map(async ([name, environment]) => [name, await startServer(environment)]);
  servers = new Map((await Promise.all(started)) as [Name, TestServer][]);
});
afterAll(() => Promise.all([...servers.values()].map((server) => server[Symbol.asyncDispose]())));

const serverOf = (name: Name): TestServer => {
  const server = servers.get(name);
  if (!server) throw new Error(`no server ${name}`);
  return server;
};

test("no route answers to another name on a server of this machine, the health check and files included", async () => {
  const { url, port } = serverOf("alone");
  const paths = [...(await listRoutes()).map((route) => [route.method, addressOf(route)]), ["GET", "/robots.txt"]];
  for (const [method = "", path = ""] of paths) {
    const response = await fetch(url + path, { method, headers: { host: `evil.example:${port}` } });
    expect([method, path, response.status]).toEqual([method, path, 421]);
    expect(response.headers.get("set-cookie")).toBeNull();
  }
  const socket = handshake("/rooms/lobby/live", `evil.example:${port}`, `Origin: http://evil.example:${port}`);
  expect((await askRaw(port, ...socket)).status).toBe(421);
  const page = await fetch(url, { headers: { host: "evil.example" } });
  expect(textOf(await page.text(), "main p")).toStartWith("Parlor does not answer to this name.");
});

const LOOPBACK = [
  "localhost",
  "LOCALHOST.",
  "ada.localhost:8080",
  "127.0.0.1:8080",
  "127.9.8.7",
  "[::1]:8080",
  "[::1]",
];
const FOREIGN = [
  "evil.example",
  "localhost.evil.example",
  "evillocalhost",
  "127.0.0.1.evil.example",
  "127.evil.example",
];
const FOREIGN_ADDRESSES = ["192.168.1.20", "[fe80::1]", "0.0.0.0", "1127.0.0.1"];

test.each<[Name, number, string[]]>([
  ["alone", 200, LOOPBACK],
  ["alone", 421, [...FOREIGN, ...FOREIGN_ADDRESSES, "chat.example"]],
  [
    "listed",
    200,
    [...LOOPBACK, "chat.example", "Chat.Example.:443", "a.chat.example", "a.b.chat.example", "[2001:db8::7]:80"],
  ],
  ["listed", 421, [...FOREIGN, ...FOREIGN_ADDRESSES, "xchat.example", "example", "[2001:db8::8]"]],
  ["everywhere", 200, [...LOOPBACK, ...FOREIGN, ...FOREIGN_ADDRESSES]],
  ["everywhere, listed", 200, [...LOOPBACK, "chat.example:8080"]],
  ["everywhere, listed", 421, [...FOREIGN, ...FOREIGN_ADDRESSES, "a.chat.example"]],
  ["behind a proxy", 200, [...LOOPBACK, ...FOREIGN]],
  ["behind a proxy, listed", 421, FOREIGN],
])("%s answers %d to these names", async (name, status, hosts) => {
  const { url } = serverOf(name);
  for (const host of hosts) {
    const answer = await fetch(`${url}/healthz`, { headers: { host } });
    expect([host, answer.status]).toEqual([host, status]);
  }
});

test.each<[string, string, number]>([
  ["127.0.0.1:8080", "chat.example", 200], // a proxy on this machine that passes on where it goes
  ["chat.example", "chat.example", 200],
  ["127.0.0.1:8080", "evil.example", 421],
  ["evil.example", "chat.example", 421], // a page that adds the header by itself
])("behind a proxy, a request to %s forwarded for %s is answered %d", async (host, forwarded, status) => {
  const { url } = serverOf("behind a proxy, listed");
  const answer = await fetch(`${url}/healthz`, { headers: { host, "x-forwarded-host": forwarded } });
  expect(answer.status).toBe(status);
});
