/** Runs a command of the operator by its name, and says how to use them. */
import { programName } from "../command-line.ts";
import { readConfig } from "../config.ts";
import { reportOf } from "../lib/operator-error.ts";
import { quote, say } from "../lib/terminal.ts";
import { accountCommands } from "./accounts.ts";
import { backup } from "./backup.ts";
import { type Command, readArguments, UsageError } from "./command.ts";
import { exportMessages } from "./export.ts";
import { health } from "./health.ts";
import { restore } from "./restore.ts";
import { rooms } from "./rooms.ts";
import { share } from "./share.ts";
import { sweep } from "./sweep.ts";
import { users } from "./users.ts";

const { admin, passwd, logout, remove } = accountCommands;

const COMMANDS = new Map<string, Command>(
  Object.entries({
    share,
    health,
    admin,
    users,
    rooms,
    passwd,
    logout,
    remove,
    backup,
    restore,
    sweep,
    export: exportMessages,
  }),
);

const DONE = 0;
const FAILED = 1;
const NOT_UNDERSTOOD = 2;

/** Runs a command; resolves with the exit code of the process. */
export async function runCommand(name: string, args: string[], environment: Record<string, string | undefined>) {
  process.stdout.on("error", () => {}); // `print` tells its caller
  const command = COMMANDS.get(name);
  try {
    if (["help", "--help", "-h"].includes(name)) return await show(overview());
    if (!command) throw new UsageError(`there is no command ${quote(name)}`);
    const given = readArguments(command, args);
    if (!given) return await show(helpOn(name, command));
    await command.run(given, readConfig(environment));
    return DONE;
  } catch (error) {
    process.stderr.write(`${reportOf(error)}\n`);
    if (!(error instanceof UsageError)) return FAILED;
    process.stderr.write(`For help: ${[programName(), command && name, "--help"].filter(Boolean).join(" ")}\n`);
    return NOT_UNDERSTOOD;
  }
}

async function show(text: string) {
  await say(text);
  return DONE;
}

function overview(): string {
  const lines = [...COMMANDS].map(([name, { usage, about }]) => `  ${`${name} ${usage}`.padEnd(18)}${about}`);
  return `${programName()}              start the server; environment variables configure it
${programName()} <command>    run a command:

${lines.join("\n")}

Add --help to a command to learn more about it. DATA_DIR is the data folder of the Parlor to work on.`;
}

const helpOn = (name: string, { usage, about, notes, options }: Command): string =>
  `${programName()} ${[name, options && "[options]", usage].filter(Boolean).join(" ")}

${about[0]?.toUpperCase()}${about.slice(1)}.

${notes}`;
