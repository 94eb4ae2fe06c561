/** The control socket: how a command reaches the running server. A Unix socket in the data folder, for its owner alone. */
import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { Reach } from "../http/reach.ts";
import { codeOf } from "../lib/error-code.ts";
import { OperatorError } from "../lib/operator-error.ts";
import type { Site } from "../views/layout.tsx";
import {
  type ActionDeps,
  type ActionResult,
  isActionName,
  type OperatorAction,
  type Problem,
  runAction,
} from "./actions.ts";
import type { Share, ShareRequest, Shares } from "./shares.ts";
import type { SweepReport } from "./sweeping.ts";

/** What a server says of itself. `url`: its address as seen from this machine. */
export type ServerInfo = { siteName: string; url: string };

export type ControlDeps = ActionDeps & {
  site: Pick<Site, "name">;
  shares: Shares;
  reach: Pick<Reach, "addressFor">;
  /** Sweeps the store of files. */
  sweep: () => Promise<SweepReport>;
};

/** How often a share says that it goes on, in ms. */
const PULSE_MS = 4_000;

const pathIn = (folder: string) => join(folder, "operator.sock");

/**
 * Does what commands ask for, until it is closed. The caller holds the lock of the folder, so a socket that is there already
 * was left by a server that was killed.
 */
export function openControlSocket(folder: string, deps: ControlDeps): { close: () => void } {
  const path = pathIn(folder);
  rmSync(path, { force: true });
  const server = Bun.serve({
    unix: path,
    fetch: async (request, server) => {
      server.timeout(request, 0); // a sweep may take minutes
      return answer(await request.json(), deps);
    },
    error: ({ message }) => Response.json({ problem: message } satisfies ActionResult),
  });
  chmodSync(path, 0o600);
  return { close: () => void server.stop() }; // shares last until the process ends, as their last requests do
}

async function answer(message: unknown, deps: ControlDeps): Promise<Response> {
  const { name, share } = message as { name?: unknown; share?: ShareRequest };
  if (name === "info") return Response.json({ siteName: deps.site.name, url: deps.url } satisfies ServerInfo);
  if (name === "share" && share) return answerWhileShared(share, deps.shares);
  if (name === "sweep") return Response.json(await deps.sweep());
  const url = deps.reach.addressFor(deps.url) ?? deps.url; // links that are made are for others
  return Response.json(await runAction(readAction(message), { ...deps, url }));
}

/**
 * An answer that lasts as long as the share: its first line says where the server is shared, and empty ones follow, as Bun
 * closes what is quiet for ten seconds. The share ends when nobody listens any more, however that came.
 */
function answerWhileShared(request: ShareRequest, shares: Shares): Response {
  const { close, ...share } = shares.open(request);
  let pulse: Timer | undefined;
  const body = new ReadableStream<string>({
    start(controller) {
      controller.enqueue(`${JSON.stringify(share)}\n`);
      pulse = setInterval(() => controller.enqueue("\n"), PULSE_MS);
    },
    cancel() {
      clearInterval(pulse);
      close();
    },
  });
  return new Response(body);
}

/** Has the server that runs on a folder do something; nothing when no server listens. */
export const askServer = (folder: string, action: OperatorAction) => ask<ActionResult>(folder, action);

/** The server that runs on a folder; nothing when none listens. A server of another version has a problem. */
export const findServer = (folder: string) => ask<ServerInfo>(folder, { name: "info" });

/** Has the server that runs on a folder sweep its store of files; nothing when no server listens. */
export const sweepOnServer = (folder: string) => ask<SweepReport>(folder, { name: "sweep" });

async function ask<Answer>(folder: string, message: object): Promise<Answer | Problem | undefined> {
  const response = await post(folder, message);
  return response && ((await response.json()) as Answer | Problem);
}

/** How long to wait for a server that is starting or stopping, in ms. */
const SERVER_TIMEOUT_MS = 5_000;
const RETRY_MS = 50;

/**
 * What is tried on a folder until it has a result, for its server may just be starting or stopping.
 * @throws OperatorError when there is a problem, or no result for too long
 */
export async function untilAnswered<Result extends object>(
  folder: string,
  attempt: () => Promise<Result | Problem | undefined>,
): Promise<Result> {
  const deadline = performance.now() + SERVER_TIMEOUT_MS;
  for (;;) {
    const result = await attempt();
    if (result && "problem" in result) throw new OperatorError(result.problem);
    if (result) return result;
    if (performance.now() > deadline) {
      throw new OperatorError(`the Parlor running on ${folder} does not answer: stop it, then try again`);
    }
    await Bun.sleep(RETRY_MS);
  }
}

export type OpenShare = Omit<Share, "close"> & {
  /** Resolves when the server has ended it, because it stopped. */
  ended: Promise<void>;
};

/**
 * Has the server that runs on a folder share itself until the signal aborts.
 * @returns where it is shared, or why it can't be in one line
 */
export async function shareServer(
  folder: string,
  request: ShareRequest,
  signal: AbortSignal,
): Promise<OpenShare | Problem> {
  const response = await post(folder, { name: "share", share: request }, signal);
  const reader = response?.body?.getReader();
  if (!reader) return { problem: "the running server has just stopped" };
  const { value } = await reader.read();
  const first = JSON.parse(new TextDecoder().decode(value)) as Omit<Share, "close"> | Problem;
  if ("problem" in first) return first;
  return { ...first, ended: readToEnd(() => reader.read()) };
}

async function readToEnd(read: () => Promise<{ done: boolean }>): Promise<void> {
  try {
    while (!(await read()).done);
  } catch {
    // a server that is gone cuts the line
  }
}

async function post(folder: string, message: object, signal?: AbortSignal): Promise<Response | undefined> {
  try {
    const body = JSON.stringify(message);
    return await fetch("http://parlor/", { unix: pathIn(folder), method: "POST", body, timeout: false, signal });
  } catch (error) {
    if (["ENOENT", "ECONNREFUSED"].includes(codeOf(error))) return undefined;
    throw error;
  }
}

function readAction(json: unknown): OperatorAction {
  const { name, account } = json as Partial<Record<keyof OperatorAction, unknown>>;
  if (isActionName(name) && typeof account === "string") return { name, account };
  throw new Error("the running server does not know this command: is it another version of Parlor?");
}
