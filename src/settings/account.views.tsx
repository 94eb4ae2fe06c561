/** One's own account as a page: the password, where one is logged in, and the way out for good. */
import { Html } from "@elysiajs/html";

import { PASSWORD_HINT } from "../auth/views.tsx";
import { ago } from "../views/ago.ts";
import { Field } from "../views/field.tsx";
import { FoldedForm } from "../views/folded-form.tsx";
import { attribute, fixed } from "../views/html.ts";
import { Button, Section, type Site } from "../views/layout.tsx";
import { Sheet } from "../views/sheet.tsx";
import { deviceOf } from "./user-agent.ts";

export type ShownSession = {
  id: string;
  device: string;
  address: string;
  seenAt: number;
  /** It is the one that asks. */
  own: boolean;
  /** A page of it is open right now. */
  here: boolean;
};

/** What is wrong, at the field it belongs to, which is one. */
export type Problems = { current?: string; password?: string; farewell?: string };

export type AccountPageProps = {
  site: Site;
  name: string;
  sessions: ShownSession[];
  /** How many sessions there are besides. */
  more: number;
  now: number;
  /** The room to go back to. */
  back?: string;
  done?: string;
  problems?: Problems;
};

export const AccountPage = ({ site, name, sessions, more, now, back, done, problems = {} }: AccountPageProps) => (
  <Sheet
    site={site}
    title="Your account"
    done={done}
    wrong={Object.keys(problems).length > 0}
    script={site.forms}
    back={back}
  >
    <section aria-labelledby="you">
      <h2 id="you">
        <bdi safe>{name}</bdi>
      </h2>
      <p>
        <a class="inline-flex min-h-11 items-center" href="/profile">
          Edit your profile
        </a>
      </p>
    </section>
    <Password name={name} problems={problems} />
    <Sessions sessions={sessions} more={more} now={now} />
    {YOUR_DATA}
    <Farewell problem={problems.farewell} />
  </Sheet>
);

const Password = ({ name, problems }: { name: string; problems: Problems }) => (
  <Section id="new-password" title="Password">
    <form method="post" action="/account/password" novalidate>
      <AccountName name={name} />
      <Field
        name="current"
        label="Current password"
        type="password"
        problem={problems.current}
        autocomplete="current-password"
      />
      <Field
        name="password"
        label="New password"
        type="password"
        problem={problems.password}
        hint={PASSWORD_HINT}
        autocomplete="new-password"
      />
      <button class="button">Change password</button>
      <p class="hint">You will be logged out everywhere else.</p>
    </form>
  </Section>
);

/** For password managers, which store a password with the name before it; out of sight for everybody else. */
const AccountName = ({ name }: { name: string }) => (
  <input
    class="sr-only"
    name="username"
    value={attribute(name)}
    autocomplete="username"
    readonly
    tabindex="-1"
    aria-hidden="true"
  />
);

type SessionsProps = Pick<AccountPageProps, "sessions" | "more" | "now">;

const Sessions = ({ sessions, more, now }: SessionsProps) => (
  <Section id="sessions" title="Your sessions">
    <ul class="entries">
      {sessions.map((session) => (
        <li>
          <div>
            <b safe>{deviceOf(session.device)}</b>
            <p safe>{[session.address, presenceOf(session, now)].filter(Boolean).join(" · ")}</p>
          </div>
          {!session.own && (
            <form method="post" action="/account/sessions/end">
              <input type="hidden" name="id" value={attribute(session.id)} />
              <button class="button quiet">Log out</button>
            </form>
          )}
        </li>
      ))}
      {more > 0 && (
        <li>
          <p>and {more} more</p>
        </li>
      )}
    </ul>
    {sessions.length + more > 1 && (
      <form method="post" action="/account/sessions/end-others">
        <button class="button quiet">Log out everywhere else</button>
      </form>
    )}
  </Section>
);

function presenceOf({ own, here, seenAt }: ShownSession, now: number): string {
  if (own) return "this browser";
  return here ? "active now" : `last seen ${ago(seenAt, now)}`;
}

const YOUR_DATA = fixed(
  <Section id="data" title="Your data">
    <p>Everything you wrote, and what is kept about you, as one file with a line of JSON for each.</p>
    <p>
      <Button href="/account/data" label="Download my data" quiet />
    </p>
  </Section>,
);

const Farewell = ({ problem }: { problem?: string }) => (
  <Section id="leave" title="Delete account">
    <FoldedForm summary="Delete this account…" action="/account/delete" open={problem !== undefined}>
      <p>Your messages stay, shown as “a former guest”. Your name becomes available to others. This can't be undone.</p>
      <Field name="farewell" label="Your password" type="password" problem={problem} autocomplete="current-password" />
      <button class="button quiet danger">Delete my account</button>
    </FoldedForm>
  </Section>
);
