/** Everybody who is in, as administrators see them: a list, and a page for each. */
import { Html } from "@elysiajs/html";

import type { User } from "../users/store.ts";
import { ago } from "../views/ago.ts";
import { attribute } from "../views/html.ts";
import type { Site } from "../views/layout.tsx";
import { COUNTED, type PersonDetails } from "./people.store.ts";
import { AdminSheet } from "./views.tsx";

export type PeopleListProps = {
  site: Site;
  people: User[];
  count: number;
  /** What was looked for, as it was typed. */
  name: string;
  /** The way to those who come after, when there are more. */
  next?: string;
  done?: string;
};

export const PeopleListPage = ({ site, people, count, name, next, done }: PeopleListProps) => (
  <AdminSheet site={site} page="/admin/people" title="People" done={done}>
    <section aria-label="Everybody">
      <form method="get" action="/admin/people" role="search">
        <div class="field">
          <label for="name">Find someone</label>
          <input id="name" name="name" value={attribute(name)} dir="auto" autocapitalize="none" spellcheck="false" />
        </div>
        <button class="button quiet">Find</button>
      </form>
      {people.length === 0 ? (
        <p>No one by that name.</p>
      ) : (
        <ul class="entries">
          {people.map((person) => (
            <li>
              <a href={`/admin/people/${person.id}`}>
                <bdi class="font-semibold" safe>
                  {person.name}
                </bdi>
                <Marks person={person} />
              </a>
            </li>
          ))}
        </ul>
      )}
      <p class="hint" safe>
        {`${count.toLocaleString("en")} with an account in all.`}
      </p>
      {next !== undefined && (
        <p>
          <a class="button quiet" href={next}>
            More
          </a>
        </p>
      )}
    </section>
  </AdminSheet>
);

const Marks = ({ person: { admin, suspended } }: { person: User }) => (
  <span class="hint" safe>
    {[admin && "administrator", suspended && "suspended"].filter(Boolean).join(", ")}
  </span>
);

export type PersonPageProps = {
  site: Site;
  person: PersonDetails;
  /** The administrator who looks is this person. */
  own: boolean;
  now: number;
  done?: string;
  /** A link to a new password that was just made. */
  link?: string;
  problem?: string;
};

export const PersonPage = ({ site, person, own, now, done, link, problem }: PersonPageProps) => (
  <AdminSheet site={site} page="/admin/people" title={person.name} done={done}>
    <section aria-label="What there is to know">
      <p>
        <Marks person={person} /> <span safe>{describe(person, now)}</span>
      </p>
      {link !== undefined && (
        <div class="field">
          <label for="link">Password link</label>
          <input id="link" class="link" readonly value={attribute(link)} aria-describedby="link-hint" />
          <span id="link-hint" class="hint">
            Give it to nobody else. It works once, for an hour, and is not shown again.
          </span>
        </div>
      )}
      {own ? (
        <p class="hint">
          This is you. What concerns your own account is on <a href="/account">its page</a>; your rights are for another
          administrator to take.
        </p>
      ) : (
        <Actions person={person} problem={problem} />
      )}
    </section>
  </AdminSheet>
);

const Actions = ({ person, problem }: { person: PersonDetails; problem?: string }) => (
  <>
    <form method="post" action={`/admin/people/${person.id}`}>
      <div class="flex flex-wrap gap-2">
        {person.admin ? (
          <Action name="demote" label="Remove as administrator" />
        ) : (
          !person.suspended && <Action name="promote" label="Make administrator" />
        )}
        <Action name="link" label="Make a password link" />
        {person.sessions > 0 && <Action name="logout" label="Log out everywhere" />}
        {person.suspended ? (
          <Action name="readmit" label="Lift suspension" />
        ) : (
          <Action name="suspend" label="Suspend" grave />
        )}
      </div>
    </form>
    <details open={problem !== undefined}>
      <summary>Remove account…</summary>
      <form method="post" action={`/admin/people/${person.id}`}>
        <p>Their messages stay, shown as “a former guest”. The name becomes available. This can't be undone.</p>
        <label class="flex min-h-11 items-center gap-3">
          <input class="size-4" type="checkbox" name="sure" required aria-describedby={problem && "sure-problem"} />
          <span>Yes, remove this account</span>
        </label>
        {problem !== undefined && (
          <p id="sure-problem" class="problem" safe>
            {problem}
          </p>
        )}
        <Action name="remove" label="Remove" grave />
      </form>
    </details>
  </>
);

const Action = ({ name, label, grave }: { name: string; label: string; grave?: boolean }) => (
  <button class={grave ? "button quiet danger" : "button quiet"} name="action" value={name} safe>
    {label}
  </button>
);

function describe({ joinedAt, seenAt, sessions, messages }: PersonDetails, now: number): string {
  const joined = `Joined ${ago(joinedAt, now)}`;
  const number = messages > COUNTED ? `more than ${COUNTED.toLocaleString("en")}` : messages.toLocaleString("en");
  const said = messages === 1 ? "one message" : `${number} messages`;
  const seen = seenAt === null ? "not logged in" : `last seen ${ago(seenAt, now)}, logged in at ${places(sessions)}`;
  return `${joined}, ${said}, ${seen}.`;
}

const places = (sessions: number): string => (sessions === 1 ? "one place" : `${sessions} places`);
