/** `rooms`: lists all rooms. */
import { openBeside } from "../database/open.ts";
import { inColumn, print, printable } from "../lib/terminal.ts";
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
    const widths = [widest(all.map(({ slug }) => slug)), widest(all.map(({ name }) => name)), 10, 10, 10, 12];
    const toCell = (cell: string, index: number) => inColumn(cell, widths[index] ?? 0);
    const line = (cells: string[]) => `${cells.map(toCell).join("").trimEnd()}\n`;
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

const widest = (cells: string[]): number => 2 + cells.reduce((most, cell) => Math.max(most, Bun.stringWidth(cell)), 8);
