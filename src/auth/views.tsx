/** The landing page, and the forms to register, log in and set a password. */
import { Html } from "@elysiajs/html";
import type { Children } from "@kitajs/html";

import { NAME_HINT } from "../users/names.ts";
import { Field } from "../views/field.tsx";
import { attribute } from "../views/html.ts";
import { Button, Page, type Site, Wordmark } from "../views/layout.tsx";
import type { RegistrationMode } from "./registration.store.ts";

type LandingProps = { site: Site; room?: string; registration: RegistrationMode };

export const Landing = ({ site, room, registration }: LandingProps) => (
  <Page site={site}>
    <div class="landing">
      <header>
        <Wordmark site={site} />
      </header>
      <main class="mx-auto grid max-w-[34rem] gap-6 self-center text-center">
        <h1
          class="font-serif text-[clamp(56px,12vw,104px)] leading-[.95] font-semibold tracking-[-.035em] wrap-anywhere"
          safe
        >
          {site.name}
        </h1>
        <p class="text-xl leading-[1.45] text-balance text-soft">
          A room to talk in. Pick a name, come in, and everything said tonight is still here tomorrow.
        </p>
        <nav class="flex flex-wrap justify-center gap-3" aria-label="The way in">
          {room !== undefined && <Button href={room} label="Back to the room" />}
          {!room && registration === "open" && <Button href="/register" label="Join the room" />}
          {!room && <Button href="/login" label="Log in" quiet={registration === "open"} />}
        </nav>
        {!room && registration === "invite" && (
          <p class="text-sm text-soft">New people come in with a link from somebody inside.</p>
        )}
      </main>
      <footer class="text-center text-sm text-soft">Runs on one small machine. No trackers, no other company.</footer>
    </div>
  </Page>
);

export const PASSWORD_HINT = "At least 8 characters. A few words make a good one.";

export type AuthPageProps = {
  site: Site;
  username?: string;
  /** Where to go after logging in: a local path. */
  next?: string;
  /** What is wrong, at the field it belongs to. */
  problems?: { username?: string; password?: string };
};

/** With `invite` or `welcome`, the code of the link that somebody came with. */
type RegisterProps = AuthPageProps & { invite?: string; welcome?: string };

export const RegisterPage = (props: RegisterProps) => (
  <FormPage {...props} title={props.welcome === undefined ? "Join the room" : "Administration"} action="/register">
    {props.invite !== undefined && <input type="hidden" name="invite" value={attribute(props.invite)} />}
    {props.welcome !== undefined && <input type="hidden" name="welcome" value={attribute(props.welcome)} />}
    {props.welcome !== undefined && <AboutAdministrator />}
    <NameField {...props} hint={NAME_HINT} />
    <Field
      name="password"
      label="Password"
      type="password"
      problem={props.problems?.password}
      hint={PASSWORD_HINT}
      autocomplete="new-password"
      autofocus={startsAtPassword(props)}
    />
    <button class="button" data-busy="Joining…">
      Join
    </button>
    <p class="text-center text-sm text-soft">
      Already have an account? <a href={loginPath(props.welcome)}>Log in</a>
    </p>
  </FormPage>
);

const NameField = ({ hint, ...props }: AuthPageProps & { hint?: string }) => (
  <Field
    name="username"
    label="Name"
    value={props.username}
    problem={props.problems?.username}
    hint={hint}
    autocomplete="username"
    autofocus={!startsAtPassword(props)}
  />
);

/** The focus goes to the first field that is wrong. */
const startsAtPassword = ({ problems }: AuthPageProps): boolean =>
  problems?.password !== undefined && problems.username === undefined;

/** Back to the link that one came with, after logging in. */
const loginPath = (welcome: string | undefined): string =>
  welcome === undefined
    ? "/login"
    : `/login?next=${encodeURIComponent(`/welcome?code=${encodeURIComponent(welcome)}`)}`;

const AboutAdministrator = () => (
  <p class="text-soft">
    Whoever comes in through this link becomes the administrator: says who else may come, and who has to go. It works
    once.
  </p>
);

/** For whoever is logged in already and opens the link that makes the first administrator. */
export const WelcomePage = ({ site, name, code }: { site: Site; name: string; code: string }) => (
  <FormPage site={site} title="Administration" action="/welcome">
    <input type="hidden" name="code" value={attribute(code)} />
    <AboutAdministrator />
    <button class="button">Become administrator</button>
    <p class="text-center text-sm text-soft">
      You are <bdi safe>{name}</bdi>. Somebody else? Log out first.
    </p>
  </FormPage>
);

type PasswordPageProps = { site: Site; name: string; code: string; problem?: string };

/** Where a link to a new password leads. */
export const PasswordPage = ({ site, name, code, problem }: PasswordPageProps) => (
  <FormPage site={site} title="Set a new password" action="/password" problems={{ password: problem }}>
    <input type="hidden" name="code" value={attribute(code)} />
    <Field name="username" label="Name" value={name} autocomplete="username" readonly />
    <Field
      name="password"
      label="New password"
      type="password"
      problem={problem}
      hint={PASSWORD_HINT}
      autocomplete="new-password"
      autofocus
    />
    <button class="button">Set password and log in</button>
  </FormPage>
);

/** `joinable`: whether somebody new may simply join. */
export const LoginPage = (props: AuthPageProps & { joinable: boolean }) => (
  <FormPage {...props} title="Welcome back" action="/login">
    {props.next !== undefined && <input type="hidden" name="next" value={attribute(props.next)} />}
    <NameField {...props} />
    <Field
      name="password"
      label="Password"
      type="password"
      problem={props.problems?.password}
      autocomplete="current-password"
      autofocus={startsAtPassword(props)}
    />
    <button class="button" data-busy="Logging in…">
      Log in
    </button>
    {props.joinable && (
      <p class="text-center text-sm text-soft">
        New here? <a href="/register">Join the room</a>
      </p>
    )}
  </FormPage>
);

type FormPageProps = AuthPageProps & { title: string; action: string; children: Children };

const FormPage = ({ site, title, action, problems = {}, children }: FormPageProps) => (
  <Page site={site} title={title} wrong={Object.values(problems).some(Boolean)} script={site.forms}>
    <main class="card-page">
      <form class="card" method="post" action={action} novalidate>
        <Wordmark site={site} />
        <h1 safe>{title}</h1>
        {children}
      </form>
    </main>
  </Page>
);
