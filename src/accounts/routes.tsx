/** Coming in and going out: landing, register, log in, log out. All plain forms. */
import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import { clientOf, localPath } from "../http/client.ts";
import { limit } from "../http/limit.ts";
import type { Parlor } from "../parlor.ts";
import { openGuessing } from "./guessing.ts";
import { FIRST_ROOM, members, readMark, readToken, setMark, setToken } from "./member.ts";
import { foldName, passwordProblem, readName } from "./names.ts";
import { TooBusy } from "./passwords.ts";
import { findAccount } from "./store.ts";
import { Landing, LoginPage, RegisterPage } from "./views.tsx";

const MINUTES_10 = 600_000;
const TAKEN = "That name is taken. Try another.";
const BUSY = "Many people are at the door. Try again in a few seconds.";
const WRONG = "The name or the password is not right.";

const Credentials = t.Object({
  username: t.String({ default: "" }),
  password: t.String({ default: "" }),
  next: t.Optional(t.String()),
});

export function accountRoutes(parlor: Parlor) {
  const { config, db, sessions, passwords, devices, site, log } = parlor;
  const registrations = limit({ most: config.registrationsPer10min, windowMs: MINUTES_10 });
  const guessing = openGuessing(config);

  const signedIn = async (request: Request) => (await sessions.find(readToken(request))) !== undefined;

  return new Elysia({ name: "accounts" })
    .use(members(parlor))

    .get("/", async ({ request }) => <Landing site={site} room={(await signedIn(request)) ? FIRST_ROOM : undefined} />)

    .get("/register", async ({ request, redirect }) => {
      if (await signedIn(request)) return redirect(FIRST_ROOM, 303);
      return <RegisterPage site={site} />;
    })

    .post(
      "/register",
      async (context) => {
        const { request, server, set, redirect, body } = context;
        const answer = readName(body.username);
        const name = "name" in answer ? answer.name : body.username;
        const password = passwordProblem(body.password, name);
        if ("problem" in answer || password) {
          const problems = { username: "problem" in answer ? answer.problem : undefined, password };
          set.status = 422;
          return <RegisterPage site={site} username={body.username} problems={problems} />;
        }
        if (findAccount(db, foldName(name))) return taken();
        const { address, network } = clientOf(request, server, config.trustProxy);
        const retryAfter = registrations.take(network);
        if (retryAfter) {
          log.warn("registrations limited", { address });
          set.status = 429;
          set.headers["retry-after"] = String(retryAfter);
          const problem = `Too many people joined from your network just now. Try again in ${minutes(retryAfter)}.`;
          return <RegisterPage site={site} username={body.username} problems={{ username: problem }} />;
        }
        const passwordHash = await passwords.hash(body.password).catch(tooBusy);
        if (passwordHash === undefined) {
          set.status = 503;
          set.headers["retry-after"] = "5";
          return <RegisterPage site={site} username={body.username} problems={{ username: BUSY }} />;
        }
        const token = await sessions.register({ name, folded: foldName(name), passwordHash, at: Date.now() });
        if (!token) return taken();
        setToken(context, config.trustProxy, token);
        setMark(context, config.trustProxy, devices.add(token.userId, readMark(request)));
        log.info("registered", { user: token.userId, address });
        return redirect(FIRST_ROOM, 303);

        function taken() {
          set.status = 422;
          return <RegisterPage site={site} username={body.username} problems={{ username: TAKEN }} />;
        }
      },
      { body: Credentials },
    )

    .get("/login", async ({ request, redirect, query }) => {
      const next = localPath(query.next, FIRST_ROOM);
      if (await signedIn(request)) return redirect(next, 303);
      return <LoginPage site={site} next={next} />;
    })

    .post(
      "/login",
      async (context) => {
        const { request, server, set, redirect, body } = context;
        const next = localPath(body.next, FIRST_ROOM);
        const name = foldName(body.username);
        const account = findAccount(db, name);
        const { address, network } = clientOf(request, server, config.trustProxy);
        const device = account && devices.knownTo(account.id, readMark(request));
        const guess = { name, network, device };
        const retryAfter = guessing.take(guess);
        if (retryAfter) {
          log.warn("log-ins limited", { address });
          set.status = 429;
          set.headers["retry-after"] = String(retryAfter);
          const password = `Too many tries. Wait ${minutes(retryAfter)}, then try again.`;
          return <LoginPage site={site} username={body.username} next={next} problems={{ password }} />;
        }
        const right = await passwords.verify(body.password, account?.passwordHash).catch(tooBusy);
        if (right !== false) guessing.forgive(guess);
        if (right === undefined) {
          set.status = 503;
          set.headers["retry-after"] = "5";
          return <LoginPage site={site} username={body.username} next={next} problems={{ username: BUSY }} />;
        }
        if (!account || !right) {
          log.warn("log-in failed", { address });
          set.status = 401;
          return <LoginPage site={site} username={body.username} next={next} problems={{ password: WRONG }} />;
        }
        setToken(context, config.trustProxy, await sessions.begin(account.id));
        setMark(context, config.trustProxy, devices.add(account.id, readMark(request)));
        log.info("logged in", { user: account.id, address });
        return redirect(next, 303);
      },
      { body: Credentials },
    )

    .post("/logout", async (context) => {
      const session = await sessions.find(readToken(context.request));
      if (session) {
        await sessions.end(session);
        log.info("logged out", { user: session.member.id });
      }
      setToken(context, config.trustProxy, undefined);
      return context.redirect("/", 303);
    });
}

/** For a promise of `passwords`: nothing, when too many wait already. */
function tooBusy(error: unknown): undefined {
  if (!(error instanceof TooBusy)) throw error;
}

const minutes = (seconds: number) => (seconds <= 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`);
