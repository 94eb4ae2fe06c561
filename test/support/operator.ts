/** What an operator does to a server from outside: settings and invites in the file, links read from what it printed. */
import { hashCode, newCode } from "../../src/auth/codes.ts";
import { suspendUser } from "../../src/auth/lifecycle.ts";
import { makePasswordLink } from "../../src/auth/passwords.store.ts";
import { createInvite, type RegistrationMode, setRegistrationMode } from "../../src/auth/registration.store.ts";
import { askServer } from "../../src/control/socket.ts";
import { foldName } from "../../src/users/names.ts";
import { findUserByName } from "../../src/users/store.ts";
import { openToChange } from "./database.ts";
import type { TestServer } from "./server.ts";
import { waitFor } from "./wait.ts";

export function setMode(folder: string, mode: RegistrationMode): void {
  using db = openToChange(folder);
  setRegistrationMode(db, { mode, at: Date.now(), by: "operator" });
}

/** Makes an invite and returns its code. */
export function addInvite(folder: string, limits: { uses?: number; expiresAt?: number } = {}): string {
  using db = openToChange(folder);
  const code = newCode();
  createInvite(db, {
    code,
    at: Date.now(),
    uses: limits.uses ?? null,
    expiresAt: limits.expiresAt ?? null,
    by: "operator",
  });
  return code;
}

/** The path of the link for the first administrator, as the start printed it. */
export async function welcomeLink(server: TestServer): Promise<string> {
  const pattern = /(\/welcome\?code=[\w-]{22})\n/;
  await waitFor(() => pattern.test(server.output()), "the link for the administrator");
  return pattern.exec(server.output())?.[1] ?? "";
}

/** Has the server make a link to a new password for somebody; returns its path. */
export async function passwordLink(folder: string, name: string): Promise<string> {
  const answer = await askServer(folder, { name: "password link", account: name });
  if (!answer || !("done" in answer)) throw new Error(`no link for ${name}: ${answer?.problem}`);
  const { pathname, search } = new URL(answer.done);
  return pathname + search;
}

/** Makes one that has expired already. */
export function addExpiredLink(folder: string, name: string): string {
  using db = openToChange(folder);
  const code = newCode();
  const account = findUserByName(db, foldName(name));
  makePasswordLink(db, {
    userId: account?.id ?? 0,
    codeHash: hashCode(code),
    at: Date.now(),
    expiresAt: Date.now() - 1,
    by: "operator",
  });
  return `/password?code=${code}`;
}

export function suspend(folder: string, name: string): void {
  using db = openToChange(folder);
  suspendUser(db, { userId: findUserByName(db, foldName(name))?.id ?? 0, at: Date.now(), by: "operator" });
}
