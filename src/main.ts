/** The process: the server, or a command of the operator. */
import { readConfig } from "./config.ts";

process.umask(0o077); // the database, its log and the secret are for this user only

const [name, ...words] = process.argv.slice(2);

if (name === undefined) {
  const { serve } = await import("./server.ts"); // which most commands can do without
  const { greet } = await import("./share/greeting.ts");
  greet(serve(() => readConfig(process.env)));
} else {
  const { runCommand } = await import("./operator/run.ts");
  process.exitCode = await runCommand(name, words, process.env);
}
