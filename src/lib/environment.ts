/** Kinds of environment variables: what each may be, and what is said of one that is something else. */
import { OperatorError } from "./operator-error.ts";

/** A variable has a value that can't be used; the message is one line that says what is expected. */
export class BadConfig extends OperatorError {}

/** A variable, what it is without a value, and how one is read. */
export type Setting<Value> = { name: string; fallback: Value; read: (text: string) => Value };

/** Most limits have no bounds of their own. */
export function integer(name: string, fallback: number, least = 1, most = 1_000_000): Setting<number> {
  const read = (value: string) => {
    const number = /^\d{1,12}$/.test(value) ? Number(value) : NaN;
    if (number >= least && number <= most) return number;
    throw new BadConfig(`${name} is ${JSON.stringify(value)}: expected a whole number from ${least} to ${most}`);
  };
  return { name, fallback, read };
}

export function text(name: string, fallback: string): Setting<string> {
  return { name, fallback, read: (value) => value };
}

export function hostNames(name: string): Setting<readonly string[]> {
  const read = (value: string) => {
    const names = value.toLowerCase().split(",").map((one) => one.trim()); // prettier-ignore
    if (names.every((one) => /^(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$|^\[[0-9a-f:.]+\]$/.test(one))) return names;
    throw new BadConfig(
      `${name} is ${JSON.stringify(value)}: expected names without port, separated by commas, as in chat.example.com, *.example.org`,
    );
  };
  return { name, fallback: [], read };
}

export function bucket(name: string): Setting<string> {
  const read = (value: string) => {
    if (/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/[\w-][\w.-]*)*\/?$/.test(value)) return value;
    throw new BadConfig(`${name} is ${JSON.stringify(value)}: expected s3://bucket or s3://bucket/prefix`);
  };
  return { name, fallback: "", read };
}

export function oneOf<Choice extends string>(name: string, fallback: Choice, choices: Choice[]): Setting<Choice> {
  const read = (value: string) => {
    const choice = choices.find((choice) => choice === value);
    if (choice) return choice;
    throw new BadConfig(`${name} is ${JSON.stringify(value)}: expected one of ${choices.join(", ")}`);
  };
  return { name, fallback, read };
}

export function secret(name: string): Setting<string> {
  const read = (value: string) => {
    if (value.length >= 32) return value;
    throw new BadConfig(`${name} is ${value.length} characters long: expected at least 32`);
  };
  return { name, fallback: "", read };
}
