/** The forms to register, log in and set a password. */
import { Html } from "@elysiajs/html";
import type { Children } from "@kitajs/html";

import { NAME_HINT } from "../users/names.ts";
import { Field } from "../views/field.tsx";
import { attribute } from "../views/html.ts";
import { Page, type Site, Wordmark } from "../views/layout.tsx";
import { Preview } from "../views/preview.tsx";

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
type RegisterProps = AuthPageProps & {
  invite?: string;
  welcome?: string;
  /** The address that people come by, where the page may be shown as a preview of a link. */
  origin?: string;
};

export const RegisterPage = (props: RegisterProps) => (
  <FormPage
    {...props}
    title={props.welcome === undefined ? "Join the room" : "Administration"}
    action="/register"
    meta={props.origin !== undefined && <JoinPreview {...props} origin={props.origin} />}
  >
    {props.invite !== undefined && <input type="hidden" name="invite" value={attribute(props.invite)} />}
    {props.welcome !== undefined && <input type="hidden" name="welcome" value={attribute(props.welcome)} />}
    {props.welcome !== undefined && <AboutAdministrator />}
    <NameAndPassword {...props} isNew />
    <button class="button" data-busy="Joining…">
      Join
    </button>
    <p class="text-center text-sm text-soft">
      Already have an account? <a href={loginPath(props.welcome)}>Log in</a>
    </p>
  </FormPage>
);

/** An invitation is for whoever was given its link, so it is not to be found by searching. */
const JoinPreview = ({ site, origin, invite }: { site: Site; origin: string; invite?: string }) => (
  <Preview
    site={site}
    origin={origin}
    title={invite === undefined ? `Join ${site.name}` : `You're invited to ${site.name}`}
    path={invite === undefined ? "/register" : undefined}
  />
);

/** The focus goes to the first field that is wrong. */
const NameAndPassword = ({ username, problems = {}, isNew }: AuthPageProps & { isNew?: boolean }) => {
  const startsAtPassword = problems.password !== undefined && problems.username === undefined;
  return (
    <>
      <Field
        name="username"
        label="Name"
        value={username}
        problem={problems.username}
        hint={isNew ? NAME_HINT : undefined}
        autocomplete="username"
        autofocus={!startsAtPassword}
      />
      <Field
        name="password"
        label="Password"
        type="password"
        problem={problems.password}
        hint={isNew ? PASSWORD_HINT : undefined}
        autocomplete={isNew ? "new-password" : "current-password"}
      />
    </>
  );
};

/** Back to the link that one came with, after logging in. */
const loginPath = (welcome: string | undefined): string =>
  welcome === undefined
    ? "/login"
    : `/login?next=${encodeURIComponent(`/welcome?code=${encodeURIComponent(welcome)}`)}`;

const AboutAdministrator = () => (
  <p class="text-soft">
    Whoever uses this link becomes the administrator, and decides who may join and who has to leave. It works once.
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
    <NameAndPassword {...props} />
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

type FormPageProps = AuthPageProps & { title: string; action: string; meta?: Children; children: Children };

const FormPage = ({ site, title, action, problems = {}, meta, children }: FormPageProps) => (
  <Page site={site} title={title} wrong={Object.values(problems).some(Boolean)} script={site.forms} meta={meta}>
    <main class="card-page">
      <form class="card" method="post" action={action} novalidate>
        <Wordmark site={site} />
        <h1 safe>{title}</h1>
        {children}
      </form>
    </main>
  </Page>
);
