/** `bun run compile`: one executable with the runtime, the code, what browsers load, and the migrations inside. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { build } from "./build.ts";

const ROOT = join(import.meta.dir, "../..");

const TARGETS = [
  "bun-linux-x64",
  "bun-linux-arm64",
  "bun-linux-x64-musl",
  "bun-linux-arm64-musl",
  "bun-darwin-x64",
  "bun-darwin-arm64",
  "bun-windows-x64",
  "bun-windows-arm64",
] as const;

type Target = (typeof TARGETS)[number];

/**
 * Compiles for a target, or for this machine, and returns the path of the executable.
 * The runtime of another target is downloaded from the npm registry once.
 */
export async function compile(outfile: string, target?: Target): Promise<string> {
  const result = await Bun.build({
    entrypoints: [join(ROOT, "src/main.ts")],
    root: ROOT,
    target: "bun",
    format: "esm",
    minify: { whitespace: true, syntax: true }, // names stay, for the traces of errors
    sourcemap: "inline",
    bytecode: true,
    compile: {
      outfile,
      ...(target && { target }),
      assets: [join(ROOT, "public"), join(ROOT, "db/migrations")],
      autoloadBunfig: false, // whose folder it is started in does not matter
    },
  });
  const [output] = result.outputs;
  if (!output) throw new Error("nothing was compiled");
  rmSync(`${output.path.replace(/\.exe$/, "")}.map`, { force: true }); // the executable has its own
  return output.path;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { target: { type: "string" }, outfile: { type: "string" } } });
  const target = TARGETS.find((name) => name === values.target);
  if (values.target !== undefined && !target) {
    process.stderr.write(`--target ${values.target}: expected one of ${TARGETS.join(", ")}\n`);
    process.exit(1);
  }
  process.stdout.write(`built: ${await build()}\n`);
  const path = await compile(
    values.outfile ?? join(ROOT, "dist", target?.replace("bun", "parlor") ?? "parlor"),
    target,
  );
  process.stdout.write(`compiled: ${path} (${(Bun.file(path).size / 1e6).toFixed(0)} MB)\n`);
}
