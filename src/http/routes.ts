/** What belongs to no feature: static files, the health check, and what happens when something goes wrong. */
import type { Database } from "bun:sqlite";

import { type Context, Elysia, ValidationError } from "elysia";

import type { Config } from "../config.ts";
import { databaseProblem } from "../database/open.ts";
import { StorageUnavailable } from "../database/write-queue.ts";
import { traceOf } from "../lib/operator-error.ts";
import { randomHex } from "../lib/tokens.ts";
import type { Logger } from "../logger.ts";
import type { Site } from "../views/layout.tsx";
import { withAppearance } from "./appearance.ts";
import type { Assets } from "./assets.ts";
import type { BodyReader } from "./body.ts";
import { isSecure, pathOf } from "./client.ts";
import { type AnswerHeaders, toResponse } from "./compress.ts";
import { openRequestsAtOnce } from "./connections.ts";
import { type ErrorDetails, HttpError, NOT_VALID, renderError, submittedText } from "./error.tsx";
import type { Hosts } from "./hosts.ts";
import type { OwnListener } from "./listener.ts";
import { type Policies, policy } from "./policy.ts";
import { type GuardConfig, hasBody, openRequestGuard } from "./request-guard.ts";
import { DEFAULT_HEADERS, SECURE_HEADERS } from "./security-headers.ts";
import { staticRoutes } from "./static.ts";

type Deps = {
  config: GuardConfig & Pick<Config, "requestsAtOncePerAddress">;
  hosts: Hosts;
  listener: OwnListener;
  site: Site;
  assets: Assets;
  bodies: BodyReader;
  policies: Policies;
  db: Database;
  log: Logger;
  live: { isFailing: () => boolean };
};

/** The first plugin: it stands around all others. */
export function httpRoutes({ config, hosts, listener, site, assets, bodies, policies, db, log, live }: Deps) {
  const atOnce = openRequestsAtOnce(config.requestsAtOncePerAddress);
  const guard = openRequestGuard(config, hosts, policies, atOnce);

  return new Elysia({ name: "http" })
    .headers(DEFAULT_HEADERS)

    .onRequest(({ request, set }) => {
      if (isSecure(request, config.trustProxy)) Object.assign(set.headers, SECURE_HEADERS);
      const details = guard(request, listener.server);
      if (details) turnAway({ request, set }, details); // what returns something, Elysia waits for
    })

    .onParse({ as: "global" }, ({ request }) => bodies.read(request))

    .onError({ as: "global" }, ({ code, error, request, set, body }) => {
      const path = pathOf(request);
      return renderError({ request, set }, site, { kept: submittedText(body), ...detailsOf(code, error, path) });
    })

    .mapResponse({ as: "global" }, ({ responseValue, request, set }) => {
      atOnce.end(request); // not after the response: that takes another turn of the event loop, and 5 µs
      if (typeof responseValue !== "string") return undefined;
      const html = withAppearance(responseValue, request);
      const response = toResponse(html, request, Number(set.status ?? 200), set.headers as AnswerHeaders);
      Object.assign(set, { status: 200, headers: {} }); // whatever is left here, Elysia adds to a copy of the answer
      return response;
    })

    .use(staticRoutes(assets))

    .use(policy)
    .get(
      "/healthz",
      ({ set }) => {
        set.headers["content-type"] = "text/plain; charset=utf-8";
        const problem = databaseProblem(db);
        if (!problem && !live.isFailing()) return "ok";
        set.status = 503;
        if (!problem) return "the latest messages could not be sent";
        log.error("the database does not answer", { reason: problem });
        return "the database does not answer";
      },
      { allows: { strangers: true } },
    );

  /** @throws HttpError always */
  function turnAway({ request, set }: Pick<Context, "request" | "set">, details: ErrorDetails): never {
    log.warn("turned away", { status: details.status, path: pathOf(request) });
    if (hasBody(request)) set.headers.connection = "close"; // else the connection is held for a body that nobody reads
    throw new HttpError(details);
  }

  function detailsOf(code: string | number, error: unknown, path: string): ErrorDetails {
    if (error instanceof HttpError) return error.details;
    if (code === "NOT_FOUND" || (error instanceof ValidationError && error.type === "params"))
      return { status: 404, sentence: "There is no page at this address." };
    if (code === "VALIDATION") return NOT_VALID;
    if (code === "PARSE") {
      const { cause } = error as Error; // an error of the parser, in one of Elysia's
      return cause instanceof HttpError ? cause.details : { status: 400, sentence: "This request is not valid." };
    }
    if (error instanceof StorageUnavailable) {
      log.error("storage unavailable", { path, reason: error.message });
      const sentence = "Parlor can't save anything right now. Nothing you wrote is lost. Try again in a moment.";
      return { status: 503, sentence, retryAfter: 2 };
    }
    const requestId = randomHex(6);
    log.error("error", { requestId, path, reason: traceOf(error) });
    return { status: 500, sentence: "Something went wrong on our side. Try again.", requestId };
  }
}
