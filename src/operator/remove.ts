import type { Command } from "./command.ts";
import { give } from "./run-on-server.ts";

export const remove: Command = {
  usage: "<name>",
  about: "remove an account for good",
  notes: `Its sessions and open pages end at once. What it wrote stays, under "a former guest"; its name is free.`,
  words: 1,
  run: ({ words: [name = ""] }, config) => give({ what: "remove", name }, config),
};
