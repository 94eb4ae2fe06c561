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

/** What runs in the page as well as on the server, and so imports nothing else. */
const SHARED = [
  "lib/bytes.ts",
  "live/signal-frame.ts",
  "messages/emoji-search.ts",
  "messages/length.ts",
  "messages/markdown/format.ts",
  "messages/markdown/plain.ts",
];

const RANKS = new Map(
  Object.values(FLOORS)
    .flat()
    .flatMap((names, rank) => names.map((name) => [name, rank] as const)),
);

const placeOf = (path: string) => path.split("/")[0] ?? "";

/** The imports of a file as paths below `src`. */
type Imports = {
  /** Those that run when the file is loaded. */
  running: string[];
  /** Those, later ones, and those that only name types, which a scanner leaves out. */
  all: string[];
};

async function importsOf(file: string): Promise<Imports> {
  const text = await Bun.file(join(SOURCE, file)).text();
  const scanned = new Bun.Transpiler({ loader: file.endsWith("x") ? "tsx" : "ts" }).scanImports(text);
  const typed = [...text.matchAll(/\bfrom "([^"]+)"/g)].map(([, path = ""]) => path);
  const toPaths = (imported: string[]) => {
    const paths = imported.filter((path) => path.startsWith(".")).map((path) => normalize(join(dirname(file), path)));
    return [...new Set(paths)].filter((path) => path !== "../package.json"); // the ground on which the house stands
  };
  return {
    running: toPaths(scanned.filter(({ kind }) => kind === "import-statement").map(({ path }) => path)),
    all: toPaths([...scanned.map(({ path }) => path), ...typed]),
  };
}

const all = [...new Bun.Glob("**/*.{ts,tsx}").scanSync({ cwd: SOURCE })].filter((file) => !/\.test\.tsx?$/.test(file));
const imports = new Map(await Promise.all(all.map(async (file) => [file, await importsOf(file)] as const)));
const files = all.filter((file) => !BESIDE.includes(placeOf(file)));

test("every folder has its floor", () => {
  const homeless = new Set(files.map(placeOf).filter((place) => !RANKS.has(place)));
  expect([...homeless]).toEqual([]);
});

test("imports go down only", () => {
  const wrong: string[] = [];
  for (const file of files) {
    for (const path of imports.get(file)?.all ?? []) {
      const [from, to] = [placeOf(file), placeOf(path)];
      const isDown = from === to || (RANKS.get(from) ?? Infinity) < (RANKS.get(to) ?? -Infinity);
      if (!isDown) wrong.push(`${file} imports ${path}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("what runs in the page imports nothing that is of the server alone", () => {
  const inPage = all.filter((file) => placeOf(file) === "browser" || SHARED.includes(file));
  const wrong = inPage.flatMap((file) =>
    (imports.get(file)?.all ?? [])
      .filter((path) => placeOf(path) !== "browser" && !SHARED.includes(path))
      .map((path) => `${file} imports ${path}`),
  );
  expect(wrong).toEqual([]);
  const imported = new Set(inPage.flatMap((file) => imports.get(file)?.all ?? []));
  expect(SHARED.filter((file) => !imported.has(file))).toEqual([]);
});

test("no file waits for itself to be loaded, by however many others", () => {
  const done = new Set<string>();
  const circles: string[] = [];

  function visit(file: string, way: string[]) {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(" → "));
    if (way.includes(file) || done.has(file)) return;
    for (const path of imports.get(file)?.running ?? []) visit(path, [...way, file]);
    done.add(file);
  }

  for (const file of all) visit(file, []);
  expect(circles).toEqual([]);
});

test.each(["README.md", "CONTRIBUTING.md"])("%s shows every folder on its floor", async (page) => {
  const lines = (await Bun.file(join(SOURCE, "..", page)).text()).split("\n");
  const missing = Object.entries(FLOORS).flatMap(([floor, places]) => {
    const line = lines.find((line) => new RegExp(`^(\\| ${floor} +\\||${floor} {3})`).test(line)) ?? "";
    return places.flat(2).filter((name) => !line.split(/[^\w.-]+/).includes(name));
  });
  expect(missing).toEqual([]);
});
