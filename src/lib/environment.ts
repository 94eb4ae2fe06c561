/** Kinds of environment variables: what each may be, and what is said of one that is something else. */
import { OperatorError } from "./operator-error.ts";

/** A variable has a value that can't be used; the message is one line that says what is expected. */
export class BadConfig extends OperatorError {}

/** A variable, what it is without a value, and how one is read. */
export type Setting<Value> = { name: string; fallback: Value; read: (text: string) => Value };

/** @param parse gives nothing for what is not as expected */
const setting = <Value>(
  name: string,
  fallback: Value,
  expected: string,
  parse: (text: string) => Value | undefined,
): Setting<Value> => ({
  name,
  fallback,
  read(text) {
    const value = parse(text);
    if (value !== undefined) return value;
    throw new BadConfig(`${name} is ${JSON.stringify(text)}: expected ${expected}`);
  },
});

/** Most limits have no bounds of their own. */
export const integer = (name: string, fallback: number, least = 1, most = 1_000_000): Setting<number> =>
  setting(name, fallback, `a whole number from ${least} to ${most}`, (text) => {
    const number = /^\d{1,12}$/.test(text) ? Number(text) : NaN;
    return number >= least && number <= most ? number : undefined;
  });

export const text = (name: string, fallback: string): Setting<string> => ({ name, fallback, read: (text) => text });

const HOSTS = "names without port, separated by commas, as in chat.example.com, *.example.org";
const HOST = /^(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$|^\[[0-9a-f:.]+\]$/;

export const hostNames = (name: string): Setting<readonly string[]> =>
  setting<readonly string[]>(name, [], HOSTS, (text) => {
    const names = text.toLowerCase().split(",").map((one) => one.trim()); // prettier-ignore
    return names.every((one) => HOST.test(one)) ? names : undefined;
  });

const BUCKET = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/[\w-][\w.-]*)*\/?$/;

export const bucket = (name: string): Setting<string> =>
  setting(name, "", "s3://bucket or s3://bucket/prefix", (text) => (BUCKET.test(text) ? text : undefined));

export const oneOf = <Choice extends string>(name: string, fallback: Choice, choices: Choice[]): Setting<Choice> =>
  setting(name, fallback, `one of ${choices.join(", ")}`, (text) => choices.find((choice) => choice === text));

/** What it is, is not repeated. */
export function secret(name: string): Setting<string> {
  const read = (value: string) => {
    if (value.length >= 32) return value;
    throw new BadConfig(`${name} is ${value.length} characters long: expected at least 32`);
  };
  return { name, fallback: "", read };
}
