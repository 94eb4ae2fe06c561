/** The commands that do something to one account: the server does it if one is running, so that it takes effect at once. */
import type { OperatorAction } from "../control/actions.ts";
import type { Arguments, Command } from "./command.ts";
import { runOnServer } from "./run-on-server.ts";

type AccountCommand = Pick<Command, "about" | "notes" | "options"> & {
  action: (options: Arguments["options"]) => OperatorAction["name"];
};

const toCommand = ({ action, ...rest }: AccountCommand): Command => ({
  ...rest,
  usage: "<name>",
  run: ({ argument, options }, config) => runOnServer({ name: action(options), account: argument }, config),
});

export const accountCommands = {
  admin: toCommand({
    about: "make somebody an administrator",
    notes: `Administrators decide who may join, and suspend or remove people, at /admin.

  --revoke   make them an ordinary member again`,
    options: { revoke: { type: "boolean" } },
    action: ({ revoke }) => (revoke ? "revoke admin" : "make admin"),
  }),
  passwd: toCommand({
    about: "print a link to set somebody's password",
    notes: `The link works once, within an hour, and replaces any earlier one. It starts with the address that the server is shared
at, or else with its address on this machine: if people use another, put that in front of /password instead. Using the
link ends the person's sessions.`,
    action: () => "password link",
  }),
  logout: toCommand({
    about: "log somebody out everywhere, at once",
    notes:
      "Ends all their sessions and closes their pages. They can log in again; to keep them out, suspend them at /admin.",
    action: () => "log out",
  }),
  remove: toCommand({
    about: "delete an account for good",
    notes: `Their sessions end and their pages close at once. Their messages stay, under "a former guest", and the name becomes
free.`,
    action: () => "remove",
  }),
};
