/** Which requests are turned away before anything else happens: too many, too large, or from another site. */
import type { Server } from "bun";

import type { Config } from "../config.ts";
import { rateLimit } from "../lib/rate-limit.ts";
import { addressOf, hostOf, isOwn, networkOf, withoutOwnPort } from "./client.ts";
import type { RequestsAtOnce } from "./connections.ts";
import type { ErrorDetails } from "./error.tsx";
import type { Hosts } from "./hosts.ts";
import { listenerOf } from "./listener.ts";
import { hasParts } from "./media-type.ts";
import type { Policies } from "./policy.ts";

/** Why a request may not even be looked at, if so. */
export type RequestGuard = (request: Request, server: Server<unknown> | null) => ErrorDetails | undefined;

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

const WRONG_NAME: ErrorDetails = {
  status: 421,
  title: "Wrong address",
  sentence:
    "Parlor does not answer to this name. Use the address it showed when it started. Whoever runs it can allow others with ALLOWED_HOSTS.",
};

export type GuardConfig = Pick<
  Config,
  "requestsPerAddress10s" | "rateLimitKeys" | "trustProxy" | "headers" | "headerBytes" | "bodyBytes"
>;

/** Its rules are those of the route that a request is for; see policy.ts. */
export function openRequestGuard(
  config: GuardConfig,
  hosts: Hosts,
  policies: Pick<Policies, "of">,
  atOnce: RequestsAtOnce,
): RequestGuard {
  const requests = rateLimit({ most: config.requestsPerAddress10s, windowMs: 10_000, keys: config.rateLimitKeys });

  return (request, server) => {
    const network = networkOf(addressOf(request, server, config.trustProxy));
    const retryAfter = isOwn(network) ? 0 : requests.take(network);
    if (retryAfter) {
      return { status: 429, sentence: "Too many requests come from your network. Try again in a moment.", retryAfter };
    }
    if (request.headers.count > config.headers || sizeOfHead(request) > config.headerBytes) {
      const sentence =
        "Your browser sent more with this request than Parlor reads. Delete this site's cookies and try again.";
      return { status: 431, sentence };
    }
    if (!(listenerOf(request)?.hosts ?? hosts).answers(request)) return WRONG_NAME;
    const changes = !SAFE_METHODS.has(request.method) || request.headers.get("upgrade") !== null;
    const { anyOrigin, multipart, bodyBytes = config.bodyBytes } = changes ? policies.of(request) : {};
    if (anyOrigin) request.headers.delete("cookie");
    else if (changes && !isSameOrigin(request, hostOf(request, config.trustProxy))) {
      return { status: 403, sentence: "This request came from another site, so Parlor did not carry it out." };
    }
    const length = Number(request.headers.get("content-length"));
    if (!changes && length > 0) {
      return { status: 400, sentence: "This request has a body where none belongs, so Parlor did not read it." };
    }
    if (request.headers.has("transfer-encoding")) {
      return { status: 411, sentence: "This request does not say how long it is, so Parlor did not read it." };
    }
    if (length > (multipart && !hasParts(request) ? config.bodyBytes : bodyBytes)) {
      return { status: 413, sentence: "That is too large for Parlor. Send something shorter." };
    }
    if (length > 0 && !isOwn(network) && !atOnce.begin(request, network)) {
      const sentence = "Too many requests from your network are under way. Try again in a moment.";
      return { status: 429, sentence, retryAfter: 1 };
    }
    return undefined;
  };
}

/** Whether there is more than a head. */
export const hasBody = ({ headers }: Request): boolean => Number(headers.get("content-length")) > 0;

/** The address and the headers, in characters. */
function sizeOfHead({ url, headers }: Request): number {
  let size = url.length;
  const all = headers.toJSON();
  for (const name in all) size += name.length + (all[name]?.length ?? 0);
  return size;
}

/** The page that sends must be one of this host, whatever the scheme: TLS may end at a proxy. */
function isSameOrigin(request: Request, host: string): boolean {
  const [, scheme = "", from = ""] =
    /^([a-z][a-z0-9+.-]*):\/\/([^/?#@\\]+)$/.exec(request.headers.get("origin") ?? "") ?? [];
  const site = request.headers.get("sec-fetch-site") ?? "same-origin";
  if (site !== "same-origin" || from === "") return false;
  return from === host || withoutOwnPort(from, scheme) === withoutOwnPort(host, scheme);
}
