/** One person, as administrators see them, and what can be done. */
import { Html } from "@elysiajs/html";

import { Avatar } from "../users/avatar.tsx";
import { FoldedForm } from "../views/folded-form.tsx";
import { attribute } from "../views/html.ts";
import type { Site } from "../views/layout.tsx";
import { COUNTED, type PersonDetails } from "./people.store.ts";
import { Marks, type Presence, Seen } from "./people.views.tsx";
import { AdminSheet, Ago } from "./views.tsx";

export type PersonPageProps = {
  site: Site;
  person: PersonDetails;
  presence: Presence;
  /** The administrator who looks is this person. */
  own: boolean;
  now: number;
  done?: string;
  /** A link to a new password that was just made. */
  link?: string;
};

export const PersonPage = ({ site, person, presence, own, now, done, link }: PersonPageProps) => (
  <AdminSheet site={site} page="/admin/people" title={person.name} done={done}>
    <section aria-label="What there is to know">
      <div class="person-facts">
        <Avatar {...person} />
        <p>
          <Marks person={person} />
          {(person.admin || person.suspended) && <br />}
          <Seen presence={presence} seenAt={person.seenAt} now={now} />
          <br />
          <span class="hint">
            Joined <Ago at={person.joinedAt} now={now} />, <span safe>{places(person.sessions)}</span>,{" "}
            <span safe>{numberOfMessages(person)}</span>
          </span>
        </p>
      </div>
      {link !== undefined && <PasswordLink link={link} />}
      {own ? (
        <p class="hint">
          This is you. Your password and sessions are on <a href="/account">your account's page</a>. Only another
          administrator can take your rights away.
        </p>
      ) : (
        <Actions person={person} />
      )}
    </section>
  </AdminSheet>
);

const PasswordLink = ({ link }: { link: string }) => (
  <div class="field">
    <label for="link">Password link</label>
    <div class="copyable">
      <input id="link" class="link" readonly value={attribute(link)} aria-describedby="link-hint" />
      <button class="button quiet scripted" type="button" data-copy="link" aria-live="polite">
        Copy
      </button>
    </div>
    <span id="link-hint" class="hint">
      Give it to nobody else. It works once, for an hour, and is not shown again.
    </span>
  </div>
);

const Actions = ({ person }: { person: PersonDetails }) => (
  <>
    <form method="post" action={`/admin/people/${person.id}`}>
      <div class="flex flex-wrap gap-2">
        {person.admin && <Action name="demote" label="Remove as administrator" />}
        <Action name="link" label="Make a password link" />
        {person.picture !== null && <Action name="picture" label="Remove picture" />}
        {person.sessions > 0 && <Action name="logout" label="Log out everywhere" />}
        {person.suspended ? (
          <Action name="readmit" label="Lift suspension" />
        ) : (
          <Action name="suspend" label="Suspend" grave />
        )}
      </div>
    </form>
    {!person.admin && !person.suspended && (
      <FoldedForm summary="Make administrator…" action={`/admin/people/${person.id}`}>
        <p>
          They can do everything you can: let people in, suspend and remove them, download a backup, and take your
          rights away.
        </p>
        <Action name="promote" label="Make administrator" />
      </FoldedForm>
    )}
    <FoldedForm summary="Remove account…" action={`/admin/people/${person.id}`}>
      <input type="hidden" name="sure" value="on" />
      <p>Their messages stay, shown as “a former guest”. The name becomes available. This can't be undone.</p>
      <Action name="remove" label="Remove this account" grave />
    </FoldedForm>
  </>
);

const Action = ({ name, label, grave }: { name: string; label: string; grave?: boolean }) => (
  <button class={grave ? "button quiet danger" : "button quiet"} name="action" value={name} safe>
    {label}
  </button>
);

function numberOfMessages({ messages }: PersonDetails): string {
  if (messages === 1) return "one message";
  return messages > COUNTED
    ? `more than ${COUNTED.toLocaleString("en")} messages`
    : `${messages.toLocaleString("en")} messages`;
}

const places = (sessions: number): string =>
  sessions === 0 ? "not logged in" : sessions === 1 ? "logged in at one place" : `logged in at ${sessions} places`;
