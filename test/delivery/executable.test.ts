/** The single executable, alone in an empty folder: what it was made from can be anywhere else, or nowhere. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { compile } from "../../src/build/compile.ts";
import { picture, postFiles, send } from "../support/files.ts";
import { type Folder, temporaryFolder } from "../support/folder.ts";
import { attributeOf } from "../support/html.ts";
import { freePort } from "../support/port.ts";
import { type Program, startServer } from "../support/server.ts";
import { talk } from "./talk.ts";

setDefaultTimeout(120_000);

let folder: Folder;
let executable: string;

beforeAll(async () => {
  folder = temporaryFolder();
  executable = join(folder.path, "parlor");
  const tested = process.env.TESTED_PROGRAM;
  if (tested) copyFileSync(tested, executable);
  else await compile(executable);
});
afterAll(() => folder[Symbol.dispose]());

/** A folder of its own in which the executable is started with nothing in its environment. */
function emptyFolder(name: string): Program {
  const cwd = join(folder.path, name);
  mkdirSync(cwd);
  return { command: ["/usr/bin/env", "-i", `PORT=${freePort()}`, executable], cwd };
}

test("from an empty folder and an empty environment it makes its own folder, and people talk", async () => {
  const program = emptyFolder("empty");
  await using server = await startServer({}, program);
  expect(readdirSync(program.cwd)).toEqual(["db"]);
  const ada = await talk(server.url, "Is this on?");

  const run = (...words: string[]) => {
    const environment = { PORT: String(server.port) };
    const { exitCode, stdout } = Bun.spawnSync([executable, ...words], { cwd: program.cwd, env: environment });
    return [exitCode, stdout.toString()];
  };
  expect(run("health")).toEqual([0, "ok\n"]);
  expect(server.output()).toContain(`${executable} share --lan`);
  const shown = attributeOf(await (await ada.ask("/invite")).text(), "#share-network", "value");
  expect(shown).toBe(`${executable} share --lan`);
  expect(run("backup", "copy.sqlite")).toEqual([0, expect.stringContaining("1 message, 2 people")]);

  const { id, path } = await send(ada, await picture(1_600, 1_000));
  expect((await postFiles(ada, [id])).status).toBe(201);
  const thumbnail = await ada.ask(path.replace(/[^/]+$/, "thumb-480.webp"));
  expect([thumbnail.status, thumbnail.headers.get("content-type")]).toEqual([200, "image/webp"]);
  expect(run("backup", "copy")).toEqual([0, expect.stringContaining("2 messages, 2 people, 3 files")]);
  expect(run("sweep")).toEqual([0, expect.stringContaining("in the store: 3 files")]);
  await ada.ask(`/rooms/lobby/messages/2/delete`, { method: "POST", body: new URLSearchParams() });

  expect(await server.stop()).toBe(0);
  await server.restart();
  expect(await (await ada.ask("/rooms/lobby")).text()).toContain("Is this on?");
});
