/** The server: it listens, and comes to an orderly end. */
import { networkInterfaces } from "node:os";

import type { Server } from "bun";

import { type App, createApp } from "./app.ts";
import { listenToOperator } from "./commands/line.ts";
import { BadConfig, type Config } from "./config.ts";
import { localUrl } from "./http/client.ts";
import { listenForMetrics } from "./metrics/routes.ts";
import { openParlor, type Parlor } from "./parlor.ts";

/**
 * Opens the data folder and listens until the process is told to stop.
 * @throws BadConfig, FolderInUse, NewerDatabase or NotBuilt, each with one line for the operator
 */
export function startServer(config: Config): void {
  const parlor = openParlor(config);
  const { log } = parlor;
  const server = listen(createApp(parlor), config);
  parlor.live.attach(server);
  const metrics = listenForMetrics(parlor);
  const port = server.port ?? config.port;
  const operator = openLine(parlor, localUrl(config.host, port));

  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info("stop", { signal });
    operator?.close();
    void metrics?.stop(true);
    void server.stop(); // accepts nobody new; connections that only wait for another request would keep it waiting
    try {
      await parlor.close(lastRequests(server, config.shutdownSeconds * 1000));
    } finally {
      process.exit(0);
    }
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("uncaughtException", (error) => log.error("uncaught", { reason: error.stack ?? error.message }));
  process.on("unhandledRejection", (error) => log.error("unhandled", { reason: String(error) }));

  log.info("start", { port, host: config.host, pid: process.pid });
  greet(config, port, parlor.firstAdministrator.link);
}

/** Where commands reach this server. Without it all else works: they say that it does not answer. */
function openLine({ config, db, people, log }: Parlor, url: string) {
  try {
    return listenToOperator(config.dataDir, { db, people, url });
  } catch (error) {
    log.warn("no line for commands", { reason: String(error) });
    return undefined;
  }
}

/** Resolves when no request is being answered any more, or after so many ms. */
async function lastRequests(server: Server<unknown>, timeout: number) {
  const deadline = performance.now() + timeout;
  while (server.pendingRequests > 0 && performance.now() < deadline) await Bun.sleep(10);
}

function listen(app: App, { host, port }: Config) {
  try {
    const { server } = app.listen({ hostname: host, port });
    if (server) return server;
    throw new Error("no server");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BadConfig(
      `HOST is ${JSON.stringify(host)}, PORT is ${port}: expected an address to listen on (${reason})`,
    );
  }
}

/** What a person at the terminal wants to know. */
function greet({ siteName, host }: Config, port: number, link: string | undefined) {
  const everywhere = host === "0.0.0.0" || host === "::";
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const lan = addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address;
  const url = localUrl(host, port);
  const lines = [`${siteName} is open: ${url}`];
  if (everywhere && lan) lines.push(`On a phone in this network: http://${lan}:${port}`);
  else lines.push(`On a phone in this network: start it with HOST=0.0.0.0`);
  lines.push(`For everybody: start it with TRUST_PROXY=1, then run: ngrok http ${port}`);
  if (link) lines.push(`Yours to run? This link makes you its administrator, once: ${url}${link}`);
  process.stdout.write(`\n  ${lines.join("\n  ")}\n\n`);
}
