/** What `bun start` runs: the server and its commands in a few files. */
import { beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

import { bundleServer } from "../../src/build/build.ts";
import { startServer } from "../support/server.ts";
import { talk } from "./talk.ts";

const ROOT = join(import.meta.dir, "../..");
const COMMAND = [process.execPath, "--no-orphans", "dist/main.js"];

setDefaultTimeout(120_000);

beforeAll(bundleServer);

test("people talk, the page has its files, and commands reach the server", async () => {
  await using server = await startServer({}, { command: COMMAND, cwd: ROOT });
  const ada = await talk(server.url, "Is this on?");

  const run = (...words: string[]) => {
    const env = { ...process.env, DATA_DIR: server.folder, PORT: String(server.port) };
    const { exitCode, stdout } = Bun.spawnSync([...COMMAND, ...words], { cwd: ROOT, env });
    return [exitCode, stdout.toString()];
  };
  expect(run("health")).toEqual([0, "ok\n"]);
  expect(run("users")).toEqual([0, expect.stringContaining("Grace")]);
  expect(run("admin", "Ada")).toEqual([0, expect.stringContaining("Ada")]);
  expect((await ada.ask("/admin")).status).toBe(200);
  expect(await server.stop()).toBe(0);
});

test("a bad setting is one line, and a command that there is not is one more, with where to look", () => {
  const run = (words: string[], env: Record<string, string>) => {
    const { exitCode, stderr } = Bun.spawnSync([...COMMAND, ...words], { cwd: ROOT, env: { ...process.env, ...env } });
    return [exitCode, stderr.toString().trim().split("\n").length];
  };
  expect(run([], { PORT: "99999" })).toEqual([1, 1]);
  expect(run(["nonsense"], {})).toEqual([2, 2]);
});
