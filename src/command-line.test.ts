/** A command that is shown can be copied: it runs the Parlor that showed it. */
import { expect, test } from "bun:test";

import { commandLine, type Start } from "./command-line.ts";

const start = (more: Partial<Start> = {}): Start => ({
  executable: undefined,
  container: undefined,
  environment: { npm_config_user_agent: "bun/1.4.5 npm/? node/v26.3.0 linux x64" },
  windows: false,
  ...more,
});
const container = { engine: "docker", name: "3f2a9c0d1e4b" } as const;

test.each<[string, Start, string]>([
  ["Bun", start(), "bun run share --lan"],
  ["nothing but Bun", start({ environment: {} }), "bun run share --lan"],
  [
    "npx",
    start({ environment: { npm_config_user_agent: "npm/11.19.1 node/v20.20.2 linux x64" } }),
    `npx --yes bun@${Bun.version} run share --lan`,
  ],
  ["the executable", start({ executable: "parlor", environment: {} }), "parlor share --lan"],
  ["the executable in this folder", start({ executable: "./parlor" }), "./parlor share --lan"],
  ["a folder with a space", start({ executable: "/my own/parlor" }), "'/my own/parlor' share --lan"],
  ["Docker", start({ executable: "/parlor", container }), "docker exec -it 3f2a9c0d1e4b /parlor share --lan"],
  [
    "another folder of data",
    start({ environment: { DATA_DIR: "/srv/it's" } }),
    "DATA_DIR='/srv/it'\\''s' bun run share --lan",
  ],
])("who started it with %s shares it so", (_, how, expected) => {
  expect(commandLine("share --lan", {}, how)).toBe(expected);
});

test("a token stands in front, or where the container takes it", () => {
  const variables = { NGROK_AUTHTOKEN: "2abc" };
  expect(commandLine("share", variables, start())).toBe("NGROK_AUTHTOKEN=2abc bun run share");
  expect(
    commandLine("share", variables, start({ executable: "/parlor", container, environment: { DATA_DIR: "/data" } })),
  ).toBe("docker exec -it -e NGROK_AUTHTOKEN=2abc 3f2a9c0d1e4b /parlor share");
});

test("what is no script is a word of the program", () => {
  expect(commandLine("backup", {}, start())).toBe("bun src/main.ts backup");
  expect(commandLine("", {}, start())).toBe("bun src/main.ts");
  expect(commandLine("backup", {}, start({ executable: "dist/parlor" }))).toBe("dist/parlor backup");
});
