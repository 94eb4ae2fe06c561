import type { Command } from "./command.ts";
import { give } from "./run-on-server.ts";

export const logout: Command = {
  usage: "<name>",
  about: "end all sessions of somebody, and their open pages, at once",
  notes: "They can log in again. To keep somebody out, suspend them at /admin.",
  words: 1,
  run: ({ words: [name = ""] }, config) => give({ what: "logout", name }, config),
};
