/** What belongs to no feature: files, the health check, and what happens when something goes wrong. */
import { Elysia } from "elysia";

import { StorageUnavailable } from "../database/commit.ts";
import { databaseProblem } from "../database/open.ts";
import type { Parlor } from "../parlor.ts";
import { randomHex } from "../random.ts";
import { pathOf } from "./client.ts";
import { toResponse } from "./compress.ts";
import { openGate } from "./gate.ts";
import { HttpError, type Refusal, refuse, writtenIn } from "./refusal.tsx";
import { PAGE_HEADERS } from "./security.ts";

/** The first plugin: it stands around all others. */
export function httpRoutes(parlor: Parlor) {
  const { config, site, assets, db, log } = parlor;
  const turnAway = openGate(config);

  return new Elysia({ name: "http" })
    .headers(PAGE_HEADERS)

    .onRequest(({ request, server, set }) => {
      const refusal = turnAway(request, server);
      if (!refusal) return undefined;
      log.warn("turned away", { status: refusal.status, path: pathOf(request) });
      return refuse({ request, set }, site, refusal);
    })

    .onParse({ as: "global" }, ({ request }, contentType) =>
      contentType === "multipart/form-data" ? readFields(request) : undefined,
    )

    .onError({ as: "global" }, ({ code, error, request, set, body }) => {
      const path = pathOf(request);
      const mayBeFile = code === "NOT_FOUND" && (request.method === "GET" || request.method === "HEAD");
      const file = mayBeFile ? assets.answer(path, request) : undefined;
      return file ?? refuse({ request, set }, site, { ...refusalOf(code, error, path), kept: writtenIn(body) });
    })

    .mapResponse({ as: "global" }, ({ responseValue, request, set }) => {
      if (typeof responseValue !== "string") return undefined;
      const headers = set.headers as Record<string, string>;
      const response = toResponse(responseValue, request, Number(set.status ?? 200), headers);
      Object.assign(set, { status: 200, headers: {} }); // whatever is left here, Elysia adds to a copy of the answer
      return response;
    })

    .get("/healthz", ({ set }) => {
      set.headers["content-type"] = "text/plain; charset=utf-8";
      const problem = databaseProblem(db);
      if (!problem) return "ok";
      log.error("the database does not answer", { reason: problem });
      set.status = 503;
      return "the database does not answer";
    });

  function refusalOf(code: string | number, error: unknown, path: string): Refusal {
    if (code === "NOT_FOUND") return { status: 404, sentence: "There is nothing at this address." };
    if (code === "VALIDATION") return { status: 422, sentence: "Something in this form could not be read." };
    if (code === "PARSE") return { status: 400, sentence: "This request could not be read." };
    if (error instanceof HttpError) return error.refusal;
    if (error instanceof StorageUnavailable) {
      log.error("storage unavailable", { path, reason: error.message });
      const sentence = "Parlor can't save anything right now. What you wrote is not lost: try again in a moment.";
      return { status: 503, sentence, retryAfter: 2 };
    }
    const requestId = randomHex(6);
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log.error("error", { requestId, path, reason });
    return { status: 500, sentence: "Something went wrong on our side. Try again.", requestId };
  }
}

/** The texts of a form with parts, as they were written: Elysia would take those that look like JSON for it. */
async function readFields(request: Request): Promise<Record<string, string>> {
  const fields = [...(await request.formData())];
  return Object.fromEntries(fields.filter((field): field is [string, string] => typeof field[1] === "string"));
}
