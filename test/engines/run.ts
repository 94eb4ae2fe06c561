/**
 * Tries the room in Firefox and in WebKit, and whether the README is right about the versions that have all that it needs.
 * `bun run test:engines webkit` tries one of them. On Debian as root it installs what is missing.
 */
import { join } from "node:path";

import { canInstall, install } from "../support/install.ts";
import { ENGINES } from "./engine.ts";

/** Debian's packages, by a program of each. */
const PACKAGES: Record<string, string> = {
  "firefox-esr": "firefox-esr",
  WebKitWebDriver: "webkit2gtk-driver",
  Xvfb: "xvfb",
  xdotool: "xdotool",
  "fc-list": "fontconfig",
};

/** WebKit in software, without a graphics card, has been seen to hang once in a while: it gets a second try. */
const TRIES = 2;

const wanted = process.argv.slice(2);
const missing = Object.keys(PACKAGES).filter((program) => !Bun.which(program));
if (missing.length > 0) {
  const packages = missing.map((program) => PACKAGES[program] ?? "");
  if (!canInstall() || !(await install(...packages, "fonts-dejavu-core", "libgl1-mesa-dri"))) {
    process.stderr.write(`These tests need Debian's ${packages.join(", ")}.\n`);
    process.exit(1);
  }
}

const failed: string[] = [];
if (wanted.length === 0) {
  await attempt("types", [process.execPath, "check", "-p", "test/engines"], {}, 1);
  await attempt("versions", [process.execPath, "test", "./test/engines/versions.ts"], {}, 1);
}
for (const engine of Object.keys(ENGINES)) {
  if (wanted.length > 0 && !wanted.includes(engine)) continue;
  const command = [process.execPath, "test", "--timeout", "120000", "./test/engines/room.ts"];
  await attempt(engine, command, { ENGINE: engine }, engine === "webkit" ? TRIES : 1);
}
if (failed.length > 0) process.stdout.write(`\nfailed: ${failed.join(", ")}\n`);
process.exit(failed.length > 0 ? 1 : 0);

async function attempt(name: string, command: string[], more: Record<string, string>, tries: number): Promise<void> {
  for (let count = 1; count <= tries; count++) {
    process.stdout.write(`\n${name}${count > 1 ? ", again" : ""}\n`);
    const child = Bun.spawn(command, {
      cwd: join(import.meta.dir, "../.."),
      env: { ...process.env, ...more },
      stdio: ["ignore", "inherit", "inherit"],
    });
    if ((await child.exited) === 0) return;
  }
  failed.push(name);
}
