/** Behind a real proxy that ends TLS: everything people do works, everything from elsewhere is refused, and no claim counts. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";

import { closeBrowser, openPage } from "../support/browser.ts";
import { query } from "../support/database.ts";
import { type Nginx, startNginx, whyNoNginx } from "../support/nginx.ts";
import { cookieOf, PASSWORD } from "../support/person.ts";
import { addressOf, isUnsafe, listRoutes } from "../support/routes.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

type Headers = Record<string, string>;

const cannot = whyNoNginx();
if (cannot) process.stderr.write(`not tested here: behind a proxy that ends TLS (${cannot})\n`);

describe.skipIf(cannot !== undefined)("behind a proxy that ends TLS", () => {
  let server: TestServer;
  let nginx: Nginx;
  let cookie = "";

  beforeAll(async () => {
    server = await startServer({ TRUST_PROXY: "1", FLUSH_INTERVAL_MS: "0", REGISTRATIONS_PER_10MIN: "4" });
    nginx = await startNginx(server.port);
    cookie = cookieOf(await join("ada", { origin: nginx.url }));
  });
  afterAll(async () => {
    closeBrowser();
    await nginx[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  const ask = (path: string, init: RequestInit = {}) =>
    fetch(nginx.url + path, { redirect: "manual", tls: { ca: nginx.ca }, ...init });
  const send = (method: string, path: string, fields: Headers, headers: Headers) =>
    ask(path, { method, body: new URLSearchParams(fields), headers });
  const join = (username: string, headers: Headers) =>
    send("POST", "/register", { username, password: PASSWORD }, headers);

  /** What a page hears on a socket: who is here, or the code with which it is sent away; 0 when there is no socket. */
  async function listen(headers: Headers): Promise<string | number> {
    const address = `${nginx.url.replace("https", "wss")}/rooms/lobby/live`;
    const socket = new WebSocket(address, { headers, tls: { ca: nginx.ca } });
    try {
      return await new Promise<string | number>((resolve) => {
        let isOpen = false;
        socket.onopen = () => void (isOpen = true);
        socket.onmessage = ({ data }) => String(data).includes("#here") && resolve(String(data));
        socket.onclose = ({ code }) => resolve(isOpen ? code : 0);
      });
    } finally {
      socket.terminate();
    }
  }

  test("registering, posting, listening and leaving work, and the cookie is for https only", async () => {
    const own = { origin: nginx.url, "sec-fetch-site": "same-origin" };
    const joined = await join("grace", own);
    expect(joined.status).toBe(303);
    expect(joined.headers.get("location")).toBe("/rooms/lobby");
    expect(joined.headers.get("set-cookie")?.split("; ")).toContain("Secure");
    const grace = { ...own, cookie: cookieOf(joined) };
    const posted = await send(
      "POST",
      "/rooms/lobby/messages",
      { body: "over TLS" },
      { ...grace, "HX-Request": "true" },
    );
    expect(posted.status).toBe(201);
    expect(await listen(grace)).toContain('"target":"#here"');
    const left = await send("POST", "/logout", {}, grace);
    expect(left.status).toBe(303);
    expect(left.headers.get("set-cookie")?.split("; ")).toContain("Secure");
    expect(await listen(grace)).toBe(4401);
    const back = await send("POST", "/login", { username: "grace", password: PASSWORD }, own);
    expect(back.status).toBe(303);
    expect(back.headers.get("set-cookie")?.split("; ")).toContain("Secure");
  });

  test("a real browser registers, talks over its socket, reloads, and leaves", async () => {
    const page = await openPage(nginx.url, "joan");
    await page.cdp("Security.setIgnoreCertificateErrors", { ignore: true });
    // A worker is fetched outside of the page, where nobody overlooks what is wrong with the certificate.
    const source = "delete Navigator.prototype.serviceWorker";
    await page.cdp("Page.addScriptToEvaluateOnNewDocument", { source });
    await page.registerByForm("Joan");
    await page.say("from a browser");
    await page.until("document.querySelector('#log > .message:last-child > div')?.textContent === 'from a browser'");
    const origin = `https://joan.localhost:${nginx.port}`;
    await send("POST", "/rooms/lobby/messages", { body: "heard live" }, { origin: nginx.url, cookie });
    await page.until("document.querySelector('#log > .message:last-child > div')?.textContent === 'heard live'");
    await page.open("/rooms/lobby");
    expect(await page.read<string>("origin")).toBe(origin);
    expect((await page.texts()).slice(-2)).toEqual(["from a browser", "heard live"]);
    await page.click("[popovertarget=me-menu]");
    await page.click("#log-out button");
    await page.until("location.pathname === '/'");
    expect(page.complaints).toEqual([]);
    page.close();
  });

  const sibling = () => `https://evil.localhost:${nginx.port}`;
  /** What the request of another site may look like by the time it has passed the proxy. */
  const foreign: [string, () => Headers][] = [
    ["no Origin", () => ({})],
    ["the Origin null", () => ({ origin: "null" })],
    ["another host", () => ({ origin: "https://evil.example" })],
    ["a sibling subdomain", () => ({ origin: sibling() })],
    ["another port", () => ({ origin: `https://localhost:${nginx.port - 1}` })],
    ["the server's own port behind the proxy", () => ({ origin: server.url })],
    ["no port", () => ({ origin: "https://localhost" })],
    ["Sec-Fetch-Site: cross-site", () => ({ origin: nginx.url, "sec-fetch-site": "cross-site" })],
    ["Sec-Fetch-Site: same-site", () => ({ origin: nginx.url, "sec-fetch-site": "same-site" })],
    ["a claimed host", () => ({ origin: sibling(), "x-forwarded-host": new URL(sibling()).host })],
    ["a claimed scheme", () => ({ origin: "https://evil.example", "x-forwarded-proto": "http" })],
  ];

  test.each(foreign)("a request with %s changes nothing on any route, and gets no socket", async (_, headersFor) => {
    const unsafe = (await listRoutes()).filter(isUnsafe);
    expect(unsafe.length).toBeGreaterThan(3);
    const before = query(server.folder, "SELECT * FROM messages");
    for (const route of unsafe) {
      const fields = { username: "ada", password: PASSWORD, body: "from elsewhere" };
      const { status, headers } = await send(route.method, addressOf(route), fields, { cookie, ...headersFor() });
      expect([route.name, status]).toEqual([route.name, 403]);
      expect(headers.get("set-cookie")).toBeNull();
    }
    expect(await listen({ cookie, ...headersFor() })).toBe(0);
    expect(query(server.folder, "SELECT * FROM messages")).toEqual(before);
    expect((await ask("/rooms/lobby", { headers: { cookie } })).status).toBe(200);
  });

  test("neither the address nor the scheme is what a visitor claims it to be", async () => {
    const claims = (address: string) => ({
      origin: nginx.url,
      "x-forwarded-for": address,
      "x-real-ip": address,
      forwarded: `for=${address};proto=http`,
      "x-forwarded-proto": "http",
    });
    let status = 0;
    for (let number = 0; number < 5 && status !== 429; number++) {
      const answer = await join(`claims-${number}`, claims(`203.0.113.${number}`));
      ({ status } = answer);
      if (status === 303) expect(answer.headers.get("set-cookie")).toContain("Secure");
    }
    expect(status).toBe(429); // Ada, Grace and Joan came from the same address as those
    await waitFor(() => server.output().includes("registrations limited"), "the log to say who was limited");
    expect(server.output()).toMatch(/"event":"registrations limited","address":"127\.0\.0\.1"/);
    expect(server.output()).not.toContain("203.0.113");
  });
});
