/** Imports go down only: the house has floors, and what is higher up is not known further down. */
import { expect, test } from "bun:test";
import { dirname, join, normalize } from "node:path";

const SOURCE = join(import.meta.dir, "../../src");

/** The floors from top to bottom, and on each the folders and files in the order in which they may import each other. */
const FLOORS: Record<string, string[][]> = {
  process: [["main.ts"], ["operator"], ["share"], ["server.ts"], ["control"], ["build"]],
  assembly: [["app.ts"], ["context.ts"], ["subscribers.ts"]],
  pages: [["room", "admin", "settings", "invite", "install"]],
  features: [["live", "search"]],
  conversation: [["messages"], ["files"], ["rooms"]],
  people: [["auth"], ["users"]],
  base: [
    ["metrics"],
    ["http"],
    ["database"],
    ["views"],
    ["config.ts", "logger.ts"],
    ["command-line.ts", "paths.ts"],
    ["lib"],
  ],
};

/** What stands beside the house: it is built, not imported. */
const BESIDE = ["browser", "styles"];

const RANKS = new Map(
  Object.values(FLOORS)
    .flat()
    .flatMap((names, rank) => names.map((name) => [name, rank] as const)),
);

const placeOf = (path: string) => path.split("/")[0] ?? "";

/** The imports of a file as paths below `src`: those that run, and those that only name types, which a scanner leaves out. */
async function importsOf(file: string): Promise<string[]> {
  const text = await Bun.file(join(SOURCE, file)).text();
  const running = new Bun.Transpiler({ loader: "tsx" }).scanImports(text).map(({ path }) => path);
  const typed = [...text.matchAll(/\bfrom "([^"]+)"/g)].map(([, path = ""]) => path);
  const local = new Set([...running, ...typed].filter((path) => path.startsWith(".")));
  const paths = [...local].map((path) => normalize(join(dirname(file), path)));
  return paths.filter((path) => path !== "../package.json"); // the ground on which the house stands
}

const files = [...new Bun.Glob("**/*.{ts,tsx}").scanSync({ cwd: SOURCE })].filter(
  (file) => !BESIDE.includes(placeOf(file)) && !file.endsWith(".test.ts") && !file.endsWith(".test.tsx"),
);

test("every folder has its floor", () => {
  const homeless = new Set(files.map(placeOf).filter((place) => !RANKS.has(place)));
  expect([...homeless]).toEqual([]);
});

test("imports go down only", async () => {
  const wrong: string[] = [];
  for (const file of files) {
    for (const path of await importsOf(file)) {
      const [from, to] = [placeOf(file), placeOf(path)];
      const isDown = from === to || (RANKS.get(from) ?? Infinity) < (RANKS.get(to) ?? -Infinity);
      if (!isDown) wrong.push(`${file} imports ${path}`);
    }
  }
  expect(wrong).toEqual([]);
});
