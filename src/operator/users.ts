import { openBeside } from "../database/open.ts";
import { print, printable } from "../lib/terminal.ts";
import { type Command } from "./command.ts";
import { requireDatabase } from "./run-on-server.ts";
import { type ListedPerson, readPeople } from "./store.ts";

export const users: Command = {
  usage: "",
  about: "list everybody who has an account",
  notes: `By name: when they joined, when they were last here (of those who are logged in, to the hour), how many sessions are
open, and whether they are administrator or suspended. Times are UTC.`,
  words: 0,
  async run(_, { dataDir }) {
    requireDatabase(dataDir);
    using db = openBeside(dataDir);
    if (!(await print(line("name", "joined", "last here", "sessions", "")))) return;
    for (const people of readPeople(db, Date.now())) {
      if (!(await print(people.map(describe).join("")))) return;
    }
  },
};

function describe({ name, joinedAt, seenAt, sessions, admin, suspended }: ListedPerson): string {
  const marks = [admin === 1 && "administrator", suspended === 1 && "suspended"].filter(Boolean).join(", ");
  return line(printable(name), date(joinedAt), seenAt === null ? "-" : date(seenAt), String(sessions), marks);
}

/** A line of columns. Names have up to 24 characters, some of them twice as wide. */
const line = (name: string, joined: string, seen: string, sessions: string, marks: string): string =>
  `${name}${" ".repeat(Math.max(1, 26 - Bun.stringWidth(name)))}${joined.padEnd(12)}${seen.padEnd(12)}${sessions.padEnd(10)}${marks}`.trimEnd() +
  "\n";

const date = (at: number) => new Date(at).toISOString().slice(0, 10);
