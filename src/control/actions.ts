import type { Database } from "bun:sqlite";

import { findAccount } from "../auth/accounts.store.ts";
import type { People } from "../auth/lifecycle.ts";
import { quote } from "../lib/terminal.ts";
import { foldName } from "../users/names.ts";
/** What an operator can have done to a person, by name. The server does it, or without one the command itself. */

export const ORDERS = ["admin", "no admin", "passwd", "logout", "remove"] as const;
export type Order = { what: (typeof ORDERS)[number]; name: string };

/** What to tell the operator: that it is done, or why not. */
export type Answer = { done: string } | { problem: string };

/** `url`: the address of the server as seen from this machine. */
type Parts = { db: Database; people: People; url: string };

export async function carryOut({ what, name }: Order, { db, people, url }: Parts): Promise<Answer> {
  const account = findAccount(db, foldName(name));
  if (!account) return { problem: `nobody is called ${quote(name)}` };
  const { id } = account;
  const who = quote(account.name);
  switch (what) {
    case "admin":
      if (account.suspended) return { problem: `${who} is suspended` };
      return told(
        await people.setAdmin(id, true, "operator"),
        `${who} is administrator now`,
        `${who} is administrator`,
      );
    case "no admin":
      return told(
        await people.setAdmin(id, false, "operator"),
        `${who} is no administrator any more`,
        `${who} is none`,
      );
    case "passwd":
      return { done: `${url}${await people.linkToPassword(id, "operator")}` };
    case "logout":
      return told(await people.logOut(id, "operator"), `${who} is logged out everywhere`, `${who} was not logged in`);
    case "remove":
      return told(
        await people.remove(id, "operator"),
        `${who} is removed, and the name is free`,
        `nobody is called ${who}`,
      );
  }
}

const told = (changed: boolean, done: string, already: string): Answer => ({ done: changed ? done : already });
