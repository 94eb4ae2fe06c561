/** What an operator can do to an account. A running server does it; without one the command does it itself. */
import type { Database } from "bun:sqlite";

import { logOut, setAdmin } from "../auth/lifecycle.ts";
import { linkToPassword } from "../auth/passwords.store.ts";
import type { Commit } from "../database/write-queue.ts";
import { removeAccount } from "../files/profile-picture.store.ts";
import { quote } from "../lib/terminal.ts";
import { foldName } from "../users/names.ts";
import { findUserByName, type User } from "../users/store.ts";

/** Why something can't be done, in one line for the operator. */
export type Problem = { problem: string };

/** What was done, or why it can't be, in one line for the operator. */
export type ActionResult = { done: string } | Problem;

/** `url`: the address that links begin with. */
export type ActionDeps = { db: Database; commit: Commit; url: string };

type Action = (account: User, who: string, deps: ActionDeps) => Promise<ActionResult>;

const by = "operator" as const;

const ACTIONS = {
  async "make admin"({ id, suspended }, who, { commit }) {
    if (suspended) return { problem: `${who} is suspended` };
    const changed = await commit(setAdmin, { userId: id, by, at: Date.now(), admin: true });
    return { done: `${who} is ${changed ? "now" : "already"} an administrator` };
  },
  async "revoke admin"({ id }, who, { commit }) {
    const changed = await commit(setAdmin, { userId: id, by, at: Date.now(), admin: false });
    return { done: `${who} is ${changed ? "no longer" : "not"} an administrator` };
  },
  async "password link"({ id }, who, { commit, url }) {
    const path = await linkToPassword(commit, id, by);
    return path === undefined ? noSuchAccount(who) : { done: url + path };
  },
  async "log out"({ id }, who, { commit }) {
    const ended = await commit(logOut, { userId: id, by, at: Date.now() });
    return { done: ended > 0 ? `${who} is logged out everywhere` : `${who} was not logged in` };
  },
  async remove({ id }, who, { commit }) {
    const removed = await commit(removeAccount, { userId: id, by, at: Date.now() });
    return removed ? { done: `${who} has been removed, and the name is free again` } : noSuchAccount(who);
  },
} satisfies Record<string, Action>;

export type OperatorAction = {
  name: keyof typeof ACTIONS;
  /** The name of the account, in any spelling. */
  account: string;
};

export const isActionName = (name: unknown): name is OperatorAction["name"] =>
  typeof name === "string" && Object.hasOwn(ACTIONS, name);

export async function runAction({ name, account }: OperatorAction, deps: ActionDeps): Promise<ActionResult> {
  const found = findUserByName(deps.db, foldName(account));
  return found ? ACTIONS[name](found, quote(found.name), deps) : noSuchAccount(quote(account));
}

const noSuchAccount = (who: string): ActionResult => ({ problem: `there is no account called ${who}` });
