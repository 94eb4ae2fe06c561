/** `bun run pictures`: takes the pictures of the README anew, of an evening that is the same every time. */
import { Database } from "bun:sqlite";
import { join } from "node:path";

import { closeBrowser, openPage, type Page } from "../test/support/browser.ts";
import { type Person, register } from "../test/support/person.ts";
import { openReader, type Reader } from "../test/support/reader.ts";
import { sendFile } from "../test/support/sent-files.ts";
import { startServer, type TestServer } from "../test/support/server.ts";
import { EVENING, PEOPLE } from "./conversation.ts";

/** Pixels to a point: sharp where the picture is shown smaller than it is. */
const SCALE = 1.5;
const QUALITY = 82;

/** So many evenings, of which the pictures show the last: a room of two hundred messages. */
const EVENINGS = 12;

const DAY = 86_400_000;
const eight = new Date().setUTCHours(20, 0, 0, 0);
const server = await startServer({ POSTS_PER_10S: "1000", CHANGES_PER_10S: "1000", FLUSH_INTERVAL_MS: "0" });
const lamp = await drawLamp();
const people = new Map<string, Person>();
for (const name of PEOPLE) people.set(name, await register(server.url, name));

await talk();
await openRooms();
await server.stop();
moveToEvening(server);
await server.restart();
const readers = await Promise.all(PEOPLE.slice(1).map((name) => openReader(server.url, someone(name))));
for (const dark of [false, true]) await take(dark ? "dark" : "light", readers);
closeBrowser();
await server[Symbol.asyncDispose]();

/** Everybody says their lines, evening after evening, and then reacts to them. */
async function talk() {
  for (let evening = 0; evening < EVENINGS; evening++) {
    const before = evening * EVENING.length;
    for (const { who, says, answers, shows } of EVENING) {
      const fields = {
        body: says,
        ...(answers !== undefined && { reply: String(before + answers) }),
        ...(shows !== undefined && { file: await sendLamp(someone(who), shows) }),
      };
      await send(someone(who), "/rooms/lobby/messages", fields);
    }
    for (const [index, { reactions = {} }] of EVENING.entries()) {
      const path = `/rooms/lobby/messages/${before + index + 1}/reactions`;
      for (const [emoji, names] of Object.entries(reactions)) {
        for (const name of names) await send(someone(name), path, { emoji });
      }
    }
  }
}

/** The picture in the conversation, as a browser draws it. */
async function drawLamp(): Promise<Uint8Array> {
  const page = await openPage("about:blank", "lamp", { width: 960, height: 420 });
  const svg = await Bun.file(join(import.meta.dir, "lamp.svg")).text();
  await page.cdp("Emulation.setDeviceMetricsOverride", {
    width: 960,
    height: 420,
    deviceScaleFactor: 1,
    mobile: false,
  });
  await page.read(`document.body.style.margin = 0, document.body.innerHTML = ${JSON.stringify(svg)}`);
  const picture = await page.view.screenshot();
  page.close();
  return new Uint8Array(await picture.arrayBuffer());
}

/** Sends it; returns its id. */
async function sendLamp(person: Person, description: string): Promise<string> {
  const { id } = await sendFile(person, lamp, { name: "lamp.png", description });
  return id;
}

/** What there is beside the lobby, and what Ada has not read there yet. */
async function openRooms() {
  const grace = someone("Grace");
  await send(grace, "/rooms", { name: "Kitchen", kind: "open", topic: "Recipes, and whose turn it is" });
  await send(someone("Radia"), "/rooms", {
    name: "Reading group",
    kind: "open",
    topic: "Thursdays at half past seven",
  });
  const garden = await send(grace, "/rooms", { name: "Kyoto in spring", kind: "closed", topic: "", person: "Ada" });
  const talk = await send(grace, "/direct", { person: "Ada" });
  await send(someone("Margaret"), "/direct", { person: "Ada" });
  await send(someone("يوسف"), "/direct", { person: "Ada" });
  await send(grace, "/rooms/kitchen/messages", { body: "The oven is hot, bring what you have." });
  await send(grace, `${garden}/messages`, { body: "@Ada the train at nine or at ten?" });
  await send(grace, `${garden}/messages`, { body: "@Ada I have the tickets." });
  await send(grace, `${talk}/messages`, { body: "Are you coming earlier?" });
}

function moveToEvening({ folder }: TestServer) {
  using db = new Database(join(folder, "parlor.sqlite"), { readwrite: true });
  const move = db.query("UPDATE messages SET created_at = ? WHERE id = ?");
  for (let evening = 0; evening < EVENINGS; evening++) {
    EVENING.forEach(({ minute }, index) => {
      const at = eight - (EVENINGS - 1 - evening) * DAY + minute * 60_000;
      move.run(at, evening * EVENING.length + index + 1);
    });
  }
}

async function take(scheme: "light" | "dark", readers: Reader[]) {
  const page = await openPage(server.url, scheme, { dark: scheme === "dark" });
  const metrics = { width: 1280, height: 800, deviceScaleFactor: SCALE, mobile: false };
  await page.cdp("Emulation.setDeviceMetricsOverride", metrics);
  await page.cdp("Emulation.setTimezoneOverride", { timezoneId: "UTC" });
  await page.open("/");
  await shoot(page, `landing-${scheme}`);
  await page.open("/login");
  await page.fill("#username", "Ada");
  await page.fill("#password", "correct horse battery");
  await shoot(page, `login-${scheme}`);
  await page.press("Enter");
  await page.until(`document.querySelectorAll("#log > .message").length === 50`, "the latest page");
  await page.until(`document.querySelector("#here-count").textContent.startsWith("${readers.length + 1} ")`);
  await page.until(`document.querySelector("#here bdi").textContent === "Ada"`, "the first news of who is here");
  await page.until("document.fonts.ready.then(() => true)");
  await page.until(
    `[...document.querySelectorAll("#log .pictures img[loading]")].at(-1)?.naturalWidth > 0`,
    "the lamp",
  );
  await shoot(page, `room-${scheme}`);
  page.close();
}

async function shoot({ view }: Page, name: string) {
  await Bun.write(join(import.meta.dir, `${name}.webp`), await view.screenshot({ format: "webp", quality: QUALITY }));
}

function someone(name: string): Person {
  const person = people.get(name);
  if (!person) throw new Error(`nobody is called ${name}`);
  return person;
}

/** Sends a form; returns the address that it leads to, if it leads anywhere. */
async function send(person: Person, path: string, fields: Record<string, string>): Promise<string> {
  const headers = path === "/rooms" || path === "/direct" ? undefined : { "HX-Request": "true" };
  const answer = await person.ask(path, { method: "POST", body: new URLSearchParams(fields), headers });
  if (answer.status >= 400) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.headers.get("location") ?? "";
}
