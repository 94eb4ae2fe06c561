/** Letting others in: by a tunnel, in the local network, and when that can't be. Parlor itself goes on whatever happens. */
import { beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

import { bundleServer } from "../../src/build/build.ts";
import { addressesInNetwork } from "../../src/lib/addresses.ts";
import { qrForTerminal } from "../../src/lib/qr.ts";
import { type Folder, temporaryFolder } from "../support/folder.ts";
import { standInForNgrok } from "../support/ngrok.ts";
import { freePort } from "../support/port.ts";
import { type Environment, type Program, startServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);
beforeAll(bundleServer);

const share = (...words: string[]): Program => ({
  command: [process.execPath, "--no-orphans", "dist/main.js", "share", ...words],
  cwd: join(import.meta.dir, "../.."),
});

/** Parlor, shared by a stand-in for ngrok whose address is the given one. */
async function shared(folder: Folder, url: string, more: Environment = {}) {
  const { preload, environment, calls } = standInForNgrok(folder.path, url);
  const { cwd } = share();
  const program = { command: [process.execPath, "--no-orphans", "--preload", preload, "src/main.ts", "share"], cwd };
  const server = await startServer({ NGROK_AUTHTOKEN: "2abcToken", ...environment, ...more }, program);
  return { server, calls };
}

test("where none runs it starts one, and a tunnel leads to a socket of its own and goes with the server", async () => {
  using folder = temporaryFolder();
  const { server, calls } = await shared(folder, "https://quiet-lamp.example", { SITE_NAME: "The Snug" });
  await using _ = server;
  await waitFor(() => server.output().includes("Ctrl+C"), "the address to be shown");
  expect(server.output()).toContain("The Snug is open to everybody:\n\n    https://quiet-lamp.example\n");
  expect(server.output().replaceAll("\n  ", "\n")).toContain(qrForTerminal("https://quiet-lamp.example"));
  const { addr, authtoken } = JSON.parse(calls()[0] ?? "") as { addr: string; authtoken: string };
  expect(authtoken).toBe("2abcToken");
  const headers = { host: "quiet-lamp.example" };
  expect((await fetch("http://any/healthz", { unix: addr.replace("unix:", ""), headers })).status).toBe(200);
  expect((await fetch(`${server.url}/healthz`, { headers })).status).toBe(421);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  expect(await server.stop()).toBe(0);
  expect(calls().at(-1)).toBe("closed");
});

test("a tunnel that is lost is told, and found again too, and Parlor goes on meanwhile", async () => {
  using folder = temporaryFolder();
  const { server } = await shared(folder, "https://quiet-lamp.example");
  await using _ = server;
  await waitFor(() => server.output().includes("Ctrl+C"), "the address to be shown");
  process.kill(server.pid(), "SIGUSR2");
  await waitFor(() => server.output().includes("The tunnel is back"), "both lines");
  expect(server.output()).toContain(
    `The tunnel was lost; ngrok keeps trying to bring it back.\n  On this machine Parlor goes on: ${server.url}`,
  );
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

test.each<[string, Environment, RegExp]>([
  ["without a token", { NGROK_AUTHTOKEN: "" }, /ngrok needs a token\. Copy yours from https:.* NGROK_AUTHTOKEN=/],
  [
    "with a token that ngrok refuses",
    { NGROK_ERROR: "ERR_NGROK_107" },
    /ngrok refuses this token \(ERR_NGROK_107\)\. Copy it again/,
  ],
  [
    "where ngrok's SDK can't be fetched",
    { NGROK_MISSING: "no network" },
    /ngrok's SDK could not be downloaded \(.+\)\. Check the network/,
  ],
])("%s there is one line that says what to do, and Parlor is open here", async (_, environment, line) => {
  using folder = temporaryFolder();
  const { server } = await shared(folder, "https://quiet-lamp.example", environment);
  await using _server = server;
  await waitFor(() => server.output().includes("only this machine"), "the line");
  expect(server.output()).toMatch(line);
  expect(server.output()).toContain(`Until then only this machine can open Parlor: ${server.url}`);
  expect(server.output()).not.toContain("2abcToken");
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  expect(await server.stop()).toBe(0);
});

test("ngrok's own SDK is fetched and asked, as far as the network goes", async () => {
  using folder = temporaryFolder();
  const environment = { XDG_CACHE_HOME: folder.path, NGROK_AUTHTOKEN: "not-a-token" };
  await using server = await startServer(environment, share());
  await waitFor(() => server.output().includes("only this machine"), "an answer", 50_000);
  expect(server.output()).toMatch(
    /SDK could not be downloaded|ngrok can't be reached|refuses this token|does not answer/,
  );
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

test("in the local network Parlor listens at the addresses of this machine, and shows the likely one", async () => {
  await using server = await startServer({}, share("--lan"));
  const addresses = addressesInNetwork().map((address) => `http://${address}:${server.port}`);
  await waitFor(() => server.output().includes("On this machine:") || addresses.length === 0, "the addresses");
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
