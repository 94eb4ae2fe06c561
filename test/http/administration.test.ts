/** Administrators decide who may join and who has to go, and it holds from that moment. Others can't. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { qrPath } from "../../src/lib/qr.ts";
import { change, openToChange, query } from "../support/database.ts";
import { attributeOf, find, textOf } from "../support/html.ts";
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
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let host: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0", TRUST_PROXY: "1", LOG_LEVEL: "debug" });
  host = await register(server.url, "Host"); // number 1
  await betweenRuns(server, (folder) => change(folder, "UPDATE users SET admin = 1 WHERE id = 1"));
});
afterAll(() => server[Symbol.asyncDispose]());

const send = (path: string, fields: Record<string, string> = {}, person = host) =>
  person.ask(path, { method: "POST", body: new URLSearchParams(fields) });
const page = async (path: string, person = host) => (await person.ask(path)).text();
const idOf = (name: string) =>
  query<{ id: number }>(server.folder, "SELECT id FROM users WHERE username = ?", name)[0]?.id ?? 0;
const act = (name: string, action: string, more: Record<string, string> = {}) =>
  send(`/admin/people/${idOf(name)}`, { action, ...more });
const join = (username: string, more: Record<string, string> = {}) =>
  submit(server.url, "/register", { username, password: PASSWORD, ...more });
const logIn = (username: string) => submit(server.url, "/login", { username, password: PASSWORD });
const isIn = async (person: Person) => (await person.ask("/rooms/lobby")).status === 200;

test("administrators find their page from the room, others do not", async () => {
  const guest = await register(server.url, "Visitor");
  const links = async (person: Person) =>
    find(await page("/rooms/lobby", person), "#me-menu a").map(({ attributes }) => attributes.href);
  const [administrators, others] = [await links(host), await links(guest)];
  expect([administrators.includes("/admin"), others.includes("/admin")]).toEqual([true, false]);
  expect([administrators.includes("/account"), others.includes("/account")]).toEqual([true, true]);
});

test("who may join is changed in the page, at once, and to nothing else", async () => {
  const chosen = async () => find(await page("/admin"), "input[checked]").map(({ attributes }) => attributes.value);
  expect(await chosen()).toEqual(["open"]);
  for (const mode of ["closed", "invite", "open"]) {
    const saved = await send("/admin/registration", { mode });
    expect([saved.status, saved.headers.get("location"), await chosen()]).toEqual([303, "/admin?done=mode", [mode]]);
    expect((await join(`joins-${mode}`)).status).toBe(mode === "open" ? 303 : 403);
  }
  expect((await send("/admin/registration", { mode: "ajar" })).status).toBe(422);
  expect(await chosen()).toEqual(["open"]);
});

test("an invite is made, given away, counted and revoked", async () => {
  await send("/admin/registration", { mode: "invite" });
  expect((await send("/admin/invites", { uses: "2", days: "7" })).headers.get("location")).toBe(
    "/admin/invites?done=invite",
  );
  const https = await host.ask("/admin/invites", {
    headers: {
      "x-forwarded-proto": "https",
      "x-forwarded-host": "par.lor",
      cookie: sessionCookie("https://par.lor", tokenOf(host.cookie)),
    },
  });
  expect(attributeOf(await https.text(), ".link", "value")).toMatch(/^https:\/\/par\.lor\/register\?invite=[\w-]{22}$/);
  const link = new URL(attributeOf(await page("/admin/invites"), ".link", "value") ?? "");
  expect([link.origin, (await fetch(link)).status]).toEqual([server.url, 200]);
  const invite = link.searchParams.get("invite") ?? "";
  expect((await join("First", { invite })).status).toBe(303);
  expect(textOf(await page("/admin/invites"), ".entries p")).toBe("For 2 people · 1 joined · good for 7 more days");
  const id = attributeOf(await page("/admin/invites"), ".entries input[name=id]", "value") ?? "";
  await send("/admin/invites/revoke", { id });
  expect([(await fetch(link)).status, (await join("Second", { invite })).status]).toEqual([403, 403]);
  expect(find(await page("/admin/invites"), ".entries li")).toEqual([]);
  expect(server.output()).not.toContain(invite);

  for (const [uses, why] of [
    ["0", "Enter 1 or more"],
    ["-1", "Enter a whole number"],
    ["1.5", "Enter a whole number"],
    ["many", "Enter a whole number"],
    ["100001", "Up to 100,000 people."],
    ["9".repeat(40), "Up to 100,000 people."],
  ] as const) {
    const refused = await send("/admin/invites", { uses, days: "30" });
    const html = await refused.text();
    const kept = [attributeOf(html, "#uses", "value"), attributeOf(html, "#days option[selected]", "value")];
    expect([refused.status, ...kept, textOf(html, "#uses-problem")]).toEqual([
      422,
      uses,
      "30",
      expect.stringContaining(why),
    ]);
  }
  expect((await send("/admin/invites", { uses: "1", days: "5000" })).status).toBe(422);
  await send("/admin/invites", { uses: "", days: "" });
  expect(textOf(await page("/admin/invites"), ".entries p")).toBe("For anyone with the link · nobody has joined yet");
  await send("/admin/registration", { mode: "open" });
});

test("an invitation has its QR code beside it where others can reach it, and none on an address of this machine alone", async () => {
  await send("/admin/invites", { uses: "1", days: "7" });
  const lan = { "x-forwarded-host": "192.168.1.20:8080", cookie: sessionCookie("http://x:8080", tokenOf(host.cookie)) };
  const html = await (await host.ask("/admin/invites", { headers: lan })).text();
  const path = attributeOf(html, ".invitation img", "src") ?? "";
  const drawing = await host.ask(path, { headers: lan });
  expect([drawing.status, drawing.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
  expect(await drawing.text()).toContain(qrPath(attributeOf(html, ".link", "value") ?? "")?.path ?? "no path");
  expect(find(await page("/admin/invites"), ".invitation img")).toEqual([]);
  const id = attributeOf(html, ".entries input[name=id]", "value") ?? "";
  await send("/admin/invites/revoke", { id });
  expect((await host.ask(path)).status).toBe(404);
});

test("the card of a person leads administrators to what they can do, and nobody else", async () => {
  const guest = await register(server.url, "Carded");
  const path = `/people/${idOf("Carded")}`;
  const linksOn = async (address: string, person: Person) =>
    find(await page(address, person), "a[href^='/admin']").map(({ attributes }) => attributes.href);
  expect(await linksOn(path, host)).toEqual([`/admin${path}`]);
  expect([await linksOn(path, guest), await linksOn("/people/1", guest), await linksOn("/people/1", host)]).toEqual([
    [],
    [],
    [],
  ]);
});

test("who is suspended is out at once, is told why, and can be let in again", async () => {
  const rude = await register(server.url, "Rude");
  const reader = await openReader(server.url, rude);
  expect((await act("Rude", "suspend")).status).toBe(303);
  await reader.until(() => reader.closed() === 4403, "the page to be closed");
  expect(reader.notes().at(-1)?.content).toContain("Your account was suspended.");
  expect([await isIn(rude), (await rude.post("still here")).status]).toEqual([false, 401]);
  const refused = await logIn("Rude");
  expect([refused.status, textOf(await refused.text(), "#password-problem")]).toEqual([
    403,
    "This account is suspended. Contact an administrator.",
  ]);
  await act("Rude", "readmit");
  expect((await logIn("Rude")).status).toBe(303);
});

test("who is removed is gone at once, after a second thought", async () => {
  const gone = await register(server.url, "Gone");
  const reader = await openReader(server.url, gone);
  const id = idOf("Gone");
  expect([(await act("Gone", "remove")).status, await isIn(gone)]).toEqual([422, true]);
  const removed = await act("Gone", "remove", { sure: "on" });
  expect([removed.status, removed.headers.get("location")]).toEqual([303, "/admin/people?done=remove"]);
  await reader.until(() => reader.closed() === 4401, "the page to be closed");
  expect([(await host.ask(`/admin/people/${id}`)).status, (await join("Gone")).status]).toEqual([404, 303]);
});

test("an administrator makes another, who needs not log in again, and takes it back", async () => {
  const deputy = await register(server.url, "Deputy");
  const reader = await openReader(server.url, deputy);
  const mayEnter = async () => (await deputy.ask("/admin")).status;
  expect(await mayEnter()).toBe(403);
  await act("Deputy", "promote");
  expect(await mayEnter()).toBe(200);
  await act("Deputy", "demote");
  expect([await mayEnter(), reader.closed()]).toEqual([403, undefined]);
  reader.close();
});

test("an administrator gives a link to a new password, and logs somebody out", async () => {
  const lost = await register(server.url, "Lost");
  const given = await act("Lost", "link");
  const link = attributeOf(await given.text(), "#link", "value") ?? "";
  expect([given.status, (await fetch(link)).status, await isIn(lost)]).toEqual([200, 200, true]);
  expect(link).toStartWith(`${server.url}/password?code=`);
  expect(server.output()).not.toContain(link.split("=")[1] ?? "");
  await act("Lost", "logout");
  expect(await isIn(lost)).toBe(false);
});

test("nobody does it to themselves, and one administrator always stays", async () => {
  for (const action of ["demote", "suspend", "remove", "logout"]) {
    expect((await send("/admin/people/1", { action, sure: "on" })).status).toBe(422);
  }
  expect((await host.ask("/admin")).status).toBe(200);
  expect(find(await page("/admin/people/1"), "form")).toEqual([]);
});

test("two administrators who demote each other at once are told who was faster", async () => {
  const deputy = await register(server.url, "Vice");
  await act("Vice", "promote");
  const answers = await Promise.all([act("Vice", "demote"), send("/admin/people/1", { action: "demote" }, deputy)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 403]);
  expect(query(server.folder, "SELECT count(*) AS count FROM users WHERE admin = 1")).toEqual([{ count: 1 }]);
  await send("/admin/people/1", { action: "promote" }, deputy); // in case she was
  await act("Vice", "demote");
});

test("what nobody can do, and people who are not there, are answered with a sentence", async () => {
  await register(server.url, "Target");
  for (const action of ["", "promoted", "constructor", "__proto__"]) {
    expect((await act("Target", action)).status).toBe(422);
  }
  for (const id of ["0", "999999", "-1", "x", "1e3"]) {
    expect((await host.ask(`/admin/people/${id}`)).status).toBe(404);
    expect((await send(`/admin/people/${id}`, { action: "suspend" })).status).toBe(404);
  }
  for (const fields of [{}, { mode: "" }, { mode: "ajar" }] as Record<string, string>[]) {
    expect((await send("/admin/registration", fields)).status).toBe(422);
  }
  expect((await send("/admin/rooms", { makers: "nobody" })).status).toBe(422);
  expect((await host.ask("/admin/invites/x/qr")).status).toBe(404);
  expect((await send("/admin/place/cellar/remove", {})).status).toBe(404);
});

test("members who are no administrators change nothing, in any way", async () => {
  const guest = await register(server.url, "Curious");
  const id = idOf("Curious");
  const before = query(server.folder, "SELECT * FROM users");
  for (const [path, fields] of [
    ["/admin/registration", { mode: "closed" }],
    ["/admin/invites", { uses: "", days: "" }],
    ["/admin/invites/revoke", { id: "1" }],
    ["/admin/place", { name: "Curious's", accent: "moss" }],
    ["/admin/storage/backup", {}],
    [`/admin/people/${id}`, { action: "promote" }],
    ["/admin/people/1", { action: "remove", sure: "on" }],
  ] as [string, Record<string, string>][]) {
    const { status } = await send(path, fields, guest);
    expect([path, status]).toEqual([path, 403]);
  }
  expect(query(server.folder, "SELECT * FROM users")).toEqual(before);
  expect((await fetch(`${server.url}/register`)).status).toBe(200);
});

test("what administrators do is to be read, in sentences, with who did it and to whom", async () => {
  const html = await page("/admin/activity");
  const sentences = find(html, ".sentence").map(({ text }) => text.replaceAll(/\s+/g, " "));
  for (const sentence of [
    "Host closed registration",
    "Host let people join by invitation only",
    "Host let anyone join",
    "Host made an invitation for 2 people",
    "Host made an invitation for any number of people",
    "Host revoked an invitation that one person had joined with",
    "Host suspended Rude",
    "Host lifted the suspension of Rude",
    "Host removed the account Gone",
    "Host made Deputy an administrator",
    "Host removed Deputy as administrator",
    "Host made a password link for Lost",
    "Host logged Lost out everywhere",
  ]) {
    expect(sentences).toContain(sentence);
  }
});

test("what administrators do is in the log, with who did it", () => {
  const events = server
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{"));
  for (const event of ["suspended", "readmitted", "removed", "made administrator", "registration", "invite made"]) {
    expect(events.find((line) => line.includes(`"event":"${event}"`))).toContain(`"by":1`);
  }
});

test("people are seen when they were last here, from their open pages, and sorted by it", async () => {
  for (const name of ["Early", "Late", "Present"]) await register(server.url, name);
  await betweenRuns(server, (folder) => {
    change(folder, "UPDATE users SET last_seen_at = 0");
    change(folder, "UPDATE users SET last_seen_at = ? WHERE username = 'Early'", Date.now() - 7_200_000);
    change(folder, "UPDATE users SET last_seen_at = ?, created_at = 1 WHERE username = 'Late'", Date.now() - 3_600_000);
  });
  const present = personOf(server.url, "Present", cookieOf(await logIn("Present")));
  const reader = await openReader(server.url, present);
  const listed = async (order: string) => {
    const html = await page(`/admin/people?order=${order}`);
    return find(html, ".entries bdi").map(({ text }, index) => {
      const seen = find(html, ".entries p > span:first-child")[index]?.text.replaceAll(/\s+/g, " ");
      return `${text}: ${seen}`;
    });
  };
  const seen = await listed("seen");
  expect(seen.slice(0, 3)).toEqual(["Present: Here now", "Late: Last seen 1 hour ago", "Early: Last seen 2 hours ago"]);
  expect((await listed("joined")).at(-1)).toStartWith("Late");
  const names = (await listed("name")).map((line) => line.split(":")[0]?.toLowerCase() ?? "");
  expect(names).toEqual([...names].sort());

  reader.tell("away");
  await waitFor(async () => (await listed("seen"))[0] === "Present: Here, but away", "the page to count as away");
  reader.close();
  await waitFor(async () => !(await listed("seen"))[0]?.includes("Here"), "the page to be gone");
  await betweenRuns(server, (folder) => change(folder, "UPDATE sessions SET seen_at = 0"));
  expect((await listed("seen"))[0]).toBe("Present: Last seen just now"); // noted when the server stopped
});

test("thousands of people are listed page by page, each once, and found by what is in the name", async () => {
  await betweenRuns(server, (folder) => {
    using db = openToChange(folder);
    const insert = db.query(
      "INSERT INTO users (username, username_folded, password_hash, created_at) VALUES (?1, lower(?1), '', 0)",
    );
    db.transaction(() => {
      for (let number = 0; number < 240; number++) insert.run(`Crowd-${number}`);
    }).immediate();
  });
  const seen: string[] = [];
  let pages = 0;
  for (let path: string | undefined = "/admin/people?name=CROWD"; path; pages++) {
    const html = await page(path);
    seen.push(...find(html, ".entries bdi").map(({ text }) => text));
    path = attributeOf(html, "a[rel=next]", "href");
  }
  expect([pages, seen.length, new Set(seen).size]).toEqual([5, 240, 240]);
  const found = find(await page("/admin/people?name=owd-7"), ".entries bdi").map(({ text }) => text);
  expect(found).toEqual(["Crowd-7", ...Array.from({ length: 10 }, (_, digit) => `Crowd-7${digit}`)]);
  const fragment = await host.ask("/admin/people?name=owd-77", { headers: { "HX-Request": "true" } });
  const part = await fragment.text();
  expect([find(part, ".entries bdi").map(({ text }) => text), part.includes("<html")]).toEqual([["Crowd-77"], false]);
  const hostile = `"><b onclick=alert(1)>`;
  const none = await page(`/admin/people?name=${encodeURIComponent(hostile)}`);
  expect([none.includes("No one by that name."), attributeOf(none, "#name", "value"), none.includes("<b on")]).toEqual([
    true,
    hostile,
    false,
  ]);
});
