/** Whoever is in can bring others in, as far as they may come. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";

import decodeQR from "qr/decode.js";

import type { RegistrationMode } from "../../src/auth/registration.store.ts";
import { change, openToChange } from "../support/database.ts";
import { attributeOf, find, textOf } from "../support/html.ts";
import { setMode } from "../support/operator.ts";
import { type Person, register, sessionCookie, tokenOf } from "../support/person.ts";
import { askRaw } from "../support/raw.ts";
import { betweenRuns, SHARE, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

const LAN = "192.168.1.23:8080";

let server: TestServer;
let ada: Person;

beforeAll(async () => {
  server = await startServer({ TRUST_PROXY: "1" });
  ada = await register(server.url, "Ada");
});
afterAll(() => server[Symbol.asyncDispose]());

const decide = (mode: RegistrationMode) => betweenRuns(server, (folder) => setMode(folder, mode));

/** What the page says to Ada when she came by this host. */
async function pageAt(host: string, proto = "http") {
  const address = `${proto}://${host}`;
  const cookie = sessionCookie(URL.canParse(address) ? address : "http://any", tokenOf(ada.cookie));
  const page = await ada.ask("/invite", { headers: { cookie, "x-forwarded-host": host, "x-forwarded-proto": proto } });
  expect(page.status).toBe(200);
  const html = await page.text();
  return { html, address: attributeOf(html, "#address", "value") ?? "", words: textOf(html, "#reach") ?? "" };
}

/** What a phone reads off the page. */
function readQr(html: string): string {
  const side = Number(
    attributeOf(html, ".qr", "viewBox")?.split(" ")[2] ?? attributeOf(html, ".qr", "viewbox")?.split(" ")[2],
  );
  const width = side * 4;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y, length] of html.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * 4; row < Number(y) * 4 + 4; row++) {
      const start = (row * width + Number(x) * 4) * 4;
      data.fill(0, start, start + Number(length) * 16);
    }
  }
  return decodeQR({ width, height: width, data });
}

test("where everybody may join it is the address that one came by, also as a QR code", async () => {
  await decide("open");
  const { html, address, words } = await pageAt("parlor.example", "https");
  expect(address).toBe("https://parlor.example/");
  expect(readQr(html)).toBe(address);
  expect(words).toBe("Anyone with this link can join.");
  expect((await pageAt(LAN)).address).toBe(`http://${LAN}/`);
});

test("an address that leads to the network only says so", async () => {
  expect((await pageAt(LAN)).words).toBe("Anyone with this link can join. It works on this network only.");
});

describe.each<RegistrationMode>(["open", "invite", "closed"])("while registration is %s", (mode) => {
  beforeAll(() => decide(mode));

  test.each(["localhost:8080", "127.0.0.1", "[::1]:8080"])(
    "at %s there is no link, but the way to one",
    async (host) => {
      const { html, address, words } = await pageAt(host);
      expect([address, find(html, ".qr")]).toEqual(["", []]);
      expect(words).toContain("only on this machine");
      expect(html).not.toContain("can join with this link");
      expect(attributeOf(html, "#share-network", "value")).toEndWith(`${SHARE} --lan`);
      expect(attributeOf(html, "#share-everybody", "value")).toEndWith(SHARE);
    },
  );
});

test("by invitation, an administrator gets the newest link that is good, and it works", async () => {
  await decide("invite");
  const asMember = await pageAt(LAN);
  expect(asMember.words).toContain("New people need an invitation. Ask an administrator");
  expect(find(asMember.html, ".qr")).toEqual([]);
  await betweenRuns(server, (folder) => {
    using db = openToChange(folder);
    const add = db.query("INSERT INTO invites (code, created_at, expires_at, uses, used) VALUES (?, 0, ?, ?, ?)");
    add.run("a-good-one", null, 1, 0);
    add.run("one-that-is-used-up", null, 1, 1);
    add.run("one-of-yesterday", Date.now() - 86_400_000, null, 0);
  });
  expect((await pageAt(LAN)).address).toBe(`http://${LAN}/`);

  await betweenRuns(server, (folder) => change(folder, "UPDATE users SET admin = 1"));
  const { html, address, words } = await pageAt(LAN);
  expect(address).toBe(`http://${LAN}/register?invite=a-good-one`);
  expect(readQr(html)).toBe(address);
  expect(words).toBe("One person can join with this link. It works on this network only.");
  expect((await fetch(server.url + new URL(address).pathname + new URL(address).search)).status).toBe(200);
  await betweenRuns(server, (folder) => change(folder, "UPDATE invites SET uses = 5 WHERE code = 'a-good-one'"));
  expect((await pageAt(LAN)).words).toContain("Anyone with this link can join. It is good for 5 more people.");
  await betweenRuns(server, (folder) => change(folder, "UPDATE invites SET uses = NULL WHERE code = 'a-good-one'"));
  expect((await pageAt("parlor.example")).words).toBe("Anyone with this link can join.");
  await betweenRuns(server, (folder) => change(folder, "DELETE FROM invites"));
  const none = await pageAt(LAN);
  expect(none.words).toContain("Make one");
  expect(textOf((await pageAt("localhost")).html, ".steps")).toContain("Make one");
  expect(attributeOf(none.html, ".card a[href='/admin/invites']", "href")).toBe("/admin/invites");
});

test("where nobody new may join it says so", async () => {
  await decide("closed");
  const { html, words } = await pageAt(LAN);
  expect(words).toContain("Registration is closed");
  expect(find(html, ".qr")).toEqual([]);
});

test("a host that is no host stays text", async () => {
  const { port } = server;
  const answer = await askRaw(
    port,
    "GET /invite HTTP/1.1",
    `Host: localhost:${port}`,
    `X-Forwarded-Host: "><b class="live">x`,
    `Cookie: ${sessionCookie("http://any", tokenOf(ada.cookie))}`,
  );
  const html = new TextDecoder().decode(answer.body);
  expect(answer.status).toBe(200);
  expect(attributeOf(html, "b.live", "class")).toBeUndefined();
  expect(attributeOf(html, "#address", "value")).toBe(`http://"><b class="live">x/`);
});

test("the way there is in the room", async () => {
  expect(attributeOf(await (await ada.ask("/rooms/lobby")).text(), ".sidebar .invite", "href")).toBe("/invite");
});

test("a host too long for a phone to read is no reason to fail", async () => {
  const { html, address } = await pageAt("x".repeat(8_000));
  expect(address).toContain("xxx");
  expect(html).not.toContain('<svg class="qr"');
});
