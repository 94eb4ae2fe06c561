/** One line of JSON per thing worth knowing, on standard output. Never a message's text, never a secret. */
import { rateLimit } from "./lib/rate-limit.ts";

export type Level = "debug" | "info" | "warn" | "error";

export type Fields = Record<string, string | number | boolean | undefined>;

export type Logger = Record<Level, (event: string, fields?: Fields) => void>;

const LEVELS: Level[] = ["debug", "info", "warn", "error"];

/** Most lines about one event in 10 seconds: a flood of requests must not fill the disk with what is said about it. */
const LINES = 100;

/** Most bytes about one event at once, and again in 15 minutes: 10 MB a day, whoever asks for it. */
const BYTES = { most: 100_000, windowMs: 900_000 };

/** Longest text in a line, in characters: some is what strangers sent. Only the reason of a failure may be longer. */
const LENGTH = 200;
const REASON = 4_000;

/**
 * A log that drops what is less important than `least`. What one event has too many of is counted, and the number stands
 * in its next line, as `unlogged`.
 * @example log.info("start", { port: 8080 }) // {"time":"2026-11-22T15:27:21.000Z","level":"info","event":"start","port":8080}
 */
export function openLogger(least: Level, write: (line: string) => void = (line) => process.stdout.write(line)): Logger {
  const lines = rateLimit({ most: LINES, windowMs: 10_000 });
  const bytes = rateLimit(BYTES);
  const unlogged = new Map<string, number>();

  const at = (level: Level) => (event: string, fields?: Fields) => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
    const entry = { time: new Date().toISOString(), level, event, ...fields, unlogged: unlogged.get(event) };
    const line = lines.take(event) ? undefined : `${JSON.stringify(entry, shortened)}\n`;
    if (line === undefined || bytes.take(event, Buffer.byteLength(line))) {
      unlogged.set(event, (unlogged.get(event) ?? 0) + 1);
      return;
    }
    unlogged.delete(event);
    write(line);
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

const shortened = (name: string, value: unknown) =>
  typeof value === "string" ? value.slice(0, name === "reason" ? REASON : LENGTH) : value;
