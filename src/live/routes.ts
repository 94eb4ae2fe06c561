/** The socket of a page. Who may not have one is let in and sent away with a code: a refused handshake is only retried. */
import { Elysia } from "elysia";

import { readToken } from "../auth/cookies.ts";
import type { Sessions } from "../auth/sessions.ts";
import type { Config } from "../config.ts";
import { acceptorOf, type OwnListener } from "../http/listener.ts";
import { policy } from "../http/policy.ts";
import { CLOSE, type Socket } from "./connection.ts";
import type { Live } from "./live.ts";

/** Closes a socket as soon as it is open. */
const closing = (code: number, reason: string) => ({ open: (socket: Socket) => socket.close(code, reason) });

const NOT_LOGGED_IN = closing(CLOSE.notLoggedIn, "log in first");
const NO_ROOM = closing(CLOSE.notAllowed, "no such room");

/** Nobody reads an answer to the request of a socket. Without one, and without headers, Elysia would make one each time. */
const UPGRADED = new Response();

type Deps = {
  config: Pick<Config, "trustProxy">;
  listener: OwnListener;
  sessions: Pick<Sessions, "find">;
  live: Pick<Live, "connect">;
};

export function liveRoutes({ config, listener, sessions, live }: Deps) {
  return new Elysia({ name: "live" })
    .use(policy)
    .guard({ allows: { strangers: true } })
    .get("/rooms/:slug/live", async ({ request, params, query, set }) => {
      const acceptor = acceptorOf({ request, ...listener });
      if (request.headers.get("upgrade")?.toLowerCase() !== "websocket" || !acceptor) {
        set.status = 426;
        set.headers.upgrade = "websocket";
        return "This address is for the room page's WebSocket.";
      }
      const session = await sessions.find(readToken(request, config.trustProxy));
      const data = session ? (live.connect(session, params.slug, query.after) ?? NO_ROOM) : NOT_LOGGED_IN;
      if (acceptor.upgrade(request, { data })) {
        set.headers = {};
        return UPGRADED;
      }
      set.status = 400;
      return "This is not a WebSocket handshake.";
    });
}
