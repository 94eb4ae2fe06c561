import { openBeside } from "../database/open.ts";
import { print, quote } from "../lib/terminal.ts";
import { findRoom } from "../rooms/store.ts";
import { type Command, Problem } from "./command.ts";
import { requireDatabase } from "./run-on-server.ts";
import { type ExportedMessage, readMessages } from "./store.ts";

export const exportMessages: Command = {
  usage: "",
  about: "print all messages as lines of JSON",
  notes: `In the order they were stored, each with its id, key, room, author, time and text, and when it was changed or deleted;
redirect it into a file. It works while the server runs, and takes little memory however many there are.

  --room <slug>   only the messages of one room`,
  options: { room: { type: "string" } },
  words: 0,
  async run({ options }, { dataDir }) {
    requireDatabase(dataDir);
    using db = openBeside(dataDir);
    const room = typeof options.room === "string" ? options.room : undefined;
    if (room !== undefined && !findRoom(db, room)) throw new Problem(`there is no room ${quote(room)}`);
    for (const messages of readMessages(db, room)) {
      if (!(await print(messages.map(toLine).join("")))) return;
    }
  },
};

/** What does not apply to a message is left out. */
function toLine({ at, replyTo, editedAt, deletedAt, ...message }: ExportedMessage): string {
  const times = { at: time(at), editedAt: time(editedAt), deletedAt: time(deletedAt) };
  return `${toJson({ ...message, ...times, replyTo: replyTo ?? undefined })}\n`;
}

const time = (at: number | null) => (at === null ? undefined : new Date(at).toISOString());

/** JSON leaves some control characters as they are; a terminal would act upon them. */
const toJson = (value: object): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
