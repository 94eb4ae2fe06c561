/** Pages and fragments leave compressed when the browser takes gzip and there is something to gain. */

import { DEFAULT_HEADERS, PERMISSIONS } from "./security-headers.ts";

/** Shortest text worth compressing, in characters. */
const WORTH = 1_000;

/** Whether the browser takes an encoding; a weight of 0 means that it does not. */
export function accepts(request: Request, encoding: string): boolean {
  const offers = request.headers.get("accept-encoding")?.toLowerCase().split(",") ?? [];
  const parts = offers.map((offer) => offer.split(";").map((part) => part.trim()));
  return parts.some(([name, weight]) => name === encoding && !/^q=0(\.0*)?$/.test(weight ?? ""));
}

/**
 * The answer for rendered HTML, with headers beside the usual ones or in their place. Level 1: for a room page 40 µs instead
 * of 100, for nearly the same bytes.
 */
export function toResponse(html: string, request: Request, status: number, headers: AnswerHeaders): Response {
  const isCompressed = html.length >= WORTH && accepts(request, "gzip");
  const body = isCompressed ? Bun.gzipSync(html, { library: "libdeflate", level: 1 }) : html;
  const response = new Response(body, { status, headers: USUAL });
  if (isCompressed) response.headers.set("content-encoding", "gzip");
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === "string" && value !== USUAL_VALUES[name]) response.headers.set(name, value);
    else if (Array.isArray(value)) for (const one of value) response.headers.append(name, one);
  }
  return response;
}

/** Headers as Elysia keeps them: of cookies there may be several. */
export type AnswerHeaders = Record<string, string | string[] | undefined>;

const USUAL_VALUES: Record<string, string> = { ...DEFAULT_HEADERS, "permissions-policy": PERMISSIONS };

/** Made once: of an object it takes 2 µs for each answer. */
const USUAL = new Headers(USUAL_VALUES);
