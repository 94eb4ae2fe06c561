/** The process shuts down in order, and its exit code says whether it could. */
import { expect, test } from "bun:test";
import { join } from "node:path";

import { query } from "../support/database.ts";
import { register } from "../support/person.ts";
import { openReader } from "../support/reader.ts";
import { startServer } from "../support/server.ts";

test("a stopping server tells its pages to come back, and leaves one tidy file", async () => {
  await using server = await startServer();
  const ada = await register(server.url, "Ada");
  const reader = await openReader(server.url, ada);
  await ada.say("good night");
  expect(await server.stop("SIGTERM")).toBe(0);
  await reader.until(() => reader.closed() === 1012, "code 1012");
  const files = [...new Bun.Glob("parlor.sqlite*").scanSync(server.folder)];
  expect(files).toEqual(["parlor.sqlite"]);
  await server.restart();
  await reader.reconnect();
  expect(reader.texts()).toEqual(["good night"]);
  reader.close();
});

test("a shutdown that failed ends with 1 and says why; what was acknowledged is stored", async () => {
  const preload = join(import.meta.dir, "failing-close.ts");
  const command = [process.execPath, "--no-orphans", "--preload", preload, "src/main.ts"];
  await using server = await startServer({}, { command, cwd: join(import.meta.dir, "../..") });
  const ada = await register(server.url, "Ada");
  await ada.say("good night");
  expect(await server.stop("SIGTERM")).toBe(1);
  expect(server.output()).toContain(`"event":"the shutdown failed","reason":"Error: the disk is gone`);
  expect(query(server.folder, "SELECT body FROM messages")).toEqual([{ body: "good night" }]);
});
