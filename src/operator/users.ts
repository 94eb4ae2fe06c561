/** `users`: lists all accounts. */
import { openBeside } from "../database/open.ts";
import { inColumn, print, printable } from "../lib/terminal.ts";
import type { Command } from "./command.ts";
import { type AccountRow, readPeople } from "./store.ts";

export const users: Command = {
  usage: "",
  about: "list all accounts",
  notes: `Sorted by name: the day people joined, the day they were last seen (if they are logged in), how many sessions they have,
and whether they are administrators or suspended. Dates are in UTC.`,
  async run(_, { dataDir }) {
    using db = openBeside(dataDir);
    if (!(await print(line("name", "joined", "last seen", "sessions", "")))) return;
    for (const people of readPeople(db, Date.now())) {
      if (!(await print(people.map(describe).join("")))) return;
    }
  },
};

function describe({ name, joinedAt, seenAt, sessions, admin, suspended }: AccountRow): string {
  const marks = [admin === 1 && "administrator", suspended === 1 && "suspended"].filter(Boolean).join(", ");
  return line(printable(name), date(joinedAt), seenAt === null ? "-" : date(seenAt), String(sessions), marks);
}

/** One line of the table. A name has up to 24 characters, some of them two columns wide. */
const line = (name: string, joined: string, seen: string, sessions: string, marks: string): string =>
  `${inColumn(name, 26)}${joined.padEnd(12)}${seen.padEnd(12)}${sessions.padEnd(10)}${marks}`.trimEnd() + "\n";

const date = (at: number) => new Date(at).toISOString().slice(0, 10);
