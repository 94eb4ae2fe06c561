/** Pages and fragments leave compressed when the browser takes gzip and there is something to gain. */

/** Shortest text worth compressing, in characters. */
const WORTH = 1_000;

/** Whether the browser takes an encoding; a weight of 0 means that it does not. */
export function accepts(request: Request, encoding: string): boolean {
  const offers = request.headers.get("accept-encoding")?.toLowerCase().split(",") ?? [];
  const parts = offers.map((offer) => offer.split(";").map((part) => part.trim()));
  return parts.some(([name, weight]) => name === encoding && !/^q=0(\.0*)?$/.test(weight ?? ""));
}

/** The answer for rendered HTML. Level 1: for a room page 40 µs instead of 100, for nearly the same bytes. */
export function toResponse(html: string, request: Request, status: number, headers: AnswerHeaders): Response {
  const isCompressed = html.length >= WORTH && accepts(request, "gzip");
  const body = isCompressed ? Bun.gzipSync(html, { library: "libdeflate", level: 1 }) : html;
  const { "set-cookie": cookies } = headers;
  const response = new Response(body, { status, headers: cookies === undefined ? headers : withoutCookies(headers) });
  if (isCompressed) response.headers.set("content-encoding", "gzip");
  if (cookies !== undefined) for (const cookie of [cookies].flat()) response.headers.append("set-cookie", cookie);
  return response;
}

/** There may be several, of which an object makes one. */
const withoutCookies = ({ "set-cookie": _, ...rest }: AnswerHeaders): Record<string, string> => rest;

/** Headers as Elysia keeps them: of cookies there may be several. */
export type AnswerHeaders = Record<string, string> & { "set-cookie"?: string | string[] };
