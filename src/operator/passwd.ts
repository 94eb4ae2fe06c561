import type { Command } from "./command.ts";
import { give } from "./run-on-server.ts";

export const passwd: Command = {
  usage: "<name>",
  about: "print a link with which somebody sets a new password",
  notes: `The link works once, for an hour; an earlier one is dead. It is printed with the address that this machine has for
itself: where people come by another one, put theirs in front of /password. Sessions end when the link is used.`,
  words: 1,
  run: ({ words: [name = ""] }, config) => give({ what: "passwd", name }, config),
};
