/** `rooms`: lists all rooms. */
import { openBeside } from "../database/open.ts";
import { print, printable } from "../lib/terminal.ts";
import { daysKept } from "../rooms/retention.store.ts";
import { listRooms, nameForOperator } from "../rooms/store.ts";
import { days } from "../views/kept.ts";
import type { Command } from "./command.ts";
import { countInRoom } from "./store.ts";

const HEADINGS = ["slug", "name", "kind", "people", "messages", "kept", "archived"];

export const rooms: Command = {
  usage: "",
  about: "list all rooms",
  notes: `In the order they were made: the slug that is in the address of each room, its name, whether it is open to everybody,
closed, or direct between its people, how many people are in it, how many messages and for how long they are kept, and
the day it was archived. Direct rooms have the names of their people. Dates are in UTC.`,
  async run(_, { dataDir }) {
    using db = openBeside(dataDir);
    const all = listRooms(db).map((room) => ({ ...room, name: printable(nameForOperator(db, room)) }));
    const widths = [
      all.map(({ slug }) => slug),
      all.map(({ name }) => name),
      ["closed"],
      ["everyone"],
      ["messages"],
      ["3,650 days"],
    ];
    const line = (cells: string[]) =>
      `${cells.map((cell, index) => padded(cell, widths[index] ?? [])).join("").trimEnd()}\n`; // prettier-ignore
    if (!(await print(line(HEADINGS)))) return;
    for (const { id, slug, name, kind, archivedAt } of all) {
      const { people, messages } = countInRoom(db, id);
      const archived = archivedAt === null ? "" : new Date(archivedAt).toISOString().slice(0, 10);
      const kept = daysKept(db, id, Date.now()).messages;
      const inIt = kind === "open" ? "everyone" : String(people);
      const cells = [slug, name, kind, inIt, String(messages), kept === Infinity ? "for good" : days(kept), archived];
      if (!(await print(line(cells)))) return;
    }
  },
};

/** Some characters are two columns wide. */
function padded(cell: string, others: string[]): string {
  const width = Math.max(8, ...others.map((other) => Bun.stringWidth(other))) + 2;
  return cell + " ".repeat(Math.max(1, width - Bun.stringWidth(cell)));
}
