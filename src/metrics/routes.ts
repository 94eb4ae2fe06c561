/** `/metrics`, for whoever has the token, or on a port of its own for whoever is on this machine. */

import type { Server } from "bun";
import { Elysia } from "elysia";

import type { Config } from "../config.ts";
import { hostName, pathOf } from "../http/client.ts";
import { HttpError } from "../http/error.tsx";
import { isLoopback } from "../http/hosts.ts";
import { policy } from "../http/policy.ts";
import { BadConfig } from "../lib/environment.ts";
import { messageOf } from "../lib/operator-error.ts";
import type { Logger } from "../logger.ts";
import type { Site } from "../views/layout.tsx";
import { CONTENT_TYPE } from "./format.ts";
import type { Metrics } from "./metrics.ts";

type Deps = { config: Pick<Config, "metricsToken">; metrics: Pick<Metrics, "text">; site: Site; log: Logger };

/**
 * An address says nothing about who asks, since the agent of a tunnel asks from this machine. So there is a token, and
 * without one there is nothing at this address.
 */
export function metricsRoutes({ config, metrics, log }: Deps) {
  return new Elysia({ name: "metrics" })
    .use(policy)
    .guard({ allows: { strangers: true } })
    .get("/metrics", ({ request, set }) => {
      if (!config.metricsToken) {
        throw new HttpError({ status: 404, sentence: "There is no page at this address." });
      }
      if (!isBearer(request, config.metricsToken)) {
        log.warn("metrics refused");
        set.headers["www-authenticate"] = "Bearer";
        throw new HttpError({ status: 401, sentence: "This address is for whoever has the token." });
      }
      set.headers["content-type"] = CONTENT_TYPE;
      return metrics.text();
    });
}

/** Takes the same time for every wrong token. */
function isBearer(request: Request, token: string): boolean {
  const [, given = ""] = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  return crypto.timingSafeEqual(digest(given), digest(token));
}

const digest = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest();

type Listening = { config: Pick<Config, "metricsPort">; metrics: Pick<Metrics, "text"> };

/**
 * Answers `/metrics` on the port that METRICS_PORT names, for this machine only.
 * @throws BadConfig when the port is taken
 */
export function listenForMetrics({ config, metrics }: Listening): Server<undefined> | undefined {
  const { metricsPort: port } = config;
  if (port === 0) return undefined;
  try {
    return Bun.serve({
      hostname: "127.0.0.1",
      port,
      fetch(request) {
        const isHere = isLoopback(hostName(request.headers.get("host") ?? "")); // else a page was made to ask here
        if (!isHere || pathOf(request) !== "/metrics") return new Response("Not found\n", { status: 404 });
        return new Response(metrics.text(), { headers: { "content-type": CONTENT_TYPE } });
      },
    });
  } catch (error) {
    throw new BadConfig(`METRICS_PORT is ${port}: expected a free port (${messageOf(error)})`);
  }
}
