/** What is written to a terminal. */
import { codeOf } from "./error-code.ts";

/** Characters that a terminal acts upon, or that turn what follows around. */
const ACTIVE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text of people, fit for a terminal: it shows what is written and does nothing else. */
export const printable = (text: string): string => text.replace(ACTIVE, "\ufffd");

export const quote = (text: string): string => `"${printable(text)}"`;

/** Text in a column of a table; some characters are two wide. */
export const inColumn = (text: string, width: number): string =>
  text + " ".repeat(Math.max(1, width - Bun.stringWidth(text)));

/**
 * Writes to standard output and resolves when it has been taken. False when nobody reads any more, as after `| head`.
 */
export function print(text: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (!error) resolve(true);
      else if (codeOf(error) === "EPIPE") resolve(false);
      else reject(error);
    });
  });
}

export const say = (...lines: string[]): Promise<boolean> => print(`${lines.join("\n")}\n`);
