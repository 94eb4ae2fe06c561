/** What every command is made of, and how the words after its name are read. */
import { parseArgs, type ParseArgsConfig } from "node:util";

import type { Config } from "../config.ts";
import { Mendable } from "../mendable.ts";

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

/** Characters that a terminal acts upon, or that turn what follows around. */
const ACTIVE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text of people, fit for a terminal: it shows what is written and does nothing else. */
export const printable = (text: string): string => text.replace(ACTIVE, "\ufffd");

export const quote = (text: string): string => `"${printable(text)}"`;

/**
 * Writes to standard output and resolves when it has been taken. False when nobody reads any more, as after `| head`.
 */
export function print(text: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (!error) resolve(true);
      else if ("code" in error && error.code === "EPIPE") resolve(false);
      else reject(error);
    });
  });
}

export const say = (...lines: string[]): Promise<boolean> => print(`${lines.join("\n")}\n`);
