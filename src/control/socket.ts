/** The control socket: how a command reaches the running server. A Unix socket in the data folder, for its owner alone. */
import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";

import { type ActionDeps, type ActionResult, isActionName, type OperatorAction, runAction } from "./actions.ts";

const pathIn = (folder: string) => join(folder, "operator.sock");

/**
 * Runs the actions that commands ask for, until it is closed. The caller holds the lock of the folder, so a socket that is
 * there already was left by a server that was killed.
 */
export function openControlSocket(folder: string, deps: ActionDeps): { close: () => void } {
  const path = pathIn(folder);
  rmSync(path, { force: true });
  const server = Bun.serve({
    unix: path,
    async fetch(request) {
      return Response.json(await runAction(readAction(await request.json()), deps));
    },
    error: ({ message }) => Response.json({ problem: message } satisfies ActionResult),
  });
  chmodSync(path, 0o600);
  return { close: () => void server.stop(true) };
}

/** Has the server that runs on a folder do something; nothing when no server listens. */
export async function askServer(folder: string, action: OperatorAction): Promise<ActionResult | undefined> {
  try {
    const response = await fetch("http://parlor/", {
      unix: pathIn(folder),
      method: "POST",
      body: JSON.stringify(action),
    });
    return (await response.json()) as ActionResult;
  } catch (error) {
    const nobody = error instanceof Error && "code" in error && /^(ENOENT|ECONNREFUSED)$/.test(String(error.code));
    if (nobody) return undefined;
    throw error;
  }
}

function readAction(json: unknown): OperatorAction {
  const { name, account } = json as Partial<Record<keyof OperatorAction, unknown>>;
  if (isActionName(name) && typeof account === "string") return { name, account };
  throw new Error("the running server does not know this command: is it another version of Parlor?");
}
