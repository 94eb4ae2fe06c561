/** A new password for whoever has a link from the operator or an administrator. */
import type { Database } from "bun:sqlite";

import { Html } from "@elysiajs/html";
import { Elysia, t } from "elysia";

import type { Config } from "../config.ts";
import type { Commit } from "../database/write-queue.ts";
import { clientOf } from "../http/client.ts";
import { type ErrorDetails, HttpError, rejected } from "../http/error.tsx";
import { policy } from "../http/policy.ts";
import { tooBusy } from "../lib/fair-queue.ts";
import { foldName } from "../users/names.ts";
import type { Site } from "../views/layout.tsx";
import { FIRST_ROOM, whereabouts } from "./auth.ts";
import { hashCode } from "./codes.ts";
import { readMark, setMark, setToken } from "./cookies.ts";
import type { DeviceCookies } from "./device-cookie.ts";
import { BUSY } from "./messages.ts";
import { passwordProblem } from "./new-password.ts";
import { changePassword, findByPasswordLink } from "./passwords.store.ts";
import { type Passwords, placeOf } from "./passwords.ts";
import type { Sessions } from "./sessions.ts";
import { PasswordPage } from "./views.tsx";

const NO_LINK: ErrorDetails = {
  status: 404,
  title: "This link is no longer valid",
  sentence: "It works once, within an hour. Ask whoever gave it to you for a new one.",
};
const SUSPENDED: ErrorDetails = {
  status: 403,
  sentence: "Your password is set, but this account is suspended. Contact an administrator.",
};

const NewPassword = t.Object({ code: t.String({ default: "" }), password: t.String({ default: "" }) });

type Deps = {
  config: Pick<Config, "trustProxy">;
  db: Database;
  sessions: Pick<Sessions, "begin">;
  passwords: Passwords;
  devices: DeviceCookies;
  commit: Commit;
  site: Site;
};

export function passwordRoutes({ config, db, sessions, passwords, devices, commit, site }: Deps) {
  const find = (code: string) => findByPasswordLink(db, hashCode(code), Date.now());

  return new Elysia({ name: "password" })
    .use(policy)
    .guard({ allows: { strangers: true } })
    .get("/password", ({ query }) => {
      const code = query.code ?? "";
      const account = find(code);
      if (!account) throw new HttpError(NO_LINK);
      return <PasswordPage site={site} name={account.name} code={code} />;
    })

    .post(
      "/password",
      async (context) => {
        const { set, redirect, body } = context;
        const account = find(body.code);
        if (!account) throw new HttpError(NO_LINK);
        const filled = { name: account.name, code: body.code };
        const reject = (status: number, problem: string, retryAfter?: number) =>
          rejected(set, <PasswordPage site={site} {...filled} problem={problem} />, { status, retryAfter });
        const problem = await passwordProblem(body.password, { name: account.name, siteName: site.name });
        if (problem) return reject(422, problem);
        const { network } = clientOf(context.request, context.server, config.trustProxy);
        const place = placeOf(network, foldName(account.name), true); // the link is theirs
        const passwordHash = await passwords.hash(body.password, place).catch(tooBusy);
        if (passwordHash === undefined) return reject(503, BUSY, 5);
        const changed = await commit(changePassword, { userId: account.id, passwordHash, link: hashCode(body.code) });
        if (!changed) throw new HttpError(NO_LINK);
        const token = await sessions.begin(account.id, whereabouts(context, config.trustProxy));
        if (!token) throw new HttpError(SUSPENDED);
        setToken(context, config.trustProxy, token);
        setMark(context, config.trustProxy, devices.add(account.id, readMark(context.request)));
        return redirect(FIRST_ROOM, 303);
      },
      { body: NewPassword },
    );
}
