/** A person's card, and the page on which one changes one's own. */
import { Html } from "@elysiajs/html";

import { FIRST_ROOM } from "../auth/auth.ts";
import { Avatar, hueOf, initialOf } from "../users/avatar.tsx";
import type { User } from "../users/store.ts";
import { attribute } from "../views/html.ts";
import { Button, Page, type Site, Wordmark } from "../views/layout.tsx";

/** What the twelve colours are called, in the order of their numbers. */
const COLOURS = ["Brick", "Amber", "Straw", "Moss", "Fern", "Lagoon", "Sky", "Ink", "Iris", "Plum", "Rose", "Coral"];

type CardProps = {
  profile: User;
  own: boolean;
  /** Whoever looks is an administrator. */
  admin: boolean;
  /** Whoever looks may talk with the person directly. */
  direct: boolean;
};

/** What the room shows over itself when a name is clicked. */
export const Card = ({ profile, own, admin, direct }: CardProps) => (
  <>
    <Avatar {...profile} />
    <h2>
      <bdi safe>{profile.name}</bdi>
    </h2>
    <About profile={profile} />
    {own && <Change />}
    {direct && <Message profile={profile} />}
    {!own && !profile.left && (
      <button class="button quiet" type="button" data-mention={attribute(profile.name)}>
        Mention
      </button>
    )}
    {admin && !own && <Manage profile={profile} />}
  </>
);

export const CardPage = ({ site, back, profile, own, admin, direct }: CardProps & { site: Site; back: string }) => (
  <Page site={site} title={profile.name}>
    <main class="card-page">
      <div class="card person">
        <Avatar {...profile} />
        <h1>
          <bdi safe>{profile.name}</bdi>
        </h1>
        <About profile={profile} />
        {own && <Change />}
        {direct && <Message profile={profile} />}
        {admin && !own && <Manage profile={profile} />}
        <Button href={back} label="Back to the room" quiet={direct} />
      </div>
    </main>
  </Page>
);

const About = ({ profile: { about, joinedAt, left } }: { profile: User }) => (
  <>
    {about !== "" && (
      <p dir="auto" safe>
        {about}
      </p>
    )}
    <p class="hint" safe>
      {left ? "This account was deleted." : `Here since ${dayOf(joinedAt)}`}
    </p>
  </>
);

const Change = () => <a href="/profile">Edit your profile</a>;

/** Opens the room between the two. */
const Message = ({ profile: { name } }: { profile: User }) => (
  <form method="post" action="/direct">
    <button class="button" name="person" value={attribute(name)}>
      Message
    </button>
  </form>
);

/** The way to what an administrator can do to somebody. */
const Manage = ({ profile: { id, left } }: { profile: User }) =>
  left ? <></> : <a href={`/admin/people/${id}`}>Manage account</a>;

const dayOf = (time: number): string =>
  new Date(time).toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });

export type ProfilePageProps = {
  site: Site;
  profile: User;
  /** Characters that fit. */
  most: number;
  problem?: string;
};

export const ProfilePage = ({ site, profile, most, problem }: ProfilePageProps) => (
  <Page site={site} title="Your profile" wrong={problem !== undefined} script={site.forms}>
    <main class="card-page">
      <form class="card" method="post" action="/profile">
        <Wordmark site={site} />
        <h1>Your profile</h1>
        <fieldset class="hues">
          <legend>Colour</legend>
          {COLOURS.map((colour, index) => (
            <label class={`avatar hue-${index + 1}`} title={colour}>
              <input
                type="radio"
                name="hue"
                value={String(index + 1)}
                aria-label={colour}
                checked={hueOf(profile.id, profile.hue) === index + 1}
              />
              <span aria-hidden="true" safe>
                {initialOf(profile.name)}
              </span>
            </label>
          ))}
        </fieldset>
        <div class={problem ? "field wrong" : "field"}>
          <label for="about">About you</label>
          <textarea
            id="about"
            name="about"
            rows="3"
            dir="auto"
            maxlength={most}
            autofocus={problem !== undefined}
            aria-invalid={problem ? "true" : undefined}
            aria-describedby="about-hint"
            safe
          >
            {`\n${profile.about}`}
          </textarea>
          <span id="about-hint" class={problem ? "problem" : "hint"} safe>
            {problem ?? `Up to ${most} characters, for whoever clicks your name.`}
          </span>
        </div>
        <button class="button" data-busy="Saving…">
          Save
        </button>
        <p class="links">
          <a class="inline-flex min-h-11 items-center" href="/account">
            Password and sessions
          </a>
          <a class="inline-flex min-h-11 items-center" href={FIRST_ROOM}>
            Back to the room
          </a>
        </p>
      </form>
    </main>
  </Page>
);
