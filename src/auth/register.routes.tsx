/** Joining: with a name and a password, where the place takes people in; and the link for its first administrator. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import type { Config } from "../config.ts";
import type { Commit } from "../database/write-queue.ts";
import { clientOf, originOf } from "../http/client.ts";
import { type ErrorDetails, HttpError, LOG_IN, rejected } from "../http/error.tsx";
import { policy } from "../http/policy.ts";
import { tooBusy } from "../lib/fair-queue.ts";
import { rateLimit } from "../lib/rate-limit.ts";
import type { Logger } from "../logger.ts";
import { skeletonsOf } from "../users/lookalikes.ts";
import { foldName, readName } from "../users/names.ts";
import { whyNotFree } from "./accounts.store.ts";
import { type AuthDeps, FIRST_ROOM, members, whereabouts } from "./auth.ts";
import { readMark, readToken, setMark, setToken } from "./cookies.ts";
import type { DeviceCookies } from "./device-cookie.ts";
import type { FirstAdministrator } from "./first-administrator.ts";
import { claimAdministration } from "./lifecycle.ts";
import { BUSY, minutes } from "./messages.ts";
import { passwordProblem } from "./new-password.ts";
import { type Passwords, placeOf } from "./passwords.ts";
import { type Admission, mayRegister, type NotAdmitted } from "./registration.store.ts";
import type { Sessions } from "./sessions.ts";
import { type AuthPageProps, RegisterPage, WelcomePage } from "./views.tsx";

/** Where somebody goes who has just become the first administrator. */
const FIRST_STEPS = "/admin/welcome";

const NOT_FREE = {
  taken: "That name is taken. Try another.",
  alike: "That name looks too much like somebody else's. Try another.",
};
const CLOSED: ErrorDetails = {
  status: 403,
  title: "Registration is closed",
  sentence: "No new accounts can be made right now. If you already have one, log in.",
  way: LOG_IN,
};
const UNINVITED: ErrorDetails = {
  status: 403,
  title: "By invitation",
  sentence: "You need an invitation link to join. Ask someone who is already a member.",
  way: LOG_IN,
};
const OLD_INVITE: ErrorDetails = {
  ...UNINVITED,
  sentence: "This invitation is no longer valid. Ask whoever gave it to you for a new one.",
};
const NO_WELCOME: ErrorDetails = {
  status: 404,
  title: "This link was already used",
  sentence:
    "Someone became administrator with it, or Parlor was restarted since. An administrator can make you one, too.",
};

/** The codes of the links that lead here. */
const Codes = { invite: t.Optional(t.String()), welcome: t.Optional(t.String()) };
const RegisterForm = t.Object({
  username: t.String({ default: "" }),
  password: t.String({ default: "" }),
  ...Codes,
});

type Deps = AuthDeps & {
  config: Pick<Config, "registrationsPer10min" | "rateLimitKeys" | "trustProxy">;
  db: Database;
  sessions: Sessions;
  passwords: Passwords;
  devices: DeviceCookies;
  commit: Commit;
  firstAdministrator: FirstAdministrator;
  log: Logger;
};

export function registerRoutes(deps: Deps) {
  const { config, db, sessions, passwords, devices, commit, firstAdministrator, site, log } = deps;
  const registrations = rateLimit({
    most: config.registrationsPer10min,
    windowMs: 600_000,
    keys: config.rateLimitKeys,
  });

  /**
   * In what way somebody comes in.
   * @throws HttpError when they may not
   */
  function admit({ invite, welcome }: { invite?: string; welcome?: string }): Admission {
    if (welcome !== undefined) {
      if (!firstAdministrator.isGood(welcome)) throw new HttpError(NO_WELCOME);
      return "first administrator";
    }
    const refused = mayRegister(db, { admission: { invite }, at: Date.now() });
    if (refused) throw new HttpError(detailsOf(refused, invite));
    return { invite };
  }

  return new Elysia({ name: "register" })
    .use(members(deps))
    .use(policy)
    .guard({ allows: { strangers: true } })

    .get(
      "/register",
      async ({ request, redirect, query }) => {
        if (await sessions.find(readToken(request, config.trustProxy))) return redirect(FIRST_ROOM, 303);
        admit(query);
        return <RegisterPage site={site} invite={query.invite} origin={originOf(request, config.trustProxy)} />;
      },
      { query: t.Object({ invite: Codes.invite }) },
    )

    .post(
      "/register",
      async (context) => {
        const { request, server, set, redirect, body } = context;
        const admission = admit(body);
        const { password: _, ...filled } = body;
        const reject = (status: number, problems: AuthPageProps["problems"], retryAfter?: number) =>
          rejected(set, <RegisterPage site={site} {...filled} problems={problems} />, { status, retryAfter });

        const answer = readName(body.username);
        const name = "name" in answer ? answer.name : body.username;
        const password = await passwordProblem(body.password, { name, siteName: site.name });
        if (answer.problem !== undefined || password) return reject(422, { username: answer.problem, password });
        const folded = foldName(name);
        const skeletons = skeletonsOf(name, folded);
        const refused = whyNotFree(db, { folded, skeletons });
        if (refused) return reject(422, { username: NOT_FREE[refused] });
        const { address, network } = clientOf(request, server, config.trustProxy);
        const retryAfter = registrations.take(network);
        if (retryAfter) {
          log.warn("registrations limited", { address });
          const problem = `Too many people have just joined from your network. Try again in ${minutes(retryAfter)}.`;
          return reject(429, { username: problem }, retryAfter);
        }
        const passwordHash = await passwords.hash(body.password, placeOf(network, folded, false)).catch(tooBusy);
        if (passwordHash === undefined) return reject(503, { username: BUSY }, 5);

        const account = { name, folded, skeletons, passwordHash, at: Date.now() };
        const joined = await sessions.register({ account, admission }, whereabouts(context, config.trustProxy));
        if (joined === "taken" || joined === "alike") return reject(422, { username: NOT_FREE[joined] });
        if (typeof joined === "string") throw new HttpError(detailsOf(joined, body.invite));
        setToken(context, config.trustProxy, joined);
        setMark(context, config.trustProxy, devices.add(joined.userId, readMark(request)));
        log.info("registered", { user: joined.userId, address });
        return redirect(admission === "first administrator" ? FIRST_STEPS : FIRST_ROOM, 303);
      },
      { body: RegisterForm },
    )

    .get("/welcome", async ({ request, query, redirect }) => {
      const { code } = query;
      const session = await sessions.find(readToken(request, config.trustProxy));
      if (session?.member.admin) return redirect(FIRST_STEPS, 303);
      if (code === undefined || !firstAdministrator.isGood(code)) throw new HttpError(NO_WELCOME);
      if (!session) return <RegisterPage site={site} welcome={code} />;
      return <WelcomePage site={site} name={session.member.name} code={code} />;
    })

    .post(
      "/welcome",
      async ({ redirect, body, member }) => {
        const claimed =
          firstAdministrator.isGood(body.code) &&
          (await commit(claimAdministration, { userId: member.id, at: Date.now() }));
        if (!claimed) throw new HttpError(NO_WELCOME);
        return redirect(FIRST_STEPS, 303);
      },
      { member: true, body: t.Object({ code: t.String({ default: "" }) }) },
    );
}

function detailsOf(refused: NotAdmitted, invite: string | undefined): ErrorDetails {
  if (refused === "spent") return NO_WELCOME;
  if (refused === "closed") return CLOSED;
  return invite === undefined ? UNINVITED : OLD_INVITE;
}
