/** A person's card, and the page on which one changes one's own. */
import { Html } from "@elysiajs/html";

import { FIRST_ROOM } from "../auth/auth.ts";
import { Avatar, hueOf, initialOf } from "../users/avatar.tsx";
import type { User } from "../users/store.ts";
import { CardLayout } from "../views/card-layout.tsx";
import { FileField, RemoveFile, TextField } from "../views/field.tsx";
import { attribute } from "../views/html.ts";
import { Button, Page, type Site } from "../views/layout.tsx";

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
    <LargeAvatar {...profile} />
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
        <LargeAvatar {...profile} />
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

/** As large as it gets. */
const LargeAvatar = (profile: User) => <Avatar {...profile} picture={profile.largePicture} />;

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
  /** What was just done, in words. */
  done?: string;
  problems?: { about?: string; picture?: string };
};

export const ProfilePage = ({ site, profile, most, done, problems = {} }: ProfilePageProps) => (
  <CardLayout
    site={site}
    title="Your profile"
    wrong={Object.keys(problems).length > 0}
    script={site.forms}
    style={site.pages}
  >
    {done !== undefined && (
      <p class="done" role="status" safe>
        {done}
      </p>
    )}
    <OwnPicture profile={profile} problem={problems.picture} />
    <ProfileForm profile={profile} most={most} problem={problems.about} />
    <p class="flex flex-wrap justify-center gap-x-6 text-sm">
      <a class="inline-flex min-h-11 items-center" href="/account">
        Password and sessions
      </a>
      <a class="inline-flex min-h-11 items-center" href={FIRST_ROOM}>
        Back to the room
      </a>
    </p>
  </CardLayout>
);

/** A form of its own: what is chosen here is kept at once, whatever becomes of the rest. */
const OwnPicture = ({ profile, problem }: { profile: User; problem?: string }) => (
  <form class="own-picture" method="post" action="/profile/picture" enctype="multipart/form-data">
    <LargeAvatar {...profile} />
    <FileField
      name="picture"
      label="Picture"
      problem={problem}
      hint="Beside your name wherever you are shown, cut to a square."
    />
    <p>
      <button class="button quiet" data-busy="Saving…">
        Save picture
      </button>
      {profile.picture !== null && <RemoveFile action="/profile/picture/remove" />}
    </p>
  </form>
);

const ProfileForm = ({ profile, most, problem }: { profile: User; most: number; problem?: string }) => (
  <form class="grid gap-6" method="post" action="/profile">
    <fieldset class="hues">
      <legend>Colour</legend>
      {COLOURS.map((colour, index) => (
        <label class={`avatar hue-${index + 1}`} title={colour}>
          <input
            class="sr-only"
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
    <TextField
      name="about"
      label="About you"
      value={profile.about}
      most={most}
      problem={problem}
      hint={`Up to ${most} characters, for whoever clicks your name.`}
    />
    <button class="button" data-busy="Saving…">
      Save
    </button>
  </form>
);
