/** For how long the place keeps what is said and shared in it, and that everything goes when tonight ends. */
import { Html } from "@elysiajs/html";

import type { Amount } from "../messages/retention-count.ts";
import { LEAST_DAYS, MOST_DAYS, nextKept, type Retention } from "../rooms/retention.ts";
import { timeOf } from "../views/clock.ts";
import { EmptyAt } from "../views/empty-at.tsx";
import { Field } from "../views/field.tsx";
import { amount, goingSentence, keptFrom } from "../views/kept.ts";

export type PlaceRetentionProps = {
  place: Retention;
  files: Retention;
  /** When everything goes, in ms since 1970, if it is to. */
  emptyAt: number | null;
  /** What goes when a shorter time holds, and all there is. */
  going: Amount;
  all: Amount;
  now: number;
  typed?: { days?: string; fileDays?: string; hour?: string };
  problems?: { days?: string; fileDays?: string; hour?: string };
};

const bounds = () => `From ${LEAST_DAYS} to ${MOST_DAYS.toLocaleString("en")} days.`;

export const PlaceRetention = (props: PlaceRetentionProps) => {
  const { place, files, emptyAt, all, now, typed = {}, problems = {} } = props;
  return (
    <section aria-labelledby="keep">
      <h2 id="keep">What is kept</h2>
      <p>
        Everything is kept for good, unless you set a time. It applies to all rooms, closed ones and direct messages
        included. The keepers of a room can choose another number of days for theirs, fewer or more, but can't keep
        everything for good while the place has a limit. People see it at the top of each room.
      </p>
      <NextKept {...props} />
      <form method="post" action="/admin/retention" novalidate>
        <Field
          name="days"
          label="Days that messages are kept"
          inputmode="numeric"
          value={typed.days ?? String(place.days ?? "")}
          problem={problems.days}
          hint={`${bounds()} Left empty, they are kept for good.`}
          autocomplete="off"
          autofocus={problems.days !== undefined}
          optional
        />
        <Field
          name="fileDays"
          label="Days that pictures and files are kept"
          inputmode="numeric"
          value={typed.fileDays ?? String(files.days ?? "")}
          problem={problems.fileDays}
          hint={`${bounds()} Left empty, they are kept as long as their messages.`}
          autocomplete="off"
          autofocus={problems.days === undefined && problems.fileDays !== undefined}
          optional
        />
        <button class="button">Save</button>
      </form>
      <EmptyAt
        action="/admin/empty"
        where="in every room, closed ones and direct messages included,"
        emptyAt={emptyAt}
        count={amount(all)}
        typed={typed.hour}
        problem={problems.hour}
        now={now}
      />
    </section>
  );
};

/** What goes when, as long as it can still be changed. */
const NextKept = ({ place, files, going, now }: PlaceRetentionProps) => {
  const retention = { own: place, place, files, emptyAt: null, placeEmpties: false };
  const next = nextKept(retention, now);
  if (!next) return <></>;
  return (
    <p class="notice" safe>
      {`${keptFrom(timeOf(next.from), next)} ${goingSentence(going)}`}
    </p>
  );
};
