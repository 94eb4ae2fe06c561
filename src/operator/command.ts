/** What a command of the operator is, and how its arguments are read. */
import { parseArgs, type ParseArgsConfig } from "node:util";

import type { Config } from "../config.ts";
import { messageOf, OperatorError } from "../lib/operator-error.ts";
import { printable, quote } from "../lib/terminal.ts";

export type Command = {
  /** The names of its arguments, as in `<name>`; empty when it takes none. */
  usage: string;
  /** What it does, in one line. */
  about: string;
  /** The rest of what `--help` shows. */
  notes: string;
  options?: ParseArgsConfig["options"];
  /** @throws OperatorError, or another error whose message is one line for the operator */
  run: (given: Arguments, config: Config) => Promise<void>;
};

export type Arguments = {
  /** The argument, if the command takes one. */
  argument: string;
  options: Record<string, unknown>;
};

/** The command line does not say what to do. Its message is one line for the operator. */
export class UsageError extends OperatorError {}

/**
 * Reads what follows a command's name; nothing when help was asked for.
 * @throws UsageError
 */
export function readArguments(command: Command, args: string[]): Arguments | undefined {
  const { values, positionals } = parse(command, args);
  if (values.help) return undefined;
  const [argument, ...others] = command.usage ? positionals : ["", ...positionals];
  if (argument === undefined) throw new UsageError(`${command.usage} is missing`);
  if (others[0] !== undefined) throw new UsageError(`unexpected argument ${quote(others[0])}`);
  return { argument, options: values };
}

function parse({ options }: Command, args: string[]) {
  try {
    const help = { type: "boolean", short: "h" } as const;
    return parseArgs({ args, allowPositionals: true, options: { ...options, help } });
  } catch (error) {
    throw new UsageError(printable(messageOf(error)));
  }
}
