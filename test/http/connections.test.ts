/** Whoever holds connections, by saying nothing more or only half of it, keeps nobody else out. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";

import { register } from "../support/person.ts";
import { openReader } from "../support/reader.ts";
import { addressOf, isUnsafe, listRoutes } from "../support/routes.ts";
import { startServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

const held: Bun.Socket[] = [];
afterAll(() => held.forEach((socket) => socket.terminate()));

type Line = { heard: string; isClosed: boolean };

/** Opens a connection, says something, and holds it. */
async function hold(port: number, ...lines: string[]): Promise<Line> {
  const line: Line = { heard: "", isClosed: false };
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      open: (socket) => void socket.write(lines.join("\r\n")),
      data: (_, data) => void (line.heard += data.toString()),
      close: () => void (line.isClosed = true),
    },
  });
  held.push(socket);
  return line;
}

const hostOf = (port: number) => `Host: localhost:${port}`;

test("with more connections than allowed, those that wait for another request are closed, and open pages stay", async () => {
  await using server = await startServer({ CONNECTIONS: "80" });
  const ada = await register(server.url, "Ada");
  const page = await openReader(server.url, ada);
  const few = await Promise.all(Array.from({ length: 20 }, () => hold(server.port, "GET /healthz HTTP/1.1", hostOf(server.port), "\r\n"))); // prettier-ignore
  await waitFor(() => few.every(({ heard }) => heard.includes("200 OK")), "the answers");
  const more = await Promise.all(Array.from({ length: 80 }, () => hold(server.port, "GET /healthz HTTP/1.1", hostOf(server.port), "\r\n"))); // prettier-ignore
  await waitFor(() => few.every(({ isClosed }) => isClosed), "those that were there first to be closed", 5_000);
  await waitFor(() => more.every(({ heard }) => heard.includes("200 OK")), "an answer for each of the others");
  await ada.say("still here");
  await page.until(() => page.rows().length === 1, "the row");
  expect(page.closed()).toBeUndefined();
  expect(server.output()).toContain('"event":"too many connections"');
  page.close();
});

test.skipIf(process.platform !== "linux")(
  "where the system gives no more of them, new people come in soon",
  async () => {
    const command = ["bash", "-c", `ulimit -n 150 && exec ${process.execPath} --no-orphans src/main.ts`];
    await using server = await startServer({}, { command, cwd: `${import.meta.dir}/../..` });
    const lines = await Promise.all(Array.from({ length: 200 }, () => hold(server.port, "GET /healthz HTTP/1.1", hostOf(server.port), "\r\n"))); // prettier-ignore
    const started = performance.now();
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(5_000);
    await waitFor(() => lines.every(({ heard }) => heard.includes("200 OK")), "an answer for each of the others");
  },
);

test("a page that is asked for with a body is not given, and its connection is closed", async () => {
  await using server = await startServer();
  const asking = await hold(server.port, "GET / HTTP/1.1", hostOf(server.port), "Content-Length: 100", "", "");
  await waitFor(() => asking.isClosed, "it to be closed");
  expect(asking.heard).toStartWith("HTTP/1.1 400");
});

test("whatever becomes of a request with a body, it is under way no more once it has its answer", async () => {
  await using server = await startServer({ TRUST_PROXY: "1", REQUESTS_AT_ONCE_PER_ADDRESS: "10" });
  const { cookie } = await register(server.url, "Ada");
  const routes = (await listRoutes()).filter(isUnsafe);
  const last = (path: string) => Number(path === "/logout"); // the session ends with it
  const nowhere = { method: "POST", path: "/nowhere", name: "POST /nowhere", fields: [], query: [] };
  const strange: Record<string, string>[] = [{ "content-type": "text/plain" }, { origin: "https://elsewhere.example" }];
  const cases: Record<string, string>[] = [{}, { cookie }, ...strange];
  for (const route of [nowhere, ...routes.toSorted((a, b) => last(a.path) - last(b.path))]) {
    for (const headers of cases) {
      const told = { origin: server.url, "x-forwarded-for": "203.0.113.4", ...headers };
      const ask = () =>
        fetch(server.url + addressOf(route), {
          method: route.method,
          body: new URLSearchParams({ a: "b" }),
          headers: told,
          redirect: "manual",
        });
      for (let index = 0; index < 12; index++) {
        const text = await (await ask()).text();
        expect([route.name, text.includes("under way")]).toEqual([route.name, false]);
      }
    }
  }
});

test("one address may have so many requests under way; another is not held up, and each that ends makes room", async () => {
  await using server = await startServer({ TRUST_PROXY: "1", REQUESTS_AT_ONCE_PER_ADDRESS: "10" });
  const from = (address: string) => `X-Forwarded-For: ${address}`;
  const head = ["POST /login HTTP/1.1", hostOf(server.port), `Origin: ${server.url}`];
  const form = "Content-Type: application/x-www-form-urlencoded";
  const half = (address: string) =>
    hold(server.port, ...head, form, from(address), "Content-Length: 100", "", "username=");
  const ask = async (address: string) => {
    const headers = { origin: server.url, "x-forwarded-for": address };
    const body = new URLSearchParams({ a: "body" });
    return (await fetch(`${server.url}/logout`, { method: "POST", body, headers, redirect: "manual" })).status;
  };
  for (let index = 0; index < 15; index++) expect(await ask("203.0.113.1")).toBe(303);
  const first = await Promise.all(Array.from({ length: 10 }, () => half("203.0.113.2")));
  await waitFor(async () => {
    if ((await ask("203.0.113.2")) === 429) return true;
    first.push(await half("203.0.113.2")); // one of them met the request that asked, and was turned away
    return false;
  }, "the others to count");
  await waitFor(() => first.filter(({ isClosed }) => !isClosed).length === 10, "exactly ten to be under way");
  const eleventh = await half("203.0.113.2");
  await waitFor(() => eleventh.isClosed, "the eleventh to be closed");
  expect(eleventh.heard).toStartWith("HTTP/1.1 429");
  expect(await ask("203.0.113.3")).toBe(303);
  expect(first.filter(({ isClosed }) => !isClosed)).toHaveLength(10);
  for (const socket of held.splice(0)) socket.terminate();
  await waitFor(async () => (await ask("203.0.113.2")) === 303, "room again");
});
