/** The process: the server, or a command of the operator. */
import { readConfig } from "./config.ts";

process.umask(0o077); // the database, its log and the secret are for this user only

/** While the server starts, code has to run so many times more often before it is compiled: hardly any of it runs again. */
const RUN_ONCE = 1_000;

const [name, ...words] = process.argv.slice(2);

if (name === undefined) {
  Bun.unsafe.setJITPolicy(RUN_ONCE);
  const { serve } = await import("./server.ts"); // which most commands can do without
  const { greet } = await import("./share/greeting.ts");
  Bun.gc(true); // reading the modules leaves garbage, among which what lasts would lie scattered
  const running = await serve(() => readConfig(process.env));
  Bun.unsafe.setJITPolicy(1);
  greet(running);
} else {
  const { runCommand } = await import("./operator/run.ts");
  process.exitCode = await runCommand(name, words, process.env);
}
