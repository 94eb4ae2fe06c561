/** One's own account: a new password, where one is logged in, leaving for good. Plain forms. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { type Context, Elysia, t } from "elysia";

import { findPasswordHash } from "../auth/accounts.store.ts";
import { type AuthDeps, LOGGED_OUT, members } from "../auth/auth.ts";
import { clearTokens } from "../auth/cookies.ts";
import { logOut } from "../auth/lifecycle.ts";
import type { LoginThrottle } from "../auth/login-throttle.ts";
import { BUSY, tooManyTries } from "../auth/messages.ts";
import { passwordProblem } from "../auth/new-password.ts";
import { changePassword } from "../auth/passwords.store.ts";
import { type Passwords, placeOf } from "../auth/passwords.ts";
import { listSessions } from "../auth/sessions.store.ts";
import type { Session, Sessions } from "../auth/sessions.ts";
import type { Commit } from "../database/write-queue.ts";
import { removeAccount } from "../files/profile-picture.store.ts";
import { clientOf } from "../http/client.ts";
import { type ErrorDetails, HttpError, rejected } from "../http/error.tsx";
import { tooBusy } from "../lib/fair-queue.ts";
import type { Live } from "../live/live.ts";
import type { Logger } from "../logger.ts";
import { backTo } from "../rooms/back.ts";
import { foldName } from "../users/names.ts";
import { AccountPage, type Problems } from "./account.views.tsx";

/** Most sessions that are listed. */
const SHOWN = 20;
const WRONG: ErrorDetails = { status: 422, sentence: "Wrong password." };
const TOO_BUSY: ErrorDetails = { status: 503, sentence: BUSY, retryAfter: 5 };

/** What was done, by the word that the address ends with. */
const DONE = new Map([
  ["password", "Your password is changed. You are logged out everywhere else."],
  ["session", "That session has ended."],
  ["sessions", "You are logged out everywhere else."],
]);

const text = t.String({ default: "" });

type Deps = AuthDeps & {
  db: Database;
  sessions: Pick<Sessions, "seenAt"> & AuthDeps["sessions"];
  passwords: Passwords;
  loginThrottle: LoginThrottle;
  commit: Commit;
  live: Pick<Live, "openSessions">;
  log: Logger;
};

export function accountRoutes(deps: Deps) {
  const { config, db, sessions, passwords, loginThrottle, commit, live, site, log } = deps;

  function accountPage({ member, id }: Session, more: { back?: string; done?: string; problems?: Problems } = {}) {
    const now = Date.now();
    const here = live.openSessions(member.id);
    const shown = listSessions(db, member.id, now).map((session) => ({
      ...session,
      seenAt: sessions.seenAt(session.id) ?? session.seenAt,
      own: session.id === id,
      here: here.has(session.id),
    }));
    shown.sort((a, b) => Number(b.own) - Number(a.own) || b.seenAt - a.seenAt);
    const rest = Math.max(0, shown.length - SHOWN);
    return (
      <AccountPage site={site} name={member.name} sessions={shown.slice(0, SHOWN)} more={rest} now={now} {...more} />
    );
  }

  type AccountRequest = Pick<Context, "request" | "server" | "set"> & { session: Session };

  /** Checks the password of whoever asks, as often as at the log-in and no more. Nothing when it is right. */
  async function check({ request, server, session }: AccountRequest, given: string): Promise<ErrorDetails | undefined> {
    const { member, id } = session;
    const { address, network } = clientOf(request, server, config.trustProxy);
    const guess = { name: foldName(member.name), network, device: `session ${id}` };
    const retryAfter = loginThrottle.take(guess);
    if (retryAfter) return { status: 429, sentence: tooManyTries(retryAfter), retryAfter };
    const hash = findPasswordHash(db, member.id);
    const right = await passwords.verify(given, hash, placeOf(network, guess.name, true)).catch(tooBusy);
    if (right !== false) loginThrottle.forgive(guess);
    if (right) return undefined;
    if (right === undefined) return TOO_BUSY;
    log.warn("password wrong", { user: member.id, address });
    return WRONG;
  }

  const reject = ({ set, session }: AccountRequest, field: keyof Problems, details: ErrorDetails) =>
    rejected(set, accountPage(session, { problems: { [field]: details.sentence } }), details);

  return new Elysia({ name: "account" })
    .use(members(deps))
    .guard({ member: true })

    .get("/account", ({ request, session, query }) =>
      accountPage(session, { back: backTo(request), done: DONE.get(query.done ?? "") }),
    )

    .post(
      "/account/password",
      async (context) => {
        const { session, member, body, redirect } = context;
        const problem = await passwordProblem(body.password, { name: member.name, siteName: site.name });
        if (problem) return reject(context, "password", { status: 422, sentence: problem });
        const refused = await check(context, body.current);
        if (refused) return reject(context, "current", refused);
        const { network } = clientOf(context.request, context.server, config.trustProxy);
        const place = placeOf(network, foldName(member.name), true);
        const passwordHash = await passwords.hash(body.password, place).catch(tooBusy);
        if (passwordHash === undefined) return reject(context, "password", TOO_BUSY);
        const changed = await commit(changePassword, { userId: member.id, passwordHash, keep: session.id });
        if (!changed) throw new HttpError(LOGGED_OUT);
        return redirect("/account?done=password", 303);
      },
      { body: t.Object({ current: text, password: text }) },
    )

    .post(
      "/account/sessions/end",
      async ({ member, body, redirect }) => {
        await commit(logOut, { userId: member.id, by: member.id, at: Date.now(), only: body.id });
        return redirect("/account?done=session", 303);
      },
      { body: t.Object({ id: text }) },
    )

    .post("/account/sessions/end-others", async ({ member, session, redirect }) => {
      await commit(logOut, { userId: member.id, by: member.id, at: Date.now(), keep: session.id });
      return redirect("/account?done=sessions", 303);
    })

    .post(
      "/account/delete",
      async (context) => {
        const { member, body, redirect } = context;
        const refused = await check(context, body.farewell);
        if (refused) return reject(context, "farewell", refused);
        await commit(removeAccount, { userId: member.id, by: member.id, at: Date.now() });
        clearTokens(context, config.trustProxy);
        return redirect("/", 303);
      },
      { body: t.Object({ farewell: text }) },
    );
}
