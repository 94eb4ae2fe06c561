/** What a place and its rooms keep is chosen in plain forms, said to everybody, and holds. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { DAY } from "../../src/rooms/retention.ts";
import { openMovableClock } from "../support/clock.ts";
import { change, query } from "../support/database.ts";
import { attributeOf, find, textOf } from "../support/html.ts";
import { type Person, register } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";
import { waitFor } from "../support/wait.ts";

setDefaultTimeout(120_000);

const clock = openMovableClock();
let server: TestServer;
let host: Person;
let ada: Person;
/** The number of a message that was said forty days ago. */
let old: number;

beforeAll(async () => {
  const limits = { FLUSH_INTERVAL_MS: "0", ROOMS_PER_10MIN: "1000" };
  server = await startServer({ ...limits, TZ: "Europe/Berlin", ...clock.environment });
  host = await register(server.url, "Host");
  ada = await register(server.url, "Ada");
  await betweenRuns(server, (folder) => change(folder, "UPDATE users SET admin = 1 WHERE username = 'Host'"));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  clock[Symbol.dispose]();
});

const send = (person: Person, path: string, fields: Record<string, string>) =>
  person.ask(path, { method: "POST", body: new URLSearchParams(fields) });
const page = async (person: Person, path: string) => (await person.ask(path)).text();
const line = async (person: Person, room = "lobby") => textOf(await page(person, `/rooms/${room}`), "#retention") ?? "";
const entries = async () =>
  textOf(await page(host, "/admin/activity"), ".entries li:first-child .sentence")?.replace(/\s+/g, " ");

/** Keeps for so many days, and lets the day pass that it waits. */
async function keepFor(days: string, fileDays = "") {
  await send(host, "/admin/retention", { days, fileDays });
  clock.move(DAY);
  await send(host, "/admin/empty", { hour: "02:00" }); // any change is looked after at once
  await send(host, "/admin/empty", { hour: "" });
}

/** Says something so many days ago, and returns its number. */
async function sayBefore(days: number, body: string): Promise<number> {
  clock.move(-days * DAY);
  const key = await ada.say(body);
  clock.move(days * DAY);
  return query<{ id: number }>(server.folder, "SELECT id FROM messages WHERE key = ?", key)[0]?.id ?? 0;
}

test("everything is kept for good at first, and nobody is told anything", async () => {
  expect(await line(ada)).toBe("");
  expect(textOf(await page(ada, "/rooms/lobby/about"), ".room-facts")).not.toContain("kept");
});

test("an administrator sees before it begins how much goes and from when, and can take it back", async () => {
  old = await sayBefore(40, "long ago");
  await sayBefore(20, "a while ago");
  const saved = await send(host, "/admin/retention", { days: "30", fileDays: "" });
  expect([saved.status, saved.headers.get("location")]).toEqual([303, "/admin/place?done=place#keep"]);
  const notice = textOf(await page(host, "/admin/place"), ".notice") ?? "";
  expect(notice).toContain("messages are kept for 30 days.");
  expect(notice).toContain("Of what is here now, 1 message will be deleted then.");
  expect(notice).toMatch(/^From \w+day \d+ \w+ at \d\d:\d\d (CET|CEST|GMT\+\d)/);
  expect(await line(ada)).toMatch(/^From \w+day \d+ \w+, messages are kept for 30 days\.$/);
  expect(await entries()).toBe("Host set messages to be kept for 30 days");
  await send(host, "/admin/retention", { days: "", fileDays: "" });
  expect(find(await page(host, "/admin/place"), ".notice")).toEqual([]);
  expect(await line(ada)).toBe("");
  expect(await entries()).toBe("Host set messages to be kept for good");
});

test("when the day is over, what is older goes, everybody reads for how long things are kept, and its address says so", async () => {
  await keepFor("30", "7");
  await waitFor(async () => (await ada.ask(`/rooms/lobby/messages/${old}`)).status === 404, "it to be gone");
  expect(await page(ada, `/rooms/lobby/messages/${old}`)).toContain("What was said then is not kept any more.");
  expect(await page(ada, "/rooms/lobby/messages/999999")).toContain("There is no such message in this room.");
  expect(await line(ada)).toBe("Messages are kept for 30 days, files for 7.");
  expect(textOf(await page(ada, "/rooms/lobby/about"), ".room-facts")).toContain("Messages are kept for 30 days");
  const room = await page(ada, "/rooms/lobby");
  expect([room.includes("a while ago"), textOf(room, ".beginning .began")]).toEqual([
    true,
    "What was said before is gone.",
  ]);
  await send(host, "/admin/retention", { days: "", fileDays: "" });
});

test("a number of days that is none is said so, and stays in the form", async () => {
  for (const days of ["0", "3651", "a week", "-1", "1.5"]) {
    const refused = await send(host, "/admin/retention", { days, fileDays: "" });
    const html = await refused.text();
    expect([refused.status, textOf(html, "#days-problem"), attributeOf(html, "#days", "value")]).toEqual([
      422,
      "Choose a number of days, from 1 to 3,650.",
      days,
    ]);
  }
  const refused = await send(host, "/rooms/lobby/retention", { keep: "own", days: "soon" });
  expect([refused.status, attributeOf(await refused.text(), "#days", "value")]).toEqual([422, "soon"]);
});

test("a room has a time of its own, which its keepers choose and everybody in it reads", async () => {
  const made = await send(ada, "/rooms", { name: "Garden", kind: "open", topic: "" });
  expect(made.headers.get("location")).toBe("/rooms/garden");
  const saved = await send(ada, "/rooms/garden/retention", { keep: "own", days: "14" });
  expect([saved.status, saved.headers.get("location")]).toEqual([303, "/rooms/garden/about?done=saved#keep"]);
  expect(await line(host, "garden")).toMatch(/^From .*, messages are kept for 14 days\.$/);
  expect(textOf(await page(ada, "/rooms/garden/about"), ".notice")).toContain(
    "messages are kept for 14 days. Nothing that is here now will be deleted then.",
  );
  expect(await line(host)).toBe("");
  const choices = async () =>
    textOf(await page(ada, "/rooms/garden/about"), ".retention .choices")?.replace(/\s+/g, " ");
  expect(await choices()).toContain("Everything is kept for good.Its own timeShorter than that.");
  await keepFor("30");
  expect(await choices()).toContain("Shorter or longer than that, but a number of days: not for good.");
  await send(host, "/admin/retention", { days: "", fileDays: "" });
  await send(ada, "/rooms/garden/retention", { keep: "place", days: "" });
  expect(await line(host, "garden")).toBe("");
  expect((await send(ada, "/rooms/lobby/retention", { keep: "own", days: "14" })).status).toBe(403);
});

test("everything is to be deleted at an hour of the server's clock: everybody reads it until then, and it can be called off", async () => {
  const form = await page(ada, "/rooms/garden/about");
  expect(textOf(form, "#hour-hint")).toMatch(/^By the server's clock, where it is \d\d:\d\d (CET|CEST)\.$/);
  expect((await send(ada, "/rooms/garden/empty", { hour: "26:00" })).status).toBe(422);
  expect((await send(ada, "/rooms/garden/empty", { hour: "" })).status).toBe(422);
  expect((await send(ada, "/rooms/garden/empty", { hour: "02:00" })).status).toBe(303);
  expect(await line(host, "garden")).toMatch(/^Everything here will be deleted at 02:00 (CET|CEST)\.$/);
  const [planned] = query<{ at: number }>(server.folder, "SELECT empty_at AS at FROM rooms WHERE slug = 'garden'");
  expect((planned?.at ?? 0) - clock.now()).toBeGreaterThan(0);
  expect((planned?.at ?? 0) - clock.now()).toBeLessThanOrEqual(DAY);
  expect((await send(ada, "/rooms/garden/empty", { hour: "" })).headers.get("location")).toContain("done=kept");
  expect(await line(host, "garden")).toBe("");
});

test("the hour of the place is said in every room, and is only for administrators to call off", async () => {
  expect((await send(ada, "/admin/empty", { hour: "02:00" })).status).toBe(403);
  await send(host, "/admin/empty", { hour: "02:00" });
  for (const room of ["lobby", "garden"])
    expect(await line(ada, room)).toContain("Everything here will be deleted at 02:00");
  expect(await entries()).toMatch(/^Host planned to delete everything on .* 02:00/);
  expect(textOf(await page(ada, "/rooms/garden/about"), "main")).toContain("An administrator has chosen");
  await send(host, "/admin/empty", { hour: "" });
  expect(await line(ada)).toBe("");
  expect(await entries()).toBe("Host called off deleting everything");
});

test("an hour that passed while the server was down is made up for when it starts, and no text stays in the files", async () => {
  const key = await ada.say("what happens in the parlour stays there");
  await send(host, "/admin/empty", { hour: "02:00" });
  await betweenRuns(server, () => clock.move(DAY));
  const left = () => query<{ count: number }>(server.folder, "SELECT count(*) AS count FROM messages")[0]?.count;
  await waitFor(() => left() === 0, "everything to be gone");
  expect(await line(ada)).toBe("");
  const room = await page(ada, "/rooms/lobby");
  expect([find(room, "#log [data-id]").length, find(room, ".welcome").length]).toEqual([0, 0]);
  const bytes = async () =>
    Buffer.concat(
      await Promise.all(
        ["parlor.sqlite", "parlor.sqlite-wal"].map(async (name) => {
          const file = Bun.file(`${server.folder}/${name}`);
          return Buffer.from((await file.exists()) ? await file.arrayBuffer() : new ArrayBuffer(0));
        }),
      ),
    );
  await waitFor(async () => !(await bytes()).includes("what happens in the parlour"), "the text to be gone");
  const again = await ada.post("what happens in the parlour stays there", key); // by a browser that never got the answer
  expect(again.status).toBe(409);
  expect(await again.text()).toContain("This message arrived before and has since been deleted");
  expect(left()).toBe(0);
});
