/** The operator sees all rooms there are, and what is in them. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";

import { command } from "../support/command.ts";
import { change } from "../support/database.ts";
import { register } from "../support/person.ts";
import { betweenRuns, startServer, type TestServer } from "../support/server.ts";

setDefaultTimeout(120_000);

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ FLUSH_INTERVAL_MS: "0" });
});
afterAll(() => server[Symbol.asyncDispose]());

const cells = (out: string) => out.trimEnd().split("\n").map((line) => line.split(/ {2,}/)); // prettier-ignore

test("each room is a line with its kind, its people and its messages, beside a server", async () => {
  const ada = await register(server.url, "Ada");
  await register(server.url, "小紅");
  await ada.say("one");
  await ada.say("two");
  await betweenRuns(server, (folder) => {
    change(
      folder,
      "INSERT INTO rooms (slug, name, kind) VALUES ('q7x', 'Sur\u202eprise', 'closed'), ('gone', '', 'closed')",
    );
    change(folder, "INSERT INTO rooms (slug, name, archived_at) VALUES ('attic', 'Attic', 86400000)");
    change(folder, "INSERT INTO rooms (slug, name, kind, people) VALUES ('d1', '', 'direct', '1,2')");
    change(folder, "UPDATE rooms SET deleted_at = 1 WHERE slug = 'gone'");
    change(folder, "UPDATE rooms SET retention_days = 30 WHERE slug = 'q7x'");
    change(
      folder,
      "INSERT INTO memberships (room_id, user_id, member) SELECT rooms.id, users.id, 1 FROM rooms, users WHERE slug = 'd1'",
    );
    change(folder, "INSERT INTO memberships (room_id, user_id, member) SELECT id, 1, 1 FROM rooms WHERE slug = 'q7x'");
  });
  const { code, out, err } = await command(server.folder, "rooms");
  expect([code, err]).toEqual([0, ""]);
  expect(cells(out)).toEqual([
    ["slug", "name", "kind", "people", "messages", "kept", "archived"],
    ["lobby", "Lobby", "open", "everyone", "2", "for good"],
    ["q7x", "Sur\ufffdprise", "closed", "1", "0", "30 days"],
    ["attic", "Attic", "open", "everyone", "0", "for good", "1970-01-02"],
    ["d1", "Ada, 小紅", "direct", "2", "0", "for good"],
  ]);
  const starts = out.split("\n").filter(Boolean).map((line) => Bun.stringWidth(line.slice(0, line.search(/kind|open|closed|direct/)))); // prettier-ignore
  expect(new Set(starts).size).toBe(1);
});
