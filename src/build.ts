/** Builds what the browser loads into `public/build`: script, style sheet, and what only some need; named by their hashes, compressed. */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { emojiList } from "./messages/emoji.tsx";

const ROOT = join(import.meta.dir, "..");
const OUT = join(ROOT, "public/build");

/** Rebuilds everything and returns one line about the sizes. Throws when a source is wrong. */
export async function build(): Promise<string> {
  const [script, own, notices, names, copy, menu, invite, style] = await Promise.all([
    bundle("src/browser/main.ts", "iife"),
    bundle("src/browser/main.ts", "esm", ["htmx.org", "htmx.org/*"]),
    bundle("src/browser/notices.ts", "esm"),
    bundle("src/browser/names.ts", "esm"),
    bundle("src/browser/copy.ts", "esm"),
    bundle("src/browser/menu.ts", "esm"),
    bundle("src/browser/invite.ts", "iife"),
    tailwind(),
  ]);
  mkdirSync(OUT, { recursive: true });
  const old = new Set(readdirSync(OUT));
  const files = await Promise.all([
    write("room", "js", script),
    write("parlor", "css", style),
    write("emoji", "html", emojiList()),
    write("notices", "js", notices),
    write("names", "js", names),
    write("copy", "js", copy),
    write("menu", "js", menu),
    write("invite", "js", invite),
  ]);
  const [js, css] = files.map(({ size }) => kilobytes(size));
  for (const { names } of files) for (const name of names) old.delete(name);
  for (const name of old) rmSync(join(OUT, name)); // last, so that whoever reads meanwhile finds something
  return `script ${kilobytes(script.length)} (own part ${kilobytes(own.length)}), ${js} on the wire; style ${kilobytes(style.length)}, ${css} on the wire`;
}

async function bundle(entry: string, format: "iife" | "esm", external: string[] = []): Promise<string> {
  const result = await Bun.build({
    entrypoints: [join(ROOT, entry)],
    minify: true,
    target: "browser",
    format,
    external,
  });
  const [output] = result.outputs;
  if (!output) throw new Error(`${entry} gave no output`);
  return output.text();
}

async function tailwind(): Promise<string> {
  const cli = join(ROOT, "node_modules/@tailwindcss/cli/dist/index.mjs");
  const command = [process.execPath, cli, "--input", "src/styles/app.css", "--minify"];
  const child = Bun.spawn(command, { cwd: ROOT, stdout: "pipe", stderr: "pipe" });
  const [css, problems, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (code !== 0) throw new Error(`tailwind: ${problems}`);
  return css;
}

/** Writes a file under its hash with its compressed forms beside it; returns their names and the size of the smallest. */
async function write(name: string, extension: string, text: string): Promise<{ names: string[]; size: number }> {
  const file = `${name}-${Bun.hash(text).toString(36)}.${extension}`;
  const brotli = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const forms = { [file]: text, [`${file}.br`]: brotli, [`${file}.gz`]: gzipSync(text, { level: 9 }) };
  await Promise.all(Object.entries(forms).map(([name, bytes]) => Bun.write(join(OUT, name), bytes)));
  return { names: Object.keys(forms), size: brotli.length };
}

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} KB`;

if (import.meta.main) process.stdout.write(`built: ${await build()}\n`);
