import type { Command } from "./command.ts";
import { give } from "./run-on-server.ts";

export const admin: Command = {
  usage: "<name>",
  about: "make somebody administrator",
  notes: `Administrators say who may join, and suspend or remove people, at /admin.

  --revoke   take it back`,
  options: { revoke: { type: "boolean" } },
  words: 1,
  run: ({ words: [name = ""], options }, config) => give({ what: options.revoke ? "no admin" : "admin", name }, config),
};
