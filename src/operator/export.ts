/** `export`: prints all messages as lines of JSON. */
import { openBeside } from "../database/open.ts";
import { readExportedFiles } from "../files/export.store.ts";
import { OperatorError } from "../lib/operator-error.ts";
import { print, quote } from "../lib/terminal.ts";
import { findRoom } from "../rooms/store.ts";
import type { Command } from "./command.ts";
import { type ExportedMessage, readMessages } from "./store.ts";

export const exportMessages: Command = {
  usage: "",
  about: "print all messages as lines of JSON",
  notes: `In the order they were stored, each with its id, key, room, author, time and text, and when it was edited or deleted. Of
a room there are its slug, its name and whether it is open, closed or direct; of each file its id, name, type, bytes,
description and hash, which is what its bytes are called in DATA_DIR/files. Redirect the output to a file. It works
while the server is running, and needs little memory however many messages there are.

  --room <slug>   only the messages of one room`,
  options: { room: { type: "string" } },
  async run({ options }, { dataDir }) {
    using db = openBeside(dataDir);
    const room = typeof options.room === "string" ? options.room : undefined;
    if (room !== undefined && !findRoom(db, room)) throw new OperatorError(`there is no room ${quote(room)}`);
    for (const messages of readMessages(db, room)) {
      if (!(await print(messages.map(toLine).join("")))) return;
    }
  },
};

/** Properties that do not apply to a message are left out. */
function toLine({ at, replyTo, editedAt, deletedAt, files, ...message }: ExportedMessage): string {
  const times = { at: time(at), editedAt: time(editedAt), deletedAt: time(deletedAt) };
  return `${toJson({ ...message, ...times, replyTo: replyTo ?? undefined, files: readExportedFiles(files) })}\n`;
}

const time = (at: number | null) => (at === null ? undefined : new Date(at).toISOString());

/** Escapes the control characters that JSON allows, as a terminal would act on them. */
const toJson = (value: object): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
