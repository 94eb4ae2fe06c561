/** Coming in and going out: landing, log in, log out. All plain forms. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import { clientOf, localPath, originOf } from "../http/client.ts";
import { rejected } from "../http/error.tsx";
import { policy } from "../http/policy.ts";
import { tooBusy } from "../lib/fair-queue.ts";
import type { Logger } from "../logger.ts";
import { foldName } from "../users/names.ts";
import { findUserByName } from "../users/store.ts";
import { findPasswordHash } from "./accounts.store.ts";
import { type AuthDeps, FIRST_ROOM, whereabouts } from "./auth.ts";
import { clearTokens, readMark, readToken, readTokens, setMark, setToken } from "./cookies.ts";
import type { DeviceCookies } from "./device-cookie.ts";
import { Landing } from "./landing.views.tsx";
import type { LoginThrottle } from "./login-throttle.ts";
import { BUSY, tooManyTries } from "./messages.ts";
import { type Passwords, placeOf } from "./passwords.ts";
import { readRegistrationMode } from "./registration.store.ts";
import type { Sessions } from "./sessions.ts";
import { type AuthPageProps, LoginPage } from "./views.tsx";

const WRONG = "Wrong name or password.";
const SUSPENDED = "This account is suspended. Contact an administrator.";

/** Most sessions that one log-out ends: there is one, unless somebody has set more cookies. */
const MOST_ENDED = 5;

const Credentials = t.Object({
  username: t.String({ default: "" }),
  password: t.String({ default: "" }),
  next: t.Optional(t.String()),
});

type Deps = AuthDeps & {
  db: Database;
  sessions: Sessions;
  passwords: Passwords;
  devices: DeviceCookies;
  loginThrottle: LoginThrottle;
  log: Logger;
};

export function loginRoutes(deps: Deps) {
  const { config, db, sessions, passwords, devices, loginThrottle, site, log } = deps;

  const joinable = () => readRegistrationMode(db) === "open";
  const signedIn = async (request: Request) =>
    (await sessions.find(readToken(request, config.trustProxy))) !== undefined;

  return new Elysia({ name: "login" })
    .use(policy)
    .guard({ allows: { strangers: true } })

    .get("/", async ({ request }) => {
      const room = (await signedIn(request)) ? FIRST_ROOM : undefined;
      const origin = originOf(request, config.trustProxy);
      return <Landing site={site} origin={origin} room={room} registration={readRegistrationMode(db)} />;
    })

    .get("/login", async ({ request, redirect, query }) => {
      const next = localPath(query.next, FIRST_ROOM);
      if (await signedIn(request)) return redirect(next, 303);
      return <LoginPage site={site} joinable={joinable()} next={next} />;
    })

    .post(
      "/login",
      async (context) => {
        const { request, server, set, redirect, body } = context;
        const { username } = body;
        const next = localPath(body.next, FIRST_ROOM);
        const filled = { username, next, joinable: joinable() };
        const reject = (status: number, problems: AuthPageProps["problems"], retryAfter?: number) =>
          rejected(set, <LoginPage site={site} {...filled} problems={problems} />, { status, retryAfter });

        const name = foldName(username);
        const account = findUserByName(db, name);
        const passwordHash = account && findPasswordHash(db, account.id);
        const { address, network } = clientOf(request, server, config.trustProxy);
        const device = account && devices.knownTo(account.id, readMark(request));
        const guess = { name, network, device };
        const retryAfter = loginThrottle.take(guess);
        if (retryAfter) {
          log.warn("log-ins limited", { address });
          return reject(429, { password: tooManyTries(retryAfter) }, retryAfter);
        }
        const place = placeOf(network, name, device !== undefined);
        const right = await passwords.verify(body.password, passwordHash, place).catch(tooBusy);
        if (right !== false) loginThrottle.forgive(guess);
        if (right === undefined) return reject(503, { username: BUSY }, 5);
        if (!account || !right) {
          log.warn("log-in failed", { address });
          return reject(401, { password: WRONG });
        }
        const from = whereabouts(context, config.trustProxy);
        const token = await sessions.begin(account.id, from, passwordHash);
        if (!token) {
          log.warn("log-in refused", { user: account.id, address });
          return reject(403, { password: SUSPENDED });
        }
        setToken(context, config.trustProxy, token);
        setMark(context, config.trustProxy, devices.add(account.id, readMark(request)));
        log.info("logged in", { user: account.id, address });
        return redirect(next, 303);
      },
      { body: Credentials },
    )

    .post("/logout", async (context) => {
      for (const token of readTokens(context.request, config.trustProxy).slice(0, MOST_ENDED)) {
        const session = await sessions.find(token);
        if (!session) continue;
        await sessions.end(session);
        log.info("logged out", { user: session.member.id });
      }
      clearTokens(context, config.trustProxy);
      return context.redirect("/", 303);
    });
}
