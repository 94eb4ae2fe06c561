/** Everybody who has an account, as administrators see them: a list to search and sort. */
import { Html } from "@elysiajs/html";

import { Avatar } from "../users/avatar.tsx";
import { FindPerson, SelectField } from "../views/field.tsx";
import { Button, type Site } from "../views/layout.tsx";
import { type ListedPerson, ORDERS, type PeopleOrder } from "./people.store.ts";
import { AdminSheet, Ago } from "./views.tsx";

/** Whether somebody has a page open, and looks at it. */
export type Presence = "here" | "away" | undefined;

export type PeopleListProps = {
  people: ListedPerson[];
  /** How many were found. */
  total: number;
  presenceOf: (id: number) => Presence;
  /** What was looked for, as it was typed. */
  name: string;
  /** The ways to the page before and the one after, where there are such. */
  previous?: string;
  next?: string;
  now: number;
};

type PeoplePageProps = PeopleListProps & { site: Site; order: PeopleOrder; done?: string };

export const PeoplePage = ({ site, order, done, ...list }: PeoplePageProps) => (
  <AdminSheet site={site} page="/admin/people" title="People" done={done}>
    <section aria-label="Everybody">
      <form id="people-search" class="people-search" method="get" action="/admin/people" role="search">
        <FindPerson id="name" value={list.name} />
        <SelectField name="order" label="Sort by" options={Object.entries(ORDERS)} chosen={order} />
        <button class="button quiet unscripted">Find</button>
      </form>
      <div id="people-list" aria-live="polite">
        <PeopleList {...list} />
      </div>
    </section>
  </AdminSheet>
);

/** The part of the page that changes as one types. */
export const PeopleList = ({ people, total, presenceOf, previous, next, now }: PeopleListProps) => (
  <>
    <p class="hint" safe>
      {total === 0 ? "No one by that name." : total === 1 ? "One person" : `${total.toLocaleString("en")} people`}
    </p>
    <ul class="entries">
      {people.map((person) => (
        <li>
          <a class="listed" href={`/admin/people/${person.id}`}>
            <Avatar {...person} />
            <span>
              <bdi class="font-semibold" safe>
                {person.name}
              </bdi>
              <Marks person={person} />
            </span>
          </a>
          <p>
            <Seen presence={presenceOf(person.id)} seenAt={person.seenAt} now={now} />
            <br />
            Joined <Ago at={person.joinedAt} now={now} />
          </p>
        </li>
      ))}
    </ul>
    {(previous !== undefined || next !== undefined) && (
      <p class="flex flex-wrap gap-3">
        {previous !== undefined && <Button href={previous} label="Previous" rel="prev" quiet />}
        {next !== undefined && <Button href={next} label="More" rel="next" quiet />}
      </p>
    )}
  </>
);

export const Marks = ({ person: { admin, suspended } }: { person: Pick<ListedPerson, "admin" | "suspended"> }) => (
  <span class="hint" safe>
    {[admin && "administrator", suspended && "suspended"].filter(Boolean).join(", ")}
  </span>
);

type SeenProps = { presence: Presence; seenAt: number | null; now: number };

export const Seen = ({ presence, seenAt, now }: SeenProps) => {
  if (presence === "here") return <span class="here-now">Here now</span>;
  if (presence === "away") return <span>Here, but away</span>;
  if (seenAt === null) return <span>Never seen</span>;
  return (
    <span>
      Last seen <Ago at={seenAt} now={now} />
    </span>
  );
};
