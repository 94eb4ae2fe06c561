/** What an operator does to a server from outside: settings and invites in the file, links read from what it printed. */
import { hashCode, newCode } from "../../src/auth/codes.ts";
import { suspendUser } from "../../src/auth/lifecycle.ts";
import { makePasswordLink } from "../../src/auth/passwords.store.ts";
import { createInvite, type RegistrationMode, setRegistrationMode } from "../../src/auth/registration.store.ts";
import { foldName } from "../../src/users/names.ts";
import { findUserByName } from "../../src/users/store.ts";
import { openFile } from "./database.ts";
import type { TestServer } from "./server.ts";
import { waitFor } from "./wait.ts";

export function setMode(folder: string, mode: RegistrationMode): void {
  using db = openFile(folder);
  setRegistrationMode(db, { mode, at: Date.now(), by: "operator" });
}

/** Makes an invite and returns its code. */
export function addInvite(folder: string, limits: { uses?: number; expiresAt?: number } = {}): string {
  using db = openFile(folder);
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

/** Makes a link to a new password for somebody and returns its path. */
export function addPasswordLink(folder: string, name: string, expiresAt = Date.now() + 60_000): string {
  using db = openFile(folder);
  const code = newCode();
  const account = findUserByName(db, foldName(name));
  makePasswordLink(db, {
    userId: account?.id ?? 0,
    codeHash: hashCode(code),
    at: Date.now(),
    expiresAt,
    by: "operator",
  });
  return `/password?code=${code}`;
}

export function suspend(folder: string, name: string): void {
  using db = openFile(folder);
  suspendUser(db, { userId: findUserByName(db, foldName(name))?.id ?? 0, at: Date.now(), by: "operator" });
}
