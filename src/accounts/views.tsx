/** The landing page and the two doors into the room. */
import { Html } from "@elysiajs/html";
import type { Children } from "@kitajs/html";

import { attribute } from "../views/html.ts";
import { Button, Page, type Site, Wordmark } from "../views/layout.tsx";

export const Landing = ({ site, room }: { site: Site; room?: string }) => (
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
          {room ? <Button href={room} label="Back to the room" /> : <Button href="/register" label="Join the room" />}
          {!room && <Button href="/login" label="Log in" quiet />}
        </nav>
      </main>
      <footer class="text-center text-sm text-soft">Runs on one small machine. No trackers, no other company.</footer>
    </div>
  </Page>
);

export type DoorProps = {
  site: Site;
  username?: string;
  /** Where to go after logging in: a local path. */
  next?: string;
  /** What is wrong, at the field it belongs to. */
  problems?: { username?: string; password?: string };
};

export const RegisterPage = (props: DoorProps) => (
  <DoorPage {...props} title="Join the room" action="/register">
    <Field name="username" label="Name" value={props.username} problem={props.problems?.username} autofocus />
    <Field
      name="password"
      label="Password"
      problem={props.problems?.password}
      hint="At least 8 characters. A few words make a good one."
      autocomplete="new-password"
    />
    <button class="button">Join</button>
    <p class="text-center text-sm text-soft">
      Been here before? <a href="/login">Log in</a>
    </p>
  </DoorPage>
);

export const LoginPage = (props: DoorProps) => (
  <DoorPage {...props} title="Welcome back" action="/login">
    {props.next !== undefined && <input type="hidden" name="next" value={attribute(props.next)} />}
    <Field name="username" label="Name" value={props.username} problem={props.problems?.username} autofocus />
    <Field name="password" label="Password" problem={props.problems?.password} autocomplete="current-password" />
    <button class="button">Log in</button>
    <p class="text-center text-sm text-soft">
      New here? <a href="/register">Join the room</a>
    </p>
  </DoorPage>
);

type DoorPageProps = DoorProps & { title: string; action: string; children: Children };

const DoorPage = ({ site, title, action, children }: DoorPageProps) => (
  <Page site={site} title={title}>
    <main class="door">
      <form class="card" method="post" action={action} novalidate>
        <Wordmark site={site} />
        <h1 safe>{title}</h1>
        {children}
      </form>
    </main>
  </Page>
);

type FieldProps = {
  name: "username" | "password";
  label: string;
  value?: string;
  problem?: string;
  hint?: string;
  autofocus?: boolean;
  autocomplete?: "current-password" | "new-password";
};

const Field = ({ name, label, value, problem, hint, autofocus, autocomplete }: FieldProps) => (
  <div class={problem ? "field wrong" : "field"}>
    <label for={name} safe>
      {label}
    </label>
    <input
      id={name}
      name={name}
      type={name === "password" ? "password" : "text"}
      value={value === undefined ? undefined : attribute(value)}
      autocomplete={autocomplete ?? "username"}
      autocapitalize="none"
      spellcheck="false"
      dir={name === "username" ? "auto" : undefined}
      required
      autofocus={autofocus}
      aria-invalid={problem ? "true" : undefined}
      aria-describedby={problem ? `${name}-problem` : hint ? `${name}-hint` : undefined}
    />
    {problem !== undefined && (
      <span class="problem" id={`${name}-problem`} safe>
        {problem}
      </span>
    )}
    {problem === undefined && hint !== undefined && (
      <span class="hint" id={`${name}-hint`} safe>
        {hint}
      </span>
    )}
  </div>
);
