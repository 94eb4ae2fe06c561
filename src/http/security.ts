/** What every answer says to the browser, and which requests are turned away before anything else happens. */
import type { Config } from "../config.ts";
import { clientOf } from "./client.ts";
import type { Refusal } from "./refusal.tsx";

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** On every answer, files included. */
export const SECURITY_HEADERS = {
  "content-security-policy": POLICY,
  "referrer-policy": "same-origin", // with no-referrer, plain forms would send "Origin: null"
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
};

/** On every page and fragment. */
export const PAGE_HEADERS = {
  ...SECURITY_HEADERS,
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store", // after logging out on a shared computer, Back shows nothing
  vary: "HX-Request, Accept-Encoding",
};

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Why a request may not even be looked at: it comes from another site, or is too large. */
export function turnAway(request: Request, config: Config): Refusal | undefined {
  const changes = !SAFE_METHODS.has(request.method) || request.headers.get("upgrade") !== null;
  if (changes && !isSameOrigin(request, config)) {
    return { status: 403, sentence: "This request came from another site, so Parlor did not carry it out." };
  }
  if (request.headers.has("transfer-encoding")) {
    return { status: 411, sentence: "This request does not say how long it is, so Parlor did not read it." };
  }
  if (Number(request.headers.get("content-length")) > config.bodyBytes) {
    return { status: 413, sentence: "That is too large for Parlor. Send something shorter." };
  }
  return undefined;
}

/** The page that sends must be one of this host, whatever the scheme: TLS may end at a proxy. */
function isSameOrigin(request: Request, config: Config): boolean {
  const [, host] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#@\\]+)$/.exec(request.headers.get("origin") ?? "") ?? [];
  const site = request.headers.get("sec-fetch-site") ?? "same-origin";
  return site === "same-origin" && host === clientOf(request, null, config.trustProxy).host.toLowerCase();
}
