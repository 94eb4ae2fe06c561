/** What a room keeps, and until when: the line below its bar, and what its page says and its keepers set. */
import { Html } from "@elysiajs/html";

import type { Amount } from "../messages/retention-count.ts";
import { type Keeping, keptAt, LEAST_DAYS, MOST_DAYS, nextKept } from "../rooms/retention.ts";
import { Choice } from "../views/choice.tsx";
import { dayOf, hourOf, timeOf } from "../views/clock.ts";
import { EmptyAt } from "../views/empty-at.tsx";
import { Field } from "../views/field.tsx";
import { fixed } from "../views/html.ts";
import { Clock } from "../views/icons.tsx";
import { amount, goingSentence, keptSentence } from "../views/kept.ts";
import type { AboutProps } from "./about.views.tsx";

/** What everybody in a room is told of what is kept there; nothing where that is everything, for good. */
export function keepingSentences(keeping: Keeping, now: number): string[] {
  const next = nextKept(keeping, now);
  const later = next && `From ${dayOf(next.from)}, ${lowerFirst(keptSentence(next))}`;
  const end = keeping.emptyAt === null ? "" : `Everything here is deleted at ${hourOf(keeping.emptyAt)}.`;
  return [end, keptSentence(keptAt(keeping, now)), later ?? ""].filter(Boolean);
}

const lowerFirst = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1);

type KeepingLineProps = { keeping: Keeping; now: number; oob?: boolean };

/** The line below the bar; what is to happen soonest is all that it says. */
export const KeepingLine = ({ keeping, now, oob }: KeepingLineProps) => {
  const [sentence] = keepingSentences(keeping, now);
  return (
    <p id="keeping" class={keeping.emptyAt === null ? undefined : "ending"} hx-swap-oob={oob ? "true" : undefined}>
      {sentence !== undefined && (
        <>
          {CLOCK}
          <span safe>{sentence}</span>
        </>
      )}
    </p>
  );
};

const CLOCK = fixed(<Clock />);

/** What the keepers of a room know of what will go, counted when they ask. */
export type GoingCounts = {
  /** What goes when a shorter time holds. */
  going: Amount;
  /** All there is. */
  all: Amount;
};

export const KeepingSection = ({ room, keeping, counts, now, typed = {}, problems = {} }: AboutProps) => {
  const isOwn = (typed.keep ?? (keeping.own.days === null ? "place" : "own")) === "own";
  const place = keptSentence(keptAt({ ...keeping, own: keeping.place }, now));
  const action = `/rooms/${room.slug}/empty`;
  return (
    <section aria-labelledby="keep">
      <h2 id="keep">What is kept</h2>
      <NextKept keeping={keeping} going={counts.going} now={now} />
      <form class="retention" method="post" action={`/rooms/${room.slug}/retention`} novalidate>
        <fieldset class="choices">
          <legend>For how long</legend>
          <Choice
            name="keep"
            value="place"
            checked={!isOwn}
            label="Same as the place"
            about={place || "Everything is kept for good."}
          />
          <Choice name="keep" value="own" checked={isOwn} label="Its own time" about="Shorter or longer than that." />
        </fieldset>
        <div class="only-own">
          <Field
            name="days"
            label="Days"
            inputmode="numeric"
            value={typed.days ?? String(keeping.own.days ?? "")}
            problem={problems.days}
            hint={`From ${LEAST_DAYS} to ${MOST_DAYS.toLocaleString("en")}. What is older is deleted for everyone, every hour.`}
            autocomplete="off"
            autofocus={problems.days !== undefined}
            optional
          />
        </div>
        <button class="button">Save</button>
      </form>
      {keeping.placeEmpties ? (
        <p
          safe
        >{`An administrator has chosen that everything, in every room, is deleted at ${hourOf(keeping.emptyAt ?? now)}.`}</p>
      ) : (
        <EmptyAt
          action={action}
          where="in this room"
          emptyAt={keeping.emptyAt}
          count={amount(counts.all)}
          typed={typed.hour}
          problem={problems.hour}
          now={now}
        />
      )}
    </section>
  );
};

/** What goes when, as long as it can still be changed. */
const NextKept = ({ keeping, going, now }: { keeping: Keeping; going: Amount; now: number }) => {
  const next = nextKept(keeping, now);
  if (!next) return <></>;
  return (
    <p class="notice" safe>
      {`From ${timeOf(next.from)}, ${lowerFirst(keptSentence(next))} ${goingSentence(going)}`}
    </p>
  );
};
