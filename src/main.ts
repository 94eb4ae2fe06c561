/** The process: the server, or a command of the operator. */
import { readConfig } from "./config.ts";
import { reasonOf } from "./mendable.ts";

process.umask(0o077); // the database, its log and the secret are for this user only

const [name, ...words] = process.argv.slice(2);

if (name === undefined) await serve();
else {
  const { runCommand } = await import("./commands/run.ts");
  process.exitCode = await runCommand(name, words, process.env);
}

async function serve() {
  const { startServer } = await import("./server.ts"); // which the commands can do without
  try {
    startServer(readConfig(process.env));
  } catch (error) {
    process.stderr.write(`Parlor can't start: ${reasonOf(error)}\n`);
    process.exit(1);
  }
}
