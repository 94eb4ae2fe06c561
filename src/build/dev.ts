/** `bun dev`: builds and serves, and does so again whenever a source changes. Open pages follow by themselves. */
import { watch } from "node:fs";
import { join } from "node:path";

import { messageOf } from "../lib/operator-error.ts";
import { build } from "./build.ts";

const ROOT = join(import.meta.dir, "../..");

/** Editors write a file in several steps. */
const SETTLE = 80;

const environment = { HEARTBEAT_S: "1", LOG_LEVEL: "debug", ...process.env };
const start = () =>
  Bun.spawn([process.execPath, "src/main.ts"], {
    cwd: ROOT,
    env: environment,
    stdio: ["inherit", "inherit", "inherit"],
  });

let server: ReturnType<typeof start> | undefined;
let running = Promise.resolve();
let timer: Timer | undefined;

async function restart() {
  try {
    process.stdout.write(`built: ${await build()}\n`);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`); // the old server goes on
    return;
  }
  server?.kill("SIGTERM");
  await server?.exited;
  server = start();
}

const again = () => (running = running.then(restart));

for (const folder of ["src", "db/migrations"]) {
  watch(join(ROOT, folder), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(again, SETTLE);
  });
}
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, async () => {
    server?.kill(signal);
    await server?.exited;
    process.exit(0);
  });
}
await again();
