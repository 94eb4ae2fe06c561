/** The server: starts listening, and shuts down in order. */
import { type App, createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { type AppContext, openContext } from "./context.ts";
import { type Listeners, openListeners } from "./control/listeners.ts";
import { openShares, type Shares } from "./control/shares.ts";
import { openControlSocket } from "./control/socket.ts";
import { sweepForOperator } from "./control/sweeping.ts";
import { localUrl } from "./http/client.ts";
import { watchConnections } from "./http/connections.ts";
import { BadConfig } from "./lib/environment.ts";
import { messageOf, reportOf, traceOf } from "./lib/operator-error.ts";
import { listenForMetrics } from "./metrics/routes.ts";

/** Longest wait for what others do before the server stops (closing a tunnel), once everything is stored, in ms. */
const BEFORE_STOP_TIMEOUT_MS = 1_000;

export type Running = {
  config: Config;
  port: number;
  /** Its address as seen from this machine, as in `http://localhost:8080`. */
  url: string;
  /** The path of the link that makes somebody administrator, if there is no administrator yet. */
  link: string | undefined;
  /** Lets others in, beside its own listener. */
  shares: Shares;
  /** Registers something to do when the server is told to stop. */
  beforeStop: (ending: () => Promise<unknown>) => void;
};

/** Starts the server, or ends the process with one line that says why it can't start. */
export async function serve(read: () => Config): Promise<Running> {
  try {
    return await startServer(read());
  } catch (error) {
    process.stderr.write(`Parlor can't start: ${reportOf(error)}\n`);
    process.exit(1);
  }
}

/**
 * Opens the data folder and listens until the process is told to stop.
 * @throws BadConfig, FolderInUse, NewerDatabase or NotBuilt, each with one line for the operator
 */
async function startServer(config: Config): Promise<Running> {
  const context = await openContext(config);
  const { log } = context;
  const app = createApp(context);
  const server = listen(app, config);
  const listeners = openListeners({ app, config, own: server, attach: context.live.attach });
  const connections = watchConnections(listeners.closeIdle, config.connections, log);
  const metrics = listenForMetrics(context);
  const port = server.port ?? config.port;
  const url = localUrl(config.host, port);
  const shares = openShares({ ...context, port, listeners });
  const control = tryControlSocket(context, url, shares);
  const endings: (() => Promise<unknown>)[] = [];

  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info("stop", { signal });
    try {
      control?.close();
      connections.close();
      const ended = Promise.allSettled(endings.map((ending) => ending()));
      void metrics?.stop(true);
      listeners.stop();
      await context.close(lastRequests(listeners, config.shutdownSeconds * 1000));
      await Promise.race([ended, Bun.sleep(BEFORE_STOP_TIMEOUT_MS)]);
      process.exit(0);
    } catch (error) {
      log.error("the shutdown failed", { reason: reportOf(error) });
      process.exit(1);
    }
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("uncaughtException", (error) => log.error("uncaught", { reason: traceOf(error) }));
  process.on("unhandledRejection", (error) => log.error("unhandled", { reason: traceOf(error) }));

  log.info("start", { port, host: config.host, pid: process.pid });
  const { link } = context.firstAdministrator;
  return {
    config: { ...config, siteName: context.site.name },
    port,
    url,
    link,
    shares,
    beforeStop: (ending) => void endings.push(ending),
  };
}

/** The control socket. Without it everything but the commands works; they say that the server does not answer. */
function tryControlSocket(context: AppContext, url: string, shares: Shares) {
  const { config, db, upkeep, log } = context;
  try {
    return openControlSocket(config.dataDir, { ...context, url, shares, sweep: () => sweepForOperator(db, upkeep) });
  } catch (error) {
    log.warn("no control socket", { reason: messageOf(error) });
    return undefined;
  }
}

/** Resolves when no request is being answered any more, or after `timeout` ms. */
async function lastRequests({ pending }: Listeners, timeout: number) {
  const deadline = performance.now() + timeout;
  while (pending() > 0 && performance.now() < deadline) await Bun.sleep(10);
}

function listen(app: App, { host, port }: Config) {
  try {
    const { server } = app.listen({ hostname: host, port });
    if (server) return server;
    throw new Error("no server");
  } catch (error) {
    throw new BadConfig(
      `HOST is ${JSON.stringify(host)}, PORT is ${port}: expected an address that nothing else listens on (${messageOf(error)})`,
    );
  }
}
