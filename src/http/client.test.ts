/** Proxies are believed only as far as they are trusted, and nobody is sent to another site. */
import { expect, test } from "bun:test";

import { type Client, clientOf, localPath, networkOf, wantsFragment } from "./client.ts";
import { openHosts } from "./hosts.ts";
import { noteListener } from "./listener.ts";

const FORWARDED = {
  "x-forwarded-for": "6.6.6.6, 203.0.113.7, 10.0.0.2",
  "x-forwarded-proto": "http, https",
  "x-forwarded-host": "evil.example, parlor.example",
};

/** What a server behind so many proxies makes of a request with these headers. */
async function clientBehind(proxies: number, headers: Record<string, string>): Promise<Client & { direct: string }> {
  using server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request, server) => Response.json(clientOf(request, server, proxies)),
  });
  const answer = await fetch(server.url, { headers });
  return { ...((await answer.json()) as Client), direct: server.url.host };
}

test("without proxies the connection alone counts, whatever the headers say", async () => {
  const { direct, ...client } = await clientBehind(0, FORWARDED);
  expect(client).toEqual({ address: "127.0.0.1", network: "127.0.0.1", secure: false, host: direct });
});

test("behind proxies, each counts from the right, so what a client adds at the left is not believed", async () => {
  expect(await clientBehind(1, FORWARDED)).toMatchObject({ address: "10.0.0.2", secure: true, host: "parlor.example" });
  const behindTwo = { address: "203.0.113.7", secure: false, host: "evil.example" };
  expect(await clientBehind(2, FORWARDED)).toMatchObject(behindTwo);
});

test("a proxy that says nothing leaves what the connection says", async () => {
  const { direct, ...client } = await clientBehind(1, {});
  expect(client).toEqual({ address: "127.0.0.1", network: "127.0.0.1", secure: false, host: direct });
});

test("a proxy that says less than the others is believed for all of them", async () => {
  expect(await clientBehind(2, { "x-forwarded-proto": "https" })).toMatchObject({ secure: true });
});

test("a scheme's own port, which some proxies add, is no port", async () => {
  const https = { "x-forwarded-proto": "https", "x-forwarded-host": "Parlor.example:443" };
  expect(await clientBehind(1, https)).toMatchObject({ secure: true, host: "parlor.example" });
  expect(await clientBehind(1, { ...https, "x-forwarded-proto": "http" })).toMatchObject({
    host: "parlor.example:443",
  });
  expect(await clientBehind(1, { "x-forwarded-host": "parlor.example:80" })).toMatchObject({ host: "parlor.example" });
});

test.each([
  ["203.0.113.52:50001", "203.0.113.52", "203.0.113.52"],
  ["6.6.6.6, 203.0.113.52:1", "203.0.113.52", "203.0.113.52"],
  ["203.0.113.52:", "203.0.113.52", "203.0.113.52"],
  ["[2001:db8::7]:50001", "2001:db8::7", "2001:db8:0:0"],
  ["[2001:db8::7]", "2001:db8::7", "2001:db8:0:0"],
  ["[::ffff:203.0.113.52]:443", "::ffff:203.0.113.52", "203.0.113.52"],
  ["2001:db8::7", "2001:db8::7", "2001:db8:0:0"],
  ["unknown", "unknown", "unknown"],
  [":80", "127.0.0.1", "127.0.0.1"],
])("a proxy's %s is one address, whatever the port", async (entry, address, network) => {
  expect(await clientBehind(1, { "x-forwarded-for": entry })).toMatchObject({ address, network });
});

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:DB8:0001:0002:ffff::", "2001:db8:1:2"],
  ["2001:db8::7", "2001:db8:0:0"],
  ["1::2:3:4:5:6:7", "1:0:2:3"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  ["::1", "0:0:0:0"],
  ["unknown", "unknown"],
])("limits count %s as %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test("no address makes it stumble", () => {
  for (const address of ["", ":", ":::::::::::::::", "1:2:3:4:5:6:7:8:9:10::11", "zzz:yyy", "a, b"]) {
    expect(networkOf(address)).toBeString();
  }
});

test("only htmx gets a fragment", () => {
  const asks = (headers: Record<string, string>) => wantsFragment(new Request("http://localhost/", { headers }));
  expect([asks({ "HX-Request": "true" }), asks({ "HX-Request": "1" }), asks({})]).toEqual([true, false, false]);
});

test.each([
  ["/rooms/lobby", "/rooms/lobby"],
  ["/rooms/lobby/messages?before=51&x=%2F", "/rooms/lobby/messages?before=51&x=%2F"],
  ["/rooms/caf%C3%A9", "/rooms/caf%C3%A9"],
  ["/rooms/../login", "/login"],
  ["/?next=https://evil.example", "/?next=https://evil.example"],
  ["/", "/"],
])("%s leads on within the site", (path, expected) => {
  expect(localPath(path, "/fallback")).toBe(expected);
});

test.each([
  undefined,
  "",
  "evil.example",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/x\\..\\..\\\\evil.example",
  "https://evil.example/",
  "http:evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "/\t/evil.example",
  "\t//evil.example",
  "/\n/evil.example",
  "/\r\nset-cookie: a=b",
  "/rooms/lobby\u0000",
  " //evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/%2e//evil.example",
  "/%2E%2e//evil.example",
  "/rooms/..//evil.example",
  "/rooms/café",
])("%j leads nowhere but to the fallback", (path) => {
  expect(localPath(path, "/fallback")).toBe("/fallback");
});

test("whatever is let through, a browser stays on the site", () => {
  const parts = ["", "/", "//", "\\", "%09", "%2f", "%5c", ".", "..", "%2e", "@", ":", "?", "#", "evil.example"];
  const paths = parts.flatMap((a) => parts.flatMap((b) => parts.map((c) => `/${a}${b}${c}/evil.example`)));
  const left = paths.filter((path) => {
    const local = localPath(path, "/fallback");
    return new URL(local, "https://parlor.example").origin !== "https://parlor.example" || /^\/[/\\]/.test(local);
  });
  expect(left).toEqual([]);
});

test("a request that came by another listener is read by the trust of that one", async () => {
  const hosts = openHosts({ host: "localhost", trustProxy: 1, allowedHosts: [] });
  const read = (own: number, other: number) => {
    const request = new Request("http://localhost/", { headers: { host: "localhost", ...FORWARDED } });
    noteListener(request, { proxies: other, hosts, server: {} as Bun.Server<unknown> });
    return clientOf(request, null, own);
  };
  expect(read(0, 1)).toMatchObject({ address: "10.0.0.2", secure: true, host: "parlor.example" });
  expect(read(1, 0)).toMatchObject({ address: "unknown", secure: false, host: "localhost" });
});
