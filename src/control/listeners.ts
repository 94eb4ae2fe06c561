/** Everything that requests come in by: the server's own listener, and further ones that lead to the same app. */
import { chmodSync } from "node:fs";

import type { Server, ServerWebSocket, WebSocketHandler } from "bun";

import { type App, transport, type TransportConfig } from "../app.ts";
import { type Listener, noteListener } from "../http/listener.ts";

/** Where a further listener listens: at an address, or at a socket in a folder of this user. */
export type Place = { hostname: string; port: number } | { unix: string };

/** What is believed of whoever comes that way. */
export type Trust = Pick<Listener, "proxies" | "hosts">;

export type Listeners = {
  /**
   * Listens at one more place, until it is closed together with the connections that came by it.
   * @throws an error of the system when the place is taken, or is none
   */
  add: (place: Place, trust: Trust) => { port: number; close: () => void };
  /** Requests that are being answered. */
  pending: () => number;
  /** Closes the connections that wait for another request, and returns how many they were. */
  closeIdle: () => number;
  /** Accepts nobody new. */
  stop: () => void;
};

type Deps = {
  app: Pick<App, "fetch">;
  config: TransportConfig;
  /** The server's own listener. */
  own: Server<unknown>;
  /** Has frames published to the pages that come by a listener; see live.ts. */
  attach: (server: Server<unknown>) => () => void;
};

export function openListeners({ app, config, own, attach }: Deps): Listeners {
  const { serve, websocket } = transport(config);
  const limits: object = serve; // Bun takes all of them for a socket too; its types know that of some only
  const all = new Set([own]);
  attach(own);

  return {
    add(place, trust) {
      const server: Server<unknown> = Bun.serve({
        ...place,
        ...limits,
        websocket: { ...websocket, ...SOCKET_EVENTS },
        fetch(request, server) {
          noteListener(request, { ...trust, server });
          return app.fetch(request);
        },
      });
      if ("unix" in place) chmodSync(place.unix, 0o600);
      all.add(server);
      const detach = attach(server);
      return {
        port: server.port ?? 0,
        close() {
          all.delete(server);
          detach();
          void server.stop(true);
        },
      };
    },
    pending: () => sum([...all].map((server) => server.pendingRequests)),
    closeIdle: () => sum([...all].map((server) => server.closeIdleConnections())),
    stop() {
      for (const server of all) void server.stop(); // not awaited, as idle connections would keep it waiting
    },
  };
}

/** A socket's own data has its handlers, as with Elysia's listener. */
const handlersOf = ({ data }: ServerWebSocket<unknown>) => data as Partial<WebSocketHandler<unknown>>;

const SOCKET_EVENTS: WebSocketHandler<unknown> = {
  open: (socket) => handlersOf(socket).open?.(socket),
  message: (socket, message) => handlersOf(socket).message?.(socket, message),
  drain: (socket) => handlersOf(socket).drain?.(socket),
  close: (socket, code, reason) => handlersOf(socket).close?.(socket, code, reason),
  ping: (socket, data) => handlersOf(socket).ping?.(socket, data),
  pong: (socket, data) => handlersOf(socket).pong?.(socket, data),
};

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
