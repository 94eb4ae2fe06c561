/** Which requests are turned away before anything else happens: too many, too large, or from another site. */
import type { Server } from "bun";

import type { Config } from "../config.ts";
import { allowance } from "./allowance.ts";
import { addressOf, hostOf, isOwn, networkOf } from "./client.ts";
import type { Refusal } from "./refusal.tsx";

/** Why a request may not even be looked at, if so. */
export type Gate = (request: Request, server: Server<unknown> | null) => Refusal | undefined;

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

export function openGate(config: Config): Gate {
  const requests = allowance({ most: config.requestsPerAddress10s, windowMs: 10_000 });

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
    const changes = !SAFE_METHODS.has(request.method) || request.headers.get("upgrade") !== null;
    if (changes && !isSameOrigin(request, hostOf(request, config.trustProxy))) {
      return { status: 403, sentence: "This request came from another site, so Parlor did not carry it out." };
    }
    if (request.headers.has("transfer-encoding")) {
      return { status: 411, sentence: "This request does not say how long it is, so Parlor did not read it." };
    }
    if (Number(request.headers.get("content-length")) > config.bodyBytes) {
      return { status: 413, sentence: "That is too large for Parlor. Send something shorter." };
    }
    return undefined;
  };
}

/** The address and the headers, in characters. */
function sizeOfHead({ url, headers }: Request): number {
  let size = url.length;
  const all = headers.toJSON();
  for (const name in all) size += name.length + (all[name]?.length ?? 0);
  return size;
}

/** The page that sends must be one of this host, whatever the scheme: TLS may end at a proxy. */
function isSameOrigin(request: Request, host: string): boolean {
  const [, from] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#@\\]+)$/.exec(request.headers.get("origin") ?? "") ?? [];
  const site = request.headers.get("sec-fetch-site") ?? "same-origin";
  return site === "same-origin" && from === host.toLowerCase();
}
