/** For how long the place keeps what is said and shared in it, and that everything goes when tonight ends. */
import { Html } from "@elysiajs/html";

import type { Amount } from "../messages/retention-count.ts";
import { LEAST_DAYS, MOST_DAYS, type Retention } from "../rooms/retention.ts";
import { EmptyAt } from "../views/empty-at.tsx";
import { NumberField } from "../views/field.tsx";
import { amount, type NextKept, nextKeptSentences } from "../views/kept.ts";
import { Section } from "../views/layout.tsx";

/** What the place keeps, and how much of it will go. */
export type PlaceRetention = {
  place: Retention;
  files: Retention;
  /** When everything goes, in ms since 1970, if it is to. */
  emptyAt: number | null;
  /** What is to be kept from a later time on, if that is another; what goes then, and all there is. */
  next: NextKept | undefined;
  going: Amount;
  all: Amount;
  now: number;
};

export type RetentionField = "days" | "fileDays" | "hour";

type RetentionProps = PlaceRetention & Record<"typed" | "problems", Partial<Record<RetentionField, string>>>;

const bounds = () => `From ${LEAST_DAYS} to ${MOST_DAYS.toLocaleString("en")} days.`;

export const RetentionSection = (props: RetentionProps) => {
  const { place, files, emptyAt, next, going, all, now, typed, problems } = props;
  return (
    <Section id="keep" title="What is kept">
      <p>
        Everything is kept for good, unless you set a time. It applies to all rooms, closed ones and direct messages
        included. The keepers of a room can choose another number of days for theirs, fewer or more, but can't keep
        everything for good while the place has a limit. People see it at the top of each room.
      </p>
      {next !== undefined && (
        <p class="notice" safe>
          {nextKeptSentences(next, going)}
        </p>
      )}
      <form method="post" action="/admin/retention" novalidate>
        <NumberField
          name="days"
          label="Days that messages are kept"
          value={typed.days ?? String(place.days ?? "")}
          problem={problems.days}
          hint={`${bounds()} Left empty, they are kept for good.`}
        />
        <NumberField
          name="fileDays"
          label="Days that pictures and files are kept"
          value={typed.fileDays ?? String(files.days ?? "")}
          problem={problems.fileDays}
          hint={`${bounds()} Left empty, they are kept as long as their messages.`}
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
    </Section>
  );
};
