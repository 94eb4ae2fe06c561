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
export function toResponse(html: string, request: Request, status: number, headers: Record<string, string>): Response {
  if (html.length < WORTH || !accepts(request, "gzip")) {
    return new Response(html, { status, headers });
  }
  const bytes = Bun.gzipSync(html, { library: "libdeflate", level: 1 });
  return new Response(bytes, { status, headers: { ...headers, "content-encoding": "gzip" } });
}
