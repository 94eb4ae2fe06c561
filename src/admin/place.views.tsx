/** What the place is called, says of itself, and which accent it has; and the first steps of its first administrator. */
import { Html } from "@elysiajs/html";

import { FIRST_ROOM } from "../auth/auth.ts";
import { ACCENT_NAMES, ACCENTS } from "../views/accents.ts";
import { Field, TextField } from "../views/field.tsx";
import { Check, Key, Lamp, Plus } from "../views/icons.tsx";
import { Button, Page, type Site } from "../views/layout.tsx";
import type { PlaceUse } from "./place-files.store.ts";
import { LandingSection, LogoSection } from "./place-files.views.tsx";
import type { Place } from "./place.store.ts";
import { type PlaceRetention, type RetentionField, RetentionSection } from "./retention.views.tsx";
import { AdminSheet } from "./views.tsx";

/** Characters that fit. */
export const NAME_LENGTH = 40;
export const SENTENCE_LENGTH = 200;

type PlaceField = "name" | "sentence" | "accent" | RetentionField;

/** What the page has besides the place as it is: what was just done, in words, or was filled in and is wrong. */
export type PlaceExtra = {
  done?: string;
  typed?: Partial<Record<PlaceField, string>>;
  problems?: Partial<Record<PlaceField | PlaceUse, string>>;
};

type PlacePageProps = PlaceExtra & {
  site: Site;
  place: Place;
  /** What stands where nothing is filled in. */
  fallback: { name: string; sentence: string };
  retention: PlaceRetention;
};

export const PlacePage = ({ site, place, fallback, retention, done, typed = {}, problems = {} }: PlacePageProps) => (
  <AdminSheet site={site} page="/admin/place" title="Place" done={done}>
    <section aria-label="How it is called and how it looks">
      <form method="post" action="/admin/place" novalidate>
        <Field
          name="name"
          label="Name"
          value={typed.name ?? place.name}
          problem={problems.name}
          hint={`Up to ${NAME_LENGTH} characters, at the top of every page. Left empty, it is “${fallback.name}”.`}
          autocomplete="off"
          optional
        />
        <TextField
          name="sentence"
          label="Sentence on the landing page"
          value={typed.sentence ?? place.sentence}
          most={SENTENCE_LENGTH}
          placeholder={fallback.sentence}
          problem={problems.sentence}
          hint={`Up to ${SENTENCE_LENGTH} characters. Previews of links to this place show it, too.`}
        />
        <Accents chosen={typed.accent ?? place.accent} />
        <button class="button">Save</button>
      </form>
    </section>
    <LogoSection site={site} problems={problems} />
    <LandingSection site={site} problems={problems} />
    <RetentionSection {...retention} typed={typed} problems={problems} />
  </AdminSheet>
);

const Accents = ({ chosen }: { chosen: string }) => (
  <fieldset class="accents">
    <legend>Accent colour</legend>
    {ACCENT_NAMES.map((accent) => (
      <label data-accent={accent}>
        <input class="sr-only" type="radio" name="accent" value={accent} checked={accent === chosen} />
        <i aria-hidden="true">
          <Check />
        </i>
        <span>{ACCENTS[accent].label}</span>
      </label>
    ))}
  </fieldset>
);

type FirstStepsProps = { site: Site; member: string; name: string; saved?: boolean; problem?: string };

/** Where somebody comes to who has just become the first administrator: what that means, and what to do next. */
export const FirstStepsPage = ({ site, member, name, saved, problem }: FirstStepsProps) => (
  <Page site={site} title="Welcome" style={site.pages}>
    <main class="first-steps">
      <span class="lampmark">
        <Lamp />
      </span>
      <h1>You're the administrator</h1>
      <p>
        Welcome, <bdi safe>{member}</bdi>. You decide who may come in, and this place is yours to name. Everything here
        can be changed later, under Administration.
      </p>
      <form method="post" action="/admin/place" novalidate>
        <input type="hidden" name="from" value="welcome" />
        <Field
          name="name"
          label="What is this place called?"
          value={name}
          problem={problem}
          autocomplete="off"
          optional
        />
        <button class="button quiet">Save</button>
        {saved && (
          <p class="col-span-2 text-sm" role="status">
            Saved.
          </p>
        )}
      </form>
      <ul aria-label="Next steps">
        <li>
          <a href="/invite">
            <Plus />
            <span>
              <b>Invite people</b>
              <small>Get a link or a QR code to give to your friends.</small>
            </span>
          </a>
        </li>
        <li>
          <a href="/admin">
            <Key />
            <span>
              <b>Choose who may join</b>
              <small>Anyone with the address, only people you invite, or no one.</small>
            </span>
          </a>
        </li>
      </ul>
      <Button href={FIRST_ROOM} label="Go to the room" />
    </main>
  </Page>
);
