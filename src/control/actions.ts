/** What an operator can have done to a person, by name. The server does it, or without one the command itself. */
import type { Database } from "bun:sqlite";

import { findAccount } from "../auth/accounts.store.ts";
import { type ChangeAccount, logOut, removeUser, setAdmin } from "../auth/lifecycle.ts";
import { linkToPassword } from "../auth/passwords.store.ts";
import type { Commit } from "../database/write-queue.ts";
import { quote } from "../lib/terminal.ts";
import { foldName } from "../users/names.ts";

export const ORDERS = ["admin", "no admin", "passwd", "logout", "remove"] as const;
export type Order = { what: (typeof ORDERS)[number]; name: string };

/** What to tell the operator: that it is done, or why not. */
export type Answer = { done: string } | { problem: string };

/** `url`: the address of the server as seen from this machine. */
type Parts = { db: Database; commit: Commit; url: string };

export async function carryOut({ what, name }: Order, { db, commit, url }: Parts): Promise<Answer> {
  const account = findAccount(db, foldName(name));
  if (!account) return { problem: `nobody is called ${quote(name)}` };
  const { id } = account;
  const change: ChangeAccount = { userId: id, by: "operator", at: Date.now() };
  const who = quote(account.name);
  switch (what) {
    case "admin":
      if (account.suspended) return { problem: `${who} is suspended` };
      return told(
        await commit(setAdmin, { ...change, admin: true }),
        `${who} is administrator now`,
        `${who} is administrator`,
      );
    case "no admin":
      return told(
        await commit(setAdmin, { ...change, admin: false }),
        `${who} is no administrator any more`,
        `${who} is none`,
      );
    case "passwd":
      return { done: `${url}${await linkToPassword(commit, id, "operator")}` };
    case "logout":
      return told(
        (await commit(logOut, { userId: id, by: "operator" })) > 0,
        `${who} is logged out everywhere`,
        `${who} was not logged in`,
      );
    case "remove":
      return told(
        await commit(removeUser, change),
        `${who} is removed, and the name is free`,
        `nobody is called ${who}`,
      );
  }
}

const told = (changed: boolean, done: string, already: string): Answer => ({ done: changed ? done : already });
