/** One line of JSON per thing worth knowing, on standard output. Never a message's text, never a secret. */

export type Level = "debug" | "info" | "warn" | "error";

export type Fields = Record<string, string | number | boolean | undefined>;

export type Log = Record<Level, (event: string, fields?: Fields) => void>;

const LEVELS: Level[] = ["debug", "info", "warn", "error"];

/**
 * A log that drops what is less important than `least`.
 * @example log.info("start", { port: 8080 }) // {"time":"2026-11-22T15:27:21.000Z","level":"info","event":"start","port":8080}
 */
export function openLog(least: Level, write: (line: string) => void = (line) => process.stdout.write(line)): Log {
  const at = (level: Level) => (event: string, fields?: Fields) => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
    write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
