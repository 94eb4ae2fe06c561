/** The line between a command and the running server: a Unix socket in the data folder, for its owner alone. */
import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";

import { type Answer, carryOut, type Order, ORDERS } from "./actions.ts";

const pathIn = (folder: string) => join(folder, "operator.sock");

/**
 * Answers the commands of whoever may write to the folder, until it is closed. The folder must be locked: a socket that
 * is left of a server that was killed is then nobody's.
 */
export function listenToOperator(folder: string, parts: Parameters<typeof carryOut>[1]): { close: () => void } {
  const path = pathIn(folder);
  rmSync(path, { force: true });
  const server = Bun.serve({
    unix: path,
    async fetch(request) {
      return Response.json(await carryOut(readOrder(await request.json()), parts));
    },
    error: (error) => Response.json({ problem: error.message } satisfies Answer),
  });
  chmodSync(path, 0o600);
  return { close: () => void server.stop(true) };
}

/** Asks the server that runs on a folder; nothing when none listens. */
export async function askServer(folder: string, order: Order): Promise<Answer | undefined> {
  try {
    const response = await fetch("http://parlor/", {
      unix: pathIn(folder),
      method: "POST",
      body: JSON.stringify(order),
    });
    return (await response.json()) as Answer;
  } catch (error) {
    const nobody = error instanceof Error && "code" in error && /^(ENOENT|ECONNREFUSED)$/.test(String(error.code));
    if (nobody) return undefined;
    throw error;
  }
}

function readOrder(json: unknown): Order {
  const { what, name } = json as Partial<Record<keyof Order, unknown>>;
  const order = ORDERS.find((order) => order === what);
  if (!order || typeof name !== "string")
    throw new Error("this Parlor does not know that command: is it another version?");
  return { what: order, name };
}
