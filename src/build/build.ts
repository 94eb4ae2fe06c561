/**
 * Builds what the browser loads into `public/build`: script, style sheet, and what only some need; named by their hashes,
 * compressed. And what the server runs into `dist`.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { Features, transform } from "lightningcss";

import { emojiGroups } from "../messages/emoji.ts";
import { ACCENT_NAMES, ACCENTS } from "../views/accents.ts";
import { drawPicture } from "./picture.ts";

const ROOT = join(import.meta.dir, "../..");
const OUT = join(ROOT, "public/build");
const SERVER = join(ROOT, "dist");

/** Rebuilds everything and returns one line about the sizes. Throws when a source is wrong. */
export async function build(): Promise<string> {
  const [scripts, own, css, pagesCss, laterCss] = await Promise.all([
    bundle(),
    bundle(["htmx.org", "htmx.org/*"]),
    tailwind("app"),
    tailwind("pages"),
    tailwind("later"),
  ]);
  mkdirSync(OUT, { recursive: true });
  const old = new Set(readdirSync(OUT));
  const style = await write(hashed("parlor", "css", css), css);
  const pages = await write(hashed("pages", "css", pagesCss), pagesCss);
  const later = await write(hashed("later", "css", laterCss), laterCss);
  const words = JSON.stringify(emojiGroups());
  const emoji = await write(hashed("emoji", "json", words), words);
  const files = await Promise.all(scripts.map(({ name, text }) => write(name, text)));
  for (const name of await writePictures()) old.delete(name);
  for (const { names } of [style, pages, later, emoji, ...files]) for (const name of names) old.delete(name);
  for (const name of old) rmSync(join(OUT, name)); // last, so that whoever reads meanwhile finds something
  const room = atOnce(scripts);
  const wire = files.filter((_, index) => room.includes(scripts[index] as Script)).map(({ size }) => size);
  return `script ${kilobytes(textOf(room))} (own part ${kilobytes(textOf(atOnce(own)))}), ${kilobytes(sum(wire))} on the wire; style ${kilobytes(css.length)}, ${kilobytes(style.size)} on the wire`;
}

type Script = { name: string; text: string };

/** The script of the room with the parts that it loads when they are needed, and those of other pages. */
async function bundle(external: string[] = []): Promise<Script[]> {
  const { outputs } = await Bun.build({
    entrypoints: ["main.ts", "invite.ts", "forms.ts", "admin.ts", "landing.ts"].map((name) =>
      join(ROOT, "src/browser", name),
    ),
    minify: true,
    target: "browser",
    format: "esm",
    splitting: true,
    modulePreload: false, // each part needs the script alone, which is there
    naming: { entry: "[name]-[hash].[ext]", chunk: "part-[name]-[hash].[ext]" }, // none is taken for the script itself
    external,
  });
  return Promise.all(outputs.map(async (output) => ({ name: basename(output.path), text: await output.text() })));
}

/** What the room loads at once: its script, and what that can't run without. */
function atOnce(scripts: Script[]): Script[] {
  const main = scripts.find(({ name }) => name.startsWith("main-"));
  return scripts.filter((script) => script === main || main?.text.includes(`"./${script.name}";`));
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const textOf = (scripts: Script[]) => sum(scripts.map(({ text }) => text.length));

async function tailwind(name: string): Promise<string> {
  const cli = join(ROOT, "node_modules/@tailwindcss/cli/dist/index.mjs");
  const command = [process.execPath, cli, "--input", `src/styles/${name}.css`, "--minify"];
  const child = Bun.spawn(command, { cwd: ROOT, stdout: "pipe", stderr: "pipe" });
  const [css, problems, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (code !== 0) throw new Error(`tailwind: ${problems}`);
  return lowered(css);
}

/** The oldest browsers in which messages come and go, as in the README. */
const OLDEST = { chrome: 99 << 16, firefox: 97 << 16, safari: (15 << 16) | (4 << 8) };

/** Puts into other words what they lack: colours by `oklch()` and `light-dark()`, and conditions such as `width >= 760px`. */
function lowered(css: string): string {
  const plain = css.replace(/oklch\([^()/]+\)/g, (colour) => Bun.color(colour, "hex") ?? colour); // all are within sRGB
  const { code } = transform({
    filename: "app.css",
    code: Buffer.from(plain),
    targets: OLDEST,
    exclude: Features.LogicalProperties | Features.DirSelector, // they know these, or do without
    minify: true,
  });
  return new TextDecoder().decode(code);
}

const hashed = (name: string, extension: string, text: string) => `${name}-${Bun.hash(text).toString(36)}.${extension}`;

/** Writes a file with its compressed forms beside it; returns their names and the size of the smallest. */
async function write(file: string, text: string): Promise<{ names: string[]; size: number }> {
  const brotli = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const forms = { [file]: text, [`${file}.br`]: brotli, [`${file}.gz`]: gzipSync(text, { level: 9 }) };
  await Promise.all(Object.entries(forms).map(([name, bytes]) => Bun.write(join(OUT, name), bytes)));
  return { names: Object.keys(forms), size: brotli.length };
}

/** Draws the pictures that are not there yet, for it takes a second; returns the names of all. */
async function writePictures(): Promise<string[]> {
  const source = await Bun.file(join(import.meta.dir, "picture.ts")).text();
  return Promise.all(
    ACCENT_NAMES.map(async (accent) => {
      const name = hashed(`picture-${accent}`, "png", source + JSON.stringify(ACCENTS[accent]));
      const file = Bun.file(join(OUT, name));
      if (!(await file.exists())) await Bun.write(file, drawPicture(ACCENTS[accent].dark));
      return name;
    }),
  );
}

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} KB`;

/**
 * Puts the server and its commands into `dist`, in a few files instead of two hundred sources: it is ready sooner and takes
 * less memory. Not minified, so that the traces of errors can be read; a source map would take two megabytes.
 */
export async function bundleServer(): Promise<void> {
  const { outputs } = await Bun.build({
    entrypoints: [join(ROOT, "src/main.ts")],
    target: "bun",
    splitting: true,
    naming: { entry: "[name].js", chunk: "[name]-[hash].js" },
  });
  const files = new Map(outputs.map((output) => [basename(output.path), output]));
  mkdirSync(SERVER, { recursive: true });
  for (const [name, output] of [...files].reverse()) {
    const written = join(SERVER, `${name}.${process.pid}`);
    await Bun.write(written, output);
    renameSync(written, join(SERVER, name)); // whole or not at all: another server may be starting
  }
  const old = readdirSync(SERVER).filter((name) => name.endsWith(".js") && !files.has(name));
  for (const name of old) rmSync(join(SERVER, name));
}

/** Changes with whatever the build is made from. */
function sources(): string {
  const files = ["bun.lock", "package.json", "tsconfig.json", ...new Bun.Glob("src/**").scanSync(ROOT)].sort();
  const times = files.map((file) => `${file} ${statSync(join(ROOT, file)).mtimeMs}`);
  return `${Bun.version} ${Bun.hash(times.join("\n"))}`;
}

if (import.meta.main) {
  const stamp = Bun.file(join(SERVER, "built-from"));
  const from = sources();
  if (existsSync(OUT) && (await stamp.exists()) && (await stamp.text()) === from) process.exit(); // nothing has changed
  const [sizes] = await Promise.all([build(), bundleServer()]);
  await Bun.write(stamp, from);
  process.stdout.write(`built: ${sizes}\n`);
}
