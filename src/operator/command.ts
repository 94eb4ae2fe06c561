/** What every command is made of, and how the words after its name are read. */
import { parseArgs, type ParseArgsConfig } from "node:util";

import type { Config } from "../config.ts";
import { Mendable } from "../lib/operator-error.ts";
import { printable, quote } from "../lib/terminal.ts";

export type Command = {
  /** What follows the name. */
  usage: string;
  /** What it does, in one line. */
  about: string;
  /** What else there is to know; shown with --help. */
  notes: string;
  options?: ParseArgsConfig["options"];
  /** How many words it takes. */
  words: number;
  /** @throws Problem, or another error with one line for the operator */
  run: (given: Given, config: Config) => Promise<void>;
};

export type Given = { words: string[]; options: Record<string, unknown> };

/** It can't be done. The message is one line for the operator. */
export class Problem extends Mendable {}

/** It was not asked for in the right way. */
export class Misused extends Mendable {}

/**
 * Reads the words after a command's name; nothing when help was asked for.
 * @throws Misused
 */
export function readWords(command: Command, args: string[]): Given | undefined {
  const { values, positionals } = parse(command, args);
  if (values.help) return undefined;
  if (positionals.length < command.words) throw new Misused(`${command.usage} is missing`);
  const extra = positionals[command.words];
  if (extra !== undefined) throw new Misused(`${quote(extra)} is one word too many`);
  return { words: positionals, options: values };
}

function parse({ options }: Command, args: string[]) {
  try {
    const help = { type: "boolean", short: "h" } as const;
    return parseArgs({ args, allowPositionals: true, options: { ...options, help } });
  } catch (error) {
    throw new Misused(printable(error instanceof Error ? error.message : String(error)));
  }
}
