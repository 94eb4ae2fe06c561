/** What a tunnel does to an open page: it cuts idle connections, and one day leads elsewhere. */
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";

import { closeBrowser, openPage } from "../support/browser.ts";
import { startNginx, whyNoNginx } from "../support/nginx.ts";
import { register, sessionCookie, tokenOf } from "../support/person.ts";
import { freePort } from "../support/port.ts";
import { startServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

const cannot = whyNoNginx();
if (cannot) process.stderr.write(`not tested here: a tunnel that cuts connections (${cannot})\n`);

/** Seconds after which the tunnel cuts an idle connection; 60 are usual. */
const IDLE = 2;

describe.skipIf(cannot !== undefined)("behind a tunnel", () => {
  afterAll(closeBrowser);

  /** Opens a connection through a tunnel that cuts idle ones; counts what comes and tells when it is closed. */
  async function openConnection(heartbeat: string) {
    const server = await startServer({ TRUST_PROXY: "1", HEARTBEAT_S: heartbeat });
    const nginx = await startNginx(server.port, { idle: IDLE });
    const { cookie } = await register(server.url, "Ada");
    const connection = new WebSocket(`${nginx.url.replace("https", "wss")}/rooms/lobby/live`, {
      headers: { cookie: sessionCookie(nginx.url, tokenOf(cookie)), origin: nginx.url },
      tls: { ca: nginx.ca },
    });
    let heard = 0;
    let closed: number | undefined;
    connection.onmessage = ({ data }) => void (heard += String(data).startsWith('{"heartbeat"') ? 1 : 0);
    connection.onclose = ({ code }) => void (closed = code);
    await waitFor(() => connection.readyState === WebSocket.OPEN, "the connection to open");
    return {
      heard: () => heard,
      closed: () => closed,
      async [Symbol.asyncDispose]() {
        connection.terminate();
        await nginx[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  }

  test("heartbeats keep a connection open far beyond its idle time", async () => {
    await using connection = await openConnection("1");
    await waitFor(() => connection.heard() >= 2 * IDLE + 1 || connection.closed() !== undefined, "heartbeats", 20_000);
    expect(connection.closed()).toBeUndefined();
    await using without = await openConnection("50");
    await waitFor(() => without.closed() !== undefined, "a silent connection to be cut", 20_000);
  });

  test("when it leads to another place, the page says so, comes back by itself and misses nothing", async () => {
    const [port, first, second] = [freePort(), freePort(), freePort()];
    await using server = await startServer({ TRUST_PROXY: "1", PORT: String(first) });
    const before = await startNginx(first, { port });
    const grace = await register(server.url, "Grace");
    const page = await openPage(before.url, "ada");
    await page.cdp("Security.setIgnoreCertificateErrors", { ignore: true });
    await page.registerByForm("Ada");
    await grace.say("before");
    await page.until("document.querySelectorAll('#log > .message').length === 1");
    page.expectOutage(true);
    await before[Symbol.asyncDispose]();
    await server.stop();
    await page.until("document.querySelector('#outage').checkVisibility()");
    await page.say("into the dark");
    await using moved = await startServer({ TRUST_PROXY: "1", PORT: String(second), DATA_DIR: server.folder });
    await fetch(`${moved.url}/rooms/lobby/messages`, {
      method: "POST",
      body: new URLSearchParams({ body: "meanwhile" }),
      headers: { cookie: sessionCookie(moved.url, tokenOf(grace.cookie)), origin: moved.url },
    });
    await using _after = await startNginx(second, { port });
    await page.until("document.querySelector('#connection').textContent === ''", "the page to be back", 30_000);
    await page.until("document.querySelectorAll('#log > .message').length === 3", "all messages", 30_000);
    expect(await page.texts()).toEqual(["before", "meanwhile", "into the dark"]);
    expect(await page.pending()).toEqual([]);
    page.close();
  });
});
