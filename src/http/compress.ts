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
  const { "set-cookie": cookies = [], ...rest } = headers;
  const isCompressed = html.length >= WORTH && accepts(request, "gzip");
  const body = isCompressed ? Bun.gzipSync(html, { library: "libdeflate", level: 1 }) : html;
  const response = new Response(body, {
    status,
    headers: isCompressed ? { ...rest, "content-encoding": "gzip" } : rest,
  });
  for (const cookie of [cookies].flat()) response.headers.append("set-cookie", cookie);
  return response;
}

/** Headers as Elysia keeps them: of cookies there may be several. */
export type AnswerHeaders = Record<string, string> & { "set-cookie"?: string | string[] };
