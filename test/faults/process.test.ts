/** The process ends in an orderly way. */
import { expect, test } from "bun:test";

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
