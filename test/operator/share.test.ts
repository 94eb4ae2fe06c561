/** `share` beside a running server shares that one, for as long as it is wanted, and what holds for others stays as it was. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { addressesInNetwork, isOfNetwork, namesInNetwork } from "../../src/lib/addresses.ts";
import { qrForTerminal } from "../../src/lib/qr.ts";
import { command } from "../support/command.ts";
import { type Folder, temporaryFolder } from "../support/folder.ts";
import { attributeOf, textOf } from "../support/html.ts";
import { startNginx, whyNoNginx } from "../support/nginx.ts";
import { standInForNgrok } from "../support/ngrok.ts";
import { cookieOf, PASSWORD, type Person, register } from "../support/person.ts";
import { freePort } from "../support/port.ts";
import { openReader } from "../support/reader.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

const ROOT = join(import.meta.dir, "../..");
const QUIET_LAMP = "https://quiet-lamp.example";

const cannot = whyNoNginx();
if (cannot) process.stderr.write(`not tested here: a tunnel that ends TLS (${cannot})\n`);

const [address] = addressesInNetwork();
if (!address) process.stderr.write("not tested here: the local network (this machine is in none)\n");

let server: TestServer;
let ada: Person;
beforeAll(async () => {
  server = await startServer({ SITE_NAME: "The Snug" });
  ada = await register(server.url, "Ada");
});
afterAll(() => server[Symbol.asyncDispose]());

type Sharing = {
  output: () => string;
  /** Ends it as Ctrl+C does; resolves with the exit code. */
  end: (signal?: NodeJS.Signals) => Promise<number | null>;
  [Symbol.asyncDispose]: () => Promise<void>;
};

/** Runs `share` on the folder of a server until it says how it is ended, or ends by itself. */
async function share(
  words: string[],
  environment: Record<string, string> = {},
  preload: string[] = [],
): Promise<Sharing> {
  const child = Bun.spawn([process.execPath, "--no-orphans", ...preload, "src/main.ts", "share", ...words], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? "", DATA_DIR: server.folder, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const reading = [child.stdout, child.stderr].map(async (stream) => {
    for await (const chunk of stream) output += new TextDecoder().decode(chunk);
  });
  await waitFor(() => output.includes("Ctrl+C") || child.exitCode !== null, "the address to be shown", 30_000);
  const end = async (signal: NodeJS.Signals = "SIGINT") => {
    child.kill(signal);
    await child.exited;
    await Promise.all(reading);
    return child.exitCode;
  };
  return { output: () => output, end, [Symbol.asyncDispose]: async () => void (await end("SIGKILL")) };
}

/** By a stand-in for ngrok whose address is the given one. */
async function shareByTunnel(folder: Folder, url: string) {
  const { preload, environment, calls } = standInForNgrok(folder.path, url);
  const sharing = await share([], { NGROK_AUTHTOKEN: "2abcToken", ...environment }, ["--preload", preload]);
  return {
    ...sharing,
    calls,
    end: (signal?: NodeJS.Signals) => sharing.end(signal),
    addr: () => JSON.parse(calls()[0] ?? "{}").addr as string,
  };
}

const statusAt = async (url: string, options: RequestInit & { unix?: string } = {}) =>
  (await fetch(`${url}/healthz`, options)).status;
const as = (host: string) => statusAt(server.url, { headers: { host } });

/** What the page says that invites people, to Ada at the address that only her machine reaches. */
async function invitePage() {
  const html = await (await ada.ask("/invite")).text();
  return { link: attributeOf(html, "#address", "value"), words: textOf(html, "#reach") ?? "" };
}

test.skipIf(!address)("with --lan the running server is open to the network, until Ctrl+C, and goes on", async () => {
  await using sharing = await share(["--lan"]);
  const url = `http://${address}:${server.port}`;
  expect(sharing.output()).toContain(`The Snug is open to everybody on this network:\n\n    ${url}\n`);
  expect(sharing.output().replaceAll("\n  ", "\n")).toContain(qrForTerminal(url));
  expect(await statusAt(url)).toBe(200);
  for (const name of namesInNetwork())
    expect([name, await statusAt(url, { headers: { host: name } })]).toEqual([name, 200]);
  expect(await statusAt(url, { headers: { host: "evil.example" } })).toBe(421);
  expect(await as(address ?? "")).toBe(421); // its own listener is as it was
  expect(await invitePage()).toEqual({
    link: `${url}/`,
    words: `Anyone with this link can join.${isOfNetwork(address ?? "") ? " It works on this network only." : ""}`,
  });

  const grace = await register(url, "Grace");
  const reader = await openReader(url, grace);
  await ada.say("across the network");
  await reader.until(() => reader.texts().includes("across the network"), "the message");
  reader.close();

  expect(await sharing.end()).toBe(0);
  expect(sharing.output()).toContain(`No longer shared. The Snug is still running: ${server.url}`);
  await waitFor(async () => (await statusAt(url).catch(() => 0)) === 0, "the network to be left");
  expect(await statusAt(server.url)).toBe(200);
  expect((await invitePage()).link).toBeUndefined();
});

test.skipIf(!address)("in the network nobody is believed to be a proxy, whatever holds behind one", async () => {
  await using proxied = await startServer({ TRUST_PROXY: "1" });
  await using _ = await share(["--lan"], { DATA_DIR: proxied.folder });
  const ask = (url: string) =>
    fetch(`${url}/healthz`, { headers: { "x-forwarded-proto": "https" } }).then(({ headers }) =>
      headers.has("strict-transport-security"),
    );
  expect(await ask(proxied.url)).toBe(true);
  expect(await ask(`http://${address}:${proxied.port}`)).toBe(false);
});

test.skipIf(cannot !== undefined)(
  "by a tunnel that ends TLS everybody comes in, and only they count as secure",
  async () => {
    using folder = temporaryFolder();
    const port = freePort();
    const tunnel = await shareByTunnel(folder, `https://localhost:${port}`);
    await using _ = tunnel;
    await using nginx = await startNginx(tunnel.addr(), { port });
    expect(tunnel.output()).toContain(`The Snug is open to everybody:\n\n    ${nginx.url}\n`);
    expect((await invitePage()).link).toBe(`${nginx.url}/`);

    const join = (url: string, username: string, more: Record<string, string> = {}) =>
      fetch(`${url}/register`, {
        method: "POST",
        body: new URLSearchParams({ username, password: PASSWORD }),
        headers: { origin: url, ...more },
        redirect: "manual",
        tls: { ca: nginx.ca },
      });
    const joined = await join(nginx.url, "Joan");
    expect(joined.status).toBe(303);
    expect(joined.headers.get("set-cookie")).toMatch(/^__Host-parlor_session=.*; Secure/);

    const socket = new WebSocket(`${nginx.url.replace("https", "wss")}/rooms/lobby/live`, {
      headers: { origin: nginx.url, cookie: cookieOf(joined) },
      tls: { ca: nginx.ca },
    });
    const frames: string[] = [];
    socket.onmessage = ({ data }) => void frames.push(String(data));
    await waitFor(() => socket.readyState === WebSocket.OPEN, "the socket");
    await ada.say("through the tunnel");
    await waitFor(() => frames.some((frame) => frame.includes("through the tunnel")), "the message");
    socket.terminate();

    const headers = { "x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9" };
    const pretender = await join(server.url, "Rosa", headers); // who comes by the server's own listener
    expect(pretender.status).toBe(303);
    expect(pretender.headers.get("set-cookie")).not.toMatch(/Secure/);

    expect(await tunnel.end()).toBe(0);
    expect(tunnel.calls().at(-1)).toBe("closed");
  },
);

test("a tunnel ends at a socket for this user alone, which answers to the tunnel's name", async () => {
  using folder = temporaryFolder();
  const tunnel = await shareByTunnel(folder, QUIET_LAMP);
  await using _ = tunnel;
  const unix = tunnel.addr().replace(/^unix:/, "");
  expect(unix).toStartWith(server.folder);
  const { mode } = await Bun.file(unix).stat();
  expect(mode & 0o777).toBe(0o600);
  const byTunnel = (host: string) => statusAt("http://any", { unix, headers: { host } });
  expect([await byTunnel("quiet-lamp.example"), await byTunnel("evil.example")]).toEqual([200, 421]);
  expect([await as("localhost"), await as("quiet-lamp.example")]).toEqual([200, 421]);
});

test.each<NodeJS.Signals>(["SIGINT", "SIGKILL"])("after %s nothing of a tunnel is left", async (signal) => {
  using folder = temporaryFolder();
  const tunnel = await shareByTunnel(folder, QUIET_LAMP);
  await using _ = tunnel;
  expect((await invitePage()).link).toBe(`${QUIET_LAMP}/`);
  expect((await command(server.folder, "passwd", "Ada")).out).toStartWith(`${QUIET_LAMP}/password?code=`);
  await tunnel.end(signal);
  await waitFor(() => !readdirSync(server.folder).some((name) => name.startsWith("tunnel-")), "the socket to go");
  await waitFor(async () => (await invitePage()).link === undefined, "the link to go");
  expect(await statusAt(server.url)).toBe(200);
});

test("a share outlives the ten seconds that Bun allows a quiet answer", async () => {
  const unix = join(server.folder, "operator.sock");
  const end = { unix: join(server.folder, "tunnel-test.sock") };
  const body = JSON.stringify({ name: "share", share: { with: "everybody", url: QUIET_LAMP, end } });
  const reader = (await fetch("http://parlor/", { unix, method: "POST", body })).body?.getReader();
  const since = performance.now();
  while (performance.now() - since < 11_000) expect((await reader?.read())?.done).toBe(false); // it says so every few seconds
  expect((await invitePage()).link).toBe(`${QUIET_LAMP}/`);
  await reader?.cancel();
});

test("when the server stops, sharing ends and says so", async () => {
  using folder = temporaryFolder();
  await using other = await startServer();
  const { preload, environment } = standInForNgrok(folder.path, QUIET_LAMP);
  const all = { NGROK_AUTHTOKEN: "2abcToken", DATA_DIR: other.folder, ...environment };
  await using sharing = await share([], all, ["--preload", preload]);
  expect(await other.stop()).toBe(0);
  await waitFor(() => sharing.output().includes("Parlor has stopped, so it is no longer shared."), "the line");
  expect(await sharing.end()).toBe(0);
});

test.each<[string, Record<string, string>, RegExp]>([
  [
    "without a token",
    {},
    /^ngrok needs a token\. Copy yours from https:\S+, then run: NGROK_AUTHTOKEN=… .*bun run share\n$/,
  ],
  [
    "with one that ngrok refuses",
    { NGROK_AUTHTOKEN: "2abcToken", NGROK_ERROR: "ERR_NGROK_107" },
    /^ngrok refuses this token \(ERR_NGROK_107\)\. Copy it again/,
  ],
])("%s there is one line that says what to do, and the server goes on", async (_, given, line) => {
  using folder = temporaryFolder();
  const { preload, environment } = standInForNgrok(folder.path, QUIET_LAMP);
  await using sharing = await share([], { ...environment, ...given }, ["--preload", preload]);
  expect(sharing.output()).toMatch(line);
  expect(await sharing.end()).toBe(1);
  expect(await statusAt(server.url)).toBe(200);
  expect((await invitePage()).link).toBeUndefined();
});

test.skipIf(!address)("a server that listens everywhere is only told about", async () => {
  await using everywhere = await startServer({ HOST: "0.0.0.0" });
  await using sharing = await share(["--lan"], { DATA_DIR: everywhere.folder });
  expect(sharing.output()).toContain(`http://${address}:${everywhere.port}`);
  expect(sharing.output()).toContain("there is nothing to keep running here");
  expect(await sharing.end()).toBe(0);
});

/** `share` without a token, at a terminal. */
function atTerminal(folder: Folder) {
  let output = "";
  const decoder = new TextDecoder();
  const child = Bun.spawn(
    [process.execPath, "--no-orphans", "--preload", join(folder.path, "stand-in.js"), "src/main.ts", "share"],
    {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH ?? "",
        DATA_DIR: server.folder,
        ...standInForNgrok(folder.path, QUIET_LAMP).environment,
      },
      terminal: { data: (_, bytes) => void (output += decoder.decode(bytes, { stream: true })) },
    },
  );
  return { child, output: () => output, type: (text: string) => void child.terminal?.write(text) };
}

test("at a terminal it asks for the token", async () => {
  using folder = temporaryFolder();
  const { child, output, type } = atTerminal(folder);
  await waitFor(() => output().includes("paste it here:"), "the question");
  type(" 2abcToken \n");
  await waitFor(() => output().includes("Ctrl+C stops sharing"), "the address");
  expect(await Bun.file(join(folder.path, "calls")).text()).toContain('"authtoken":"2abcToken"');
  type("\x03");
  expect(await child.exited).toBe(0);
  expect(output()).toContain("No longer shared.");
});

test("Ctrl+C is an answer, too", async () => {
  using folder = temporaryFolder();
  const { child, output, type } = atTerminal(folder);
  await waitFor(() => output().includes("paste it here:"), "the question");
  type("\x03");
  await child.exited;
  expect(child.signalCode).toBe("SIGINT");
  expect(await statusAt(server.url)).toBe(200);
});

test("a tunnel to which the server can't listen is taken down, and the process ends", async () => {
  using folder = temporaryFolder();
  await using other = await startServer({ DATA_DIR: join(folder.path, "db") });
  const { preload, environment, calls } = standInForNgrok(folder.path, "not an address");
  const all = { NGROK_AUTHTOKEN: "2abcToken", DATA_DIR: other.folder, ...environment };
  await using sharing = await share([], all, ["--preload", preload]);
  expect(await sharing.end()).toBe(1);
  expect(calls().at(-1)).toBe("closed");
  expect(await statusAt(other.url)).toBe(200);
});
