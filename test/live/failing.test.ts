/** What can't be shown or sent holds nobody up: the room goes on, the health check says so, and nothing is lost. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { hideColumn, openBehindServer } from "../support/database.ts";
import { find } from "../support/html.ts";
import { type Person, register } from "../support/person.ts";
import { openReader } from "../support/reader.ts";
import { startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;
let ada: Person;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0" });
  ada = await register(server.url, "Ada");
});
afterAll(() => server[Symbol.asyncDispose]());

async function health() {
  const answer = await fetch(`${server.url}/healthz`);
  return `${answer.status} ${await answer.text()}`;
}

const logged = (event: string) =>
  server.output().split("\n").filter((line) => line.includes(`"event":"${event}"`)); // prettier-ignore

test("a broadcast that fails is told by the health check, and made up for by the next", async () => {
  const reader = await openReader(server.url, ada);
  {
    using _ = hideColumn(server.folder, "messages", "deleted_by"); // posting does without it, reading a row does not
    await ada.say("stored, but not sent");
    expect(await health()).toBe("503 the latest messages could not be sent");
    expect(logged("subscriber failed")).toHaveLength(1);
    expect(reader.rows()).toEqual([]);
  }
  await ada.say("and now both");
  await reader.until(() => reader.rows().length === 2, "both rows");
  expect(reader.texts()).toEqual(["stored, but not sent", "and now both"]);
  expect(await health()).toBe("200 ok");
  reader.close();
});

test("a row that can't be rendered says so in its place, and everything else goes on", async () => {
  const reader = await openReader(server.url, ada);
  using db = openBehindServer(server.folder);
  const sql = `INSERT INTO messages (key, room_id, author_id, body, rev, continues, created_at)
    SELECT 'of-no-time', 1, 1, 'from beyond the calendar', rev + 1, 0, 9e15 FROM log RETURNING id`;
  const stored = db.query<{ id: number }, []>(sql).get();
  expect((await ada.post("from today")).status).toBe(201);
  await reader.until(() => reader.texts().at(-1) === "from today", "the row after it");
  const page = await ada.ask("/rooms/lobby");
  expect(page.status).toBe(200);
  const shown = find(await page.text(), "#log li > div").map(({ text }) => text);
  expect(shown.slice(-2)).toEqual(["This message can't be shown.", "from today"]);
  expect(reader.texts().slice(-2)).toEqual(shown.slice(-2));
  const lines = logged("message not rendered");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "{}")).toMatchObject({ level: "error", message: stored?.id });
  expect(lines[0]).not.toContain("calendar");
  expect(await health()).toBe("200 ok");
  reader.close();
});
