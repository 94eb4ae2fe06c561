/** Who is asking: the session of a request, and what happens to those who have none. */
import { type Context, Elysia } from "elysia";

import { StorageUnavailable } from "../database/commit.ts";
import { clientOf, localPath, wantsFragment } from "../http/client.ts";
import { refuse, writtenIn } from "../http/refusal.tsx";
import type { Parlor } from "../parlor.ts";
import type { Token } from "./sessions.ts";

const COOKIE = "parlor_session";

/** Where people talk after they came in. */
export const FIRST_ROOM = "/rooms/lobby";

export const readToken = (request: Request): string | undefined =>
  new Bun.CookieMap(request.headers.get("cookie") ?? "").get(COOKIE) ?? undefined;

type Answering = Pick<Context, "request" | "server" | "set">;

/** Hands a token to the browser, or takes it back when there is none. */
export function setToken({ request, server, set }: Answering, proxies: number, token: Token | undefined): void {
  set.headers["set-cookie"] = new Bun.Cookie(COOKIE, token?.token ?? "", {
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    secure: clientOf(request, server, proxies).secure,
    expires: new Date(token?.expiresAt ?? 0),
  }).toString();
}

/**
 * The route option `member: true`: the route gets the `session` and its `member`; whoever has none is sent to log in.
 * A plain page goes there and comes back; htmx is told to; a plain form keeps what was written.
 */
export const members = (parlor: Parlor) =>
  new Elysia({ name: "members" }).macro({
    member: {
      async resolve({ request, server, set, status, body }) {
        const session = await parlor.sessions.find(readToken(request));
        if (!session) return status(...(await logInFirst({ request, set, body }, parlor)));
        const token = await parlor.sessions.renew(session).catch(notNow);
        if (token) setToken({ request, server, set }, parlor.config.trustProxy, token);
        return { session, member: session.member };
      },
    },
  });

/** While nothing can be written, reading goes on; the next request tries again. */
function notNow(error: unknown): undefined {
  if (!(error instanceof StorageUnavailable)) throw error;
}

type Stranger = Pick<Context, "request" | "set" | "body">;

async function logInFirst({ request, set, body }: Stranger, parlor: Parlor): Promise<[303 | 401, string]> {
  const fragment = wantsFragment(request);
  if (request.method === "GET" && !fragment) {
    set.headers.location = loginPath(request.url);
    return [303, ""];
  }
  if (fragment) set.headers["hx-redirect"] = loginPath(request.headers.get("hx-current-url") ?? "");
  const kept = writtenIn(body);
  const sentence = "You are not logged in any more. Log in, then try again.";
  return [401, String(await refuse({ request, set }, parlor.site, { status: 401, sentence, kept }))];
}

/** The way to log in, and from there back to an address of this site. */
function loginPath(address: string): string {
  const from = URL.canParse(address) ? new URL(address) : undefined;
  return `/login?next=${encodeURIComponent(localPath(from && from.pathname + from.search, FIRST_ROOM))}`;
}
