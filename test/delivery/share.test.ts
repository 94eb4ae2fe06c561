/** Letting others in: by a tunnel, in the local network, and when that can't be. Parlor itself goes on whatever happens. */
import { beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

import { bundleServer } from "../../src/build/build.ts";
import { qrForTerminal } from "../../src/lib/qr.ts";
import { addressesInNetwork, namesInNetwork } from "../../src/share/addresses.ts";
import { type Folder, temporaryFolder } from "../support/folder.ts";
import { startNginx, whyNoNginx } from "../support/nginx.ts";
import { standInForNgrok } from "../support/ngrok.ts";
import { cookieOf, PASSWORD } from "../support/person.ts";
import { freePort } from "../support/port.ts";
import { type Environment, type Program, startServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);
beforeAll(bundleServer);

const share = (...words: string[]): Program => ({
  command: [process.execPath, "--no-orphans", "dist/main.js", "share", ...words],
  cwd: join(import.meta.dir, "../.."),
});

const cannot = whyNoNginx();
if (cannot) process.stderr.write(`not tested here: a tunnel that ends TLS (${cannot})\n`);

/** Parlor, shared by a stand-in for ngrok whose address is the given one. */
async function shared(folder: Folder, url: string, more: Environment = {}) {
  const { preload, environment, told } = standInForNgrok(folder.path, url);
  const { cwd } = share();
  const program = { command: [process.execPath, "--no-orphans", "--preload", preload, "src/main.ts", "share"], cwd };
  const server = await startServer({ NGROK_AUTHTOKEN: "2abcToken", ...environment, ...more }, program);
  return { server, told };
}

test.skipIf(cannot !== undefined)(
  "by a tunnel that ends TLS everybody comes in, and it goes with the server",
  async () => {
    using folder = temporaryFolder();
    const port = freePort();
    await using nginx = await startNginx(port);
    const { server, told } = await shared(folder, nginx.url, { PORT: String(port), SITE_NAME: "The Snug" });
    await using _ = server;
    await waitFor(() => server.output().includes("Ctrl+C"), "the address to be shown");
    expect(server.output()).toContain(`The Snug is open to everybody:\n\n    ${nginx.url}\n`);
    expect(server.output().replaceAll("\n  ", "\n")).toContain(qrForTerminal(nginx.url));
    expect(told()).toEqual([JSON.stringify({ addr: `localhost:${port}`, authtoken: "2abcToken" })]);

    const headers = { origin: nginx.url, "sec-fetch-site": "same-origin" };
    const body = new URLSearchParams({ username: "ada", password: PASSWORD });
    const tls = { ca: nginx.ca };
    const joined = await fetch(`${nginx.url}/register`, { method: "POST", body, headers, redirect: "manual", tls });
    expect(joined.status).toBe(303);
    expect(joined.headers.get("set-cookie")?.split("; ")).toContain("Secure");
    const socket = new WebSocket(`${nginx.url.replace("https", "wss")}/rooms/lobby/live`, {
      headers: { ...headers, cookie: cookieOf(joined) },
      tls,
    });
    await new Promise((resolve, reject) => {
      socket.onmessage = resolve;
      socket.onclose = reject;
    });
    socket.terminate();

    expect(await server.stop()).toBe(0);
    expect(told().at(-1)).toBe("closed");
  },
);

test("a tunnel leads to the one address that Parlor listens on", async () => {
  using folder = temporaryFolder();
  const { server, told } = await shared(folder, "https://quiet-lamp.example", { HOST: "127.0.0.2" });
  await using _ = server;
  await waitFor(() => server.output().includes("Ctrl+C"), "the address to be shown");
  const { addr } = JSON.parse(told()[0] ?? "");
  expect(addr).toBe(`127.0.0.2:${server.port}`);
  expect((await fetch(`http://${addr}/healthz`)).status).toBe(200);
});

test("shared, it answers to the tunnel's name and to this machine's, and to no other", async () => {
  using folder = temporaryFolder();
  const { server } = await shared(folder, "https://quiet-lamp.example");
  await using _ = server;
  const as = async (host: string, more: Record<string, string> = {}) =>
    (await fetch(`${server.url}/healthz`, { headers: { host, ...more } })).status;
  await waitFor(() => server.output().includes("Ctrl+C"), "the address to be shown");
  expect([await as("quiet-lamp.example"), await as("localhost"), await as("evil.example")]).toEqual([200, 200, 421]);
  expect(await as("evil.example", { "x-forwarded-host": "quiet-lamp.example" })).toBe(421);
  await using network = await startServer({ ALLOWED_HOSTS: "parlor.example" }, share("--lan"));
  const inNetwork = async (host: string) => (await fetch(`${network.url}/healthz`, { headers: { host } })).status;
  const names = [...namesInNetwork(), "parlor.example", "localhost"];
  for (const name of names) expect([name, await inNetwork(name)]).toEqual([name, 200]);
  expect(await inNetwork("evil.example")).toBe(421);
});

test("a tunnel that is lost is told, and found again too, and Parlor goes on meanwhile", async () => {
  using folder = temporaryFolder();
  const { server } = await shared(folder, "https://quiet-lamp.example");
  await using _ = server;
  await waitFor(() => server.output().includes("Ctrl+C"), "the address to be shown");
  process.kill(server.pid(), "SIGUSR2");
  await waitFor(() => server.output().includes("there again"), "both lines");
  expect(server.output()).toContain(
    `The tunnel is lost; ngrok tries again by itself.\n  Parlor goes on, here: ${server.url}`,
  );
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

test.each<[string, Environment, RegExp]>([
  ["without a token", { NGROK_AUTHTOKEN: "" }, /ngrok wants a token: copy yours from https:.* NGROK_AUTHTOKEN=/],
  [
    "with a token that ngrok refuses",
    { NGROK_ERROR: "ERR_NGROK_107" },
    /ngrok refuses this token \(ERR_NGROK_107\): copy it again/,
  ],
  [
    "where ngrok's SDK can't be fetched",
    { NGROK_MISSING: "no network" },
    /ngrok's SDK can't be fetched \(.+\): look whether/,
  ],
])("%s there is one line that says what to do, and Parlor is open here", async (_, environment, line) => {
  using folder = temporaryFolder();
  const { server } = await shared(folder, "https://quiet-lamp.example", environment);
  await using _server = server;
  await waitFor(() => server.output().includes("open here only"), "the line");
  expect(server.output()).toMatch(line);
  expect(server.output()).toContain(`Until then Parlor is open here only: ${server.url}`);
  expect(server.output()).not.toContain("2abcToken");
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  expect(await server.stop()).toBe(0);
});

test("ngrok's own SDK is fetched and asked, as far as the network goes", async () => {
  using folder = temporaryFolder();
  const environment = { XDG_CACHE_HOME: folder.path, NGROK_AUTHTOKEN: "not-a-token" };
  await using server = await startServer(environment, share());
  await waitFor(() => server.output().includes("open here only"), "an answer", 50_000);
  expect(server.output()).toMatch(/SDK can't be fetched|ngrok can't be reached|refuses this token|does not answer/);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

test("in the local network Parlor listens at every address, and shows the likely one", async () => {
  await using server = await startServer({}, share("--lan"));
  const addresses = addressesInNetwork().map((address) => `http://${address}:${server.port}`);
  await waitFor(() => server.output().includes("Here:") || addresses.length === 0, "the addresses");
  for (const address of addresses) {
    expect(server.output()).toContain(address);
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
  }
  if (addresses[0]) expect(server.output().replaceAll("\n  ", "\n")).toContain(qrForTerminal(addresses[0]));
});

test("a port that is taken stops it with the one line of every start", async () => {
  using folder = temporaryFolder();
  using other = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const environment = { PORT: String(other.port), DATA_DIR: join(folder.path, "db") };
  const start = startServer(environment, share());
  expect(start).rejects.toThrow(/Parlor can't start: .*in use/);
  await start.catch(() => {});
});

test("a health check asks the server of this machine", async () => {
  await using server = await startServer();
  const ask = async (port: number) => {
    const command = [process.execPath, "src/main.ts", "health"];
    const environment = { PATH: process.env.PATH ?? "", PORT: String(port), HTTP_PROXY: "http://127.0.0.1:9" };
    const child = Bun.spawn(command, { cwd: share().cwd, env: environment, stdout: "pipe", stderr: "pipe" });
    const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
    return [await child.exited, out + err];
  };
  expect(await ask(server.port)).toEqual([0, "ok\n"]);
  const elsewhere = freePort();
  expect(await ask(elsewhere)).toEqual([1, `http://localhost:${elsewhere}/healthz: no answer\n`]);
});
