/** Who is asking: the session of a request, and what happens to those who have none. */
import { type Context, Elysia } from "elysia";

import { StorageUnavailable } from "../database/commit.ts";
import { clientOf, localPath, wantsFragment } from "../http/client.ts";
import { type Refusal, refuse, writtenIn } from "../http/refusal.tsx";
import type { Parlor } from "../parlor.ts";
import type { Whereabouts } from "./sessions.store.ts";
import type { Session, Token } from "./sessions.ts";

const COOKIE = "parlor_session";
const DEVICE_COOKIE = "parlor_device";

/** How long a browser stays known after a log-in, in ms: as long as browsers keep a cookie at all. */
const DEVICE_LIFETIME = 400 * 86_400_000;

/** Most characters kept of a User-Agent, and of an address: a proxy passes on whatever it was told. */
const USER_AGENT = 300;
const ADDRESS = 64;

const NOT_YOURS: Refusal = { status: 403, sentence: "This page is for administrators." };

/** Where people talk after they came in. */
export const FIRST_ROOM = "/rooms/lobby";

export const readToken = (request: Request): string | undefined => readCookie(request, COOKIE);

/** The mark of the browser, to be read by `devices`. */
export const readMark = (request: Request): string | undefined => readCookie(request, DEVICE_COOKIE);

const readCookie = (request: Request, name: string): string | undefined =>
  new Bun.CookieMap(request.headers.get("cookie") ?? "").get(name) ?? undefined;

type Answering = Pick<Context, "request" | "server" | "set">;

/** Hands a token to the browser, or takes it back when there is none. */
export function setToken(answering: Answering, proxies: number, token: Token | undefined): void {
  setCookie(answering, proxies, COOKIE, token?.token ?? "", token?.expiresAt ?? 0);
}

/** Leaves a mark in the browser of somebody who just logged in; it outlives the session. */
export function setMark(answering: Answering, proxies: number, mark: string): void {
  setCookie(answering, proxies, DEVICE_COOKIE, mark, Date.now() + DEVICE_LIFETIME);
}

function setCookie({ request, server, set }: Answering, proxies: number, name: string, value: string, until: number) {
  const cookie = new Bun.Cookie(name, value, {
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    secure: clientOf(request, server, proxies).secure,
    expires: new Date(until),
  });
  const others = set.headers["set-cookie"] ?? [];
  set.headers["set-cookie"] = [others, cookie.toString()].flat();
}

/** From where a request comes: what a person is shown of their sessions. */
export const whereabouts = (
  { request, server }: Pick<Context, "request" | "server">,
  proxies: number,
): Whereabouts => ({
  address: clientOf(request, server, proxies).address.slice(0, ADDRESS),
  device: (request.headers.get("user-agent") ?? "").slice(0, USER_AGENT),
});

/**
 * The route option `member: true`: the route gets the `session` and its `member`; whoever has none is sent to log in.
 * A plain page goes there and comes back; htmx is told to; a plain form keeps what was written. With
 * `administrator: true` whoever is none is turned away as well. Whoever reads too much has to wait.
 */
export const members = (parlor: Parlor) => {
  /** The session of a request, noted and renewed; nothing when there is none. */
  async function enter({ request, server, set }: Answering): Promise<Session | undefined> {
    const session = await parlor.sessions.find(readToken(request));
    if (!session) return undefined;
    const token = await parlor.sessions.renew(session).catch(notNow);
    if (token) setToken({ request, server, set }, parlor.config.trustProxy, token);
    parlor.sessions.visit(session, () => whereabouts({ request, server }, parlor.config.trustProxy));
    return session;
  }

  /** Counts what a member reads against their limit, whatever it is; writes have limits of their own. */
  function tooMuch({ method }: Request, { member }: Session): Refusal | undefined {
    const retryAfter = method === "GET" || method === "HEAD" ? parlor.reads.take(String(member.id)) : 0;
    const sentence = `That was a lot at once. Wait ${retryAfter} s, then go on.`;
    return retryAfter ? { status: 429, sentence, retryAfter } : undefined;
  }

  return new Elysia({ name: "members" }).macro({
    member: {
      async resolve({ request, server, set, status, body }) {
        const session = await enter({ request, server, set });
        if (!session) return status(...(await logInFirst({ request, set, body }, parlor)));
        const refusal = tooMuch(request, session);
        if (refusal) return status(429, String(await refuse({ request, set }, parlor.site, refusal)));
        return { session, member: session.member };
      },
    },
    administrator: {
      async resolve({ request, server, set, status, body }) {
        const session = await enter({ request, server, set });
        if (!session) return status(...(await logInFirst({ request, set, body }, parlor)));
        const refusal = tooMuch(request, session);
        if (refusal) return status(429, String(await refuse({ request, set }, parlor.site, refusal)));
        if (!session.member.admin) return status(403, String(await refuse({ request, set }, parlor.site, NOT_YOURS)));
        return { session, member: session.member };
      },
    },
  });
};

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
