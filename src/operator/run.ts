/** The commands by name, and how one is run. */
import { basename } from "node:path";

import { readConfig } from "../config.ts";
import { reasonOf } from "../lib/operator-error.ts";
import { quote, say } from "../lib/terminal.ts";
import { admin } from "./admin.ts";
import { backup } from "./backup.ts";
import { type Command, Misused, readWords } from "./command.ts";
import { exportMessages } from "./export.ts";
import { health } from "./health.ts";
import { logout } from "./logout.ts";
import { passwd } from "./passwd.ts";
import { remove } from "./remove.ts";
import { restore } from "./restore.ts";
import { share } from "./share.ts";
import { users } from "./users.ts";

const COMMANDS: Record<string, Command> = {
  share,
  health,
  admin,
  users,
  passwd,
  logout,
  remove,
  backup,
  restore,
  export: exportMessages,
};

const DONE = 0;
const FAILED = 1;
const NOT_UNDERSTOOD = 2;

/** Runs a command; resolves with the exit code of the process. */
export async function runCommand(name: string, args: string[], environment: Record<string, string | undefined>) {
  process.stdout.on("error", () => {}); // whoever writes is told, too
  try {
    if (["help", "--help", "-h"].includes(name)) return await tell(overview());
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command) throw new Misused(`there is no command ${quote(name)}`);
    const given = readWords(command, args);
    if (!given) return await tell(helpOn(name, command));
    await command.run(given, readConfig(environment));
    return DONE;
  } catch (error) {
    const misused = error instanceof Misused;
    const help = [program(), Object.hasOwn(COMMANDS, name) && name, "--help"].filter(Boolean).join(" ");
    process.stderr.write(`${reasonOf(error)}\n${misused ? `To see how it goes: ${help}\n` : ""}`);
    return misused ? NOT_UNDERSTOOD : FAILED;
  }
}

async function tell(text: string) {
  await say(text);
  return DONE;
}

function overview(): string {
  const forms = Object.entries(COMMANDS).map(([name, { usage, about }]) => [`${name} ${usage}`.trim(), about]);
  const lines = forms.map(([form = "", about]) => `  ${form.padEnd(18)}${about}`);
  return `${program()}              the server, configured by the environment
${program()} <command>    something else:

${lines.join("\n")}

Each tells more with --help. DATA_DIR says where the Parlor is that is meant.`;
}

const helpOn = (name: string, { usage, about, notes, options }: Command): string =>
  `${program()} ${[name, options && "[options]", usage].filter(Boolean).join(" ")}

${about[0]?.toUpperCase()}${about.slice(1)}.

${notes}`;

/** How commands are called: by the source, or of the single executable. */
const program = (): string => (Bun.isStandaloneExecutable ? basename(process.execPath) : "bun src/main.ts");
