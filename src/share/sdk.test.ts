/** Nothing is loaded as ngrok's SDK but what ngrok published. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { appendFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "../../test/support/folder.ts";
import { loadSdk } from "./sdk.ts";

setDefaultTimeout(30_000);

/** Nothing can be fetched here. */
const registry = process.env.BUN_CONFIG_REGISTRY;
beforeAll(() => void (process.env.BUN_CONFIG_REGISTRY = "http://127.0.0.1:9/"));
afterAll(() => {
  if (registry === undefined) delete process.env.BUN_CONFIG_REGISTRY;
  else process.env.BUN_CONFIG_REGISTRY = registry;
});

const SCRIPT = 'require("node:fs").appendFileSync(__dirname + ".loaded", "x"); module.exports = { forward: 7 };';

/** A cache with a script and a native part, and their checksums. */
function published(path: string) {
  const folder = join(path, "ngrok");
  mkdirSync(folder);
  const files = { "index.js": SCRIPT, "ngrok.here.node": "native" };
  const sha256 = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest("hex");
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const checksums = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, sha256(text)]));
  return { folder, load: () => loadSdk(() => {}, folder, checksums), isLoaded: () => existsSync(`${folder}.loaded`) };
}

test("what is in the cache as it was published is loaded", async () => {
  using folder = temporaryFolder();
  const { load, isLoaded } = published(folder.path);
  expect(await load()).toEqual({ forward: 7 } as never);
  expect(isLoaded()).toBe(true);
});

test.each<[string, (folder: string) => void]>([
  ["a script that was changed", (folder) => appendFileSync(join(folder, "index.js"), "\n")],
  ["a native part that was changed", (folder) => appendFileSync(join(folder, "ngrok.here.node"), "x")],
  ["a native part beside the others", (folder) => writeFileSync(join(folder, "ngrok.other.node"), "native")],
  ["a folder of packages beside it", (folder) => mkdirSync(join(folder, "node_modules"))],
  ["a link beside it", (folder) => symlinkSync("index.js", join(folder, "ngrok.linked.node"))],
])("with %s nothing is loaded, and it is fetched anew", async (_, tamper) => {
  using folder = temporaryFolder();
  const { folder: cache, load, isLoaded } = published(folder.path);
  tamper(cache);
  expect(load()).rejects.toThrow();
  await load().catch(() => {});
  expect([isLoaded(), existsSync(join(cache, "index.js"))]).toEqual([false, false]);
});
