/** Who is asking: the session of a request, and what happens to those who have none. */
import { type Context, Elysia } from "elysia";

import type { Config } from "../config.ts";
import { StorageUnavailable } from "../database/write-queue.ts";
import { FIELDS } from "../http/body.ts";
import { clientOf, localPath, wantsFragment } from "../http/client.ts";
import { type ErrorDetails, HttpError, submittedText } from "../http/error.tsx";
import type { OwnListener } from "../http/listener.ts";
import { hasParts } from "../http/media-type.ts";
import { readParts } from "../http/parts.ts";
import { MEMBERS_ONLY } from "../http/policy.ts";
import type { RateLimit } from "../lib/rate-limit.ts";
import type { Site } from "../views/layout.tsx";
import { clearTokens, readToken, readTokens, setToken } from "./cookies.ts";
import { memberLimit } from "./member-limit.ts";
import type { Whereabouts } from "./sessions.store.ts";
import type { Member, Session, Sessions } from "./sessions.ts";

/** Most characters kept of a User-Agent, and of an address: a proxy passes on whatever it was told. */
const USER_AGENT = 300;
const ADDRESS = 64;

/** The session has ended. */
export const LOGGED_OUT: ErrorDetails = {
  status: 401,
  sentence: "You are no longer logged in. Log in, then try again.",
};

const NOT_YOURS: ErrorDetails = { status: 403, sentence: "Only administrators can see this page." };

/** Another page of the same host, or of a domain above it, has set one beside the person's own. */
const TWO_SESSIONS =
  "Your browser sent two sessions at once, and one may be someone else's. You've been logged out to be safe. Please log in again.";

const tooMany = (seconds: number) => `Too many requests. Wait ${seconds} s, then try again.`;

/** Where people talk after they came in. */
export const FIRST_ROOM = "/rooms/lobby";

type Answering = Pick<Context, "request" | "set">;

/** From where a request comes: what a person is shown of their sessions. */
export const whereabouts = (
  { request, server }: Pick<Context, "request" | "server">,
  proxies: number,
): Whereabouts => ({
  address: clientOf(request, server, proxies).address.slice(0, ADDRESS),
  device: (request.headers.get("user-agent") ?? "").slice(0, USER_AGENT),
});

/** What it takes to tell who is asking. `reads` limits what members read, and `sends` what they send, all of it together. */
export type AuthDeps = {
  config: Pick<Config, "trustProxy">;
  listener: OwnListener;
  sessions: Pick<Sessions, "find" | "renew" | "visit">;
  reads: Pick<RateLimit, "take">;
  sends: Pick<RateLimit, "take">;
  site: Site;
};

/**
 * The route option `member: true`: the route gets the `session` and its `member`; whoever has none is sent to log in.
 * A plain page goes there and comes back; htmx is told to; a plain form keeps what was written. With
 * `administrator: true` whoever is none is turned away as well. Whoever reads or sends too much has to wait.
 */
export const members = (deps: AuthDeps) => {
  const identify = openIdentify(deps);

  return new Elysia({ name: "members" }).macro({
    // What is taken is named: of a context that is passed on whole, Elysia makes everything, which takes 40 µs.
    member: (_: true) => ({
      detail: MEMBERS_ONLY,
      resolve: async ({ request, set, status }) => (await identify({ request, set })) ?? status(303, ""),
    }),
    administrator: (_: true) => ({
      detail: MEMBERS_ONLY,
      async resolve({ request, set, status }) {
        const asking = await identify({ request, set });
        if (asking && !asking.member.admin) throw new HttpError(NOT_YOURS);
        return asking ?? status(303, "");
      },
    }),
  });
};

export type Asking = { session: Session; member: Member };

/**
 * Returns what tells who is asking, for options that say who may call a route. Whoever is not logged in is led to log in,
 * and gets nothing but that: the answer is a 303 without a body.
 */
export function openIdentify(deps: AuthDeps): (context: Answering) => Promise<Asking | undefined> {
  const reads = memberLimit(deps.reads, tooMany);
  const sends = memberLimit(deps.sends, tooMany);

  /** The session of a request, noted and renewed; nothing when there is none. */
  async function enter({ request, set }: Answering): Promise<Session | undefined> {
    const session = await deps.sessions.find(readToken(request, deps.config.trustProxy));
    if (!session) return undefined;
    const token = await deps.sessions.renew(session)?.catch(notNow);
    if (token) setToken({ request, set }, deps.config.trustProxy, token);
    deps.sessions.visit(session, () => whereabouts({ request, ...deps.listener }, deps.config.trustProxy));
    const isRead = request.method === "GET" || request.method === "HEAD";
    (isRead ? reads : sends).count(session.member); // most of what is sent has a sharper limit of its own
    return session;
  }

  return async ({ request, set }) => {
    const session = await enter({ request, set });
    if (session) return { session, member: session.member };
    await leadToLogin({ request, set }, deps.config.trustProxy);
    return undefined;
  };
}

/** While nothing can be written, reading goes on; the next request tries again. */
function notNow(error: unknown): undefined {
  if (!(error instanceof StorageUnavailable)) throw error;
}

/**
 * Sends somebody without a session to log in: a plain page by its address.
 * @throws HttpError for what can't be carried out without one; what was written is kept on the page that says so
 */
async function leadToLogin({ request, set }: Pick<Context, "request" | "set">, proxies: number): Promise<void> {
  const fragment = wantsFragment(request);
  const two = readTokens(request, proxies).length > 1;
  if (two) clearTokens({ request, set }, proxies);
  if (request.method === "GET" && !fragment && !two) {
    set.headers.location = loginPath(request.url);
    return;
  }
  if (fragment) set.headers["hx-redirect"] = loginPath(request.headers.get("hx-current-url") ?? "");
  const sentence = two ? TWO_SESSIONS : LOGGED_OUT.sentence;
  throw new HttpError({ ...LOGGED_OUT, sentence, ...(hasParts(request) && { kept: await textIn(request) }) });
}

/** How long such a form may stand still, in ms. */
const PAUSE = 5_000;

/** The message in a form with parts, which nobody has read yet. Of a stranger it is small. Its files are not kept. */
async function textIn(request: Request): Promise<string | undefined> {
  const take = async ({ bytes }: { bytes: AsyncIterable<Uint8Array> }) => {
    for await (const _ of bytes); // the texts may come after it
  };
  const textBytes = Number(request.headers.get("content-length"));
  const form = await readParts(request, { textBytes, files: FIELDS, pause: PAUSE, take }).catch(() => undefined);
  return submittedText(form);
}

/** The way to log in, and from there back to an address of this site. */
function loginPath(address: string): string {
  const from = URL.canParse(address) ? new URL(address) : undefined;
  return `/login?next=${encodeURIComponent(localPath(from && from.pathname + from.search, FIRST_ROOM))}`;
}
