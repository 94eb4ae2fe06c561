/** How commands are asked for: each tells what it does, and what it does not understand is 2. */
import { expect, setDefaultTimeout, test } from "bun:test";

import { command } from "../support/command.ts";
import { temporaryFolder } from "../support/folder.ts";
import { PARLOR, PROGRAM_NAME } from "../support/server.ts";

setDefaultTimeout(120_000);

const COMMANDS = [
  "share",
  "health",
  "admin",
  "users",
  "rooms",
  "passwd",
  "logout",
  "remove",
  "backup",
  "restore",
  "sweep",
  "export",
];

async function run(...words: string[]) {
  using folder = temporaryFolder();
  return command(folder.path, ...words);
}

test("help lists every command", async () => {
  const { code, out } = await run("--help");
  expect(code).toBe(0);
  for (const name of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name} `, "m"));
});

test.each(COMMANDS)("%s tells what it does, without a Parlor in the folder", async (name) => {
  const { code, out, err } = await run(name, "--help");
  expect([code, err]).toEqual([0, ""]);
  expect(out).toStartWith(`${PROGRAM_NAME} ${name}`);
  expect(out.split("\n").every((line) => line.length <= 120)).toBe(true);
});

test.each([
  [["frobnicate"], `there is no command "frobnicate"`],
  [["constructor"], `there is no command "constructor"`],
  [["admin"], "<name> is missing"],
  [["backup"], "<folder> is missing"],
  [["users", "Ada"], `unexpected argument "Ada"`],
  [["export", "--rooms", "lobby"], "Unknown option '--rooms'"],
  [["export", "--room"], "--room"],
])("%j is not understood, and says where to look", async (words, problem) => {
  const { code, out, err } = await run(...words);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(problem);
  expect(err).toMatch(new RegExp(`\\nFor help: ${PROGRAM_NAME} (\\w+ )?--help\\n$`));
});

test("a setting with a bad value is named, as by the server", async () => {
  using folder = temporaryFolder();
  const child = Bun.spawn([...PARLOR, "users"], {
    env: { PATH: process.env.PATH ?? "", DATA_DIR: folder.path, PORT: "http" },
    stderr: "pipe",
  });
  expect(await new Response(child.stderr).text()).toStartWith(`PORT is "http"`);
  expect(await child.exited).toBe(1);
});
