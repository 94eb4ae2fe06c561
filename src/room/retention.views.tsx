/** What a room keeps, and until when: the line below its bar, and what its page says and its keepers set. */
import { Html } from "@elysiajs/html";

import type { Amount } from "../messages/retention-count.ts";
import { isSettled, keptAt, LEAST_DAYS, MOST_DAYS, nextKept, type RoomRetention } from "../rooms/retention.ts";
import { Choices } from "../views/choice.tsx";
import { dayOf, hourOf } from "../views/clock.ts";
import { EmptyAt } from "../views/empty-at.tsx";
import { NumberField } from "../views/field.tsx";
import { fixed, once, render } from "../views/html.ts";
import { Clock } from "../views/icons.tsx";
import { amount, keptFrom, keptSentence, nextKeptSentences } from "../views/kept.ts";
import { Section } from "../views/layout.tsx";
import type { AboutProps } from "./about.views.tsx";

/** What everybody in a room is told of what is kept there; nothing where that is everything, for good. */
export function retentionSentences(retention: RoomRetention, now: number): string[] {
  const next = nextKept(retention, now);
  const later = next && keptFrom(dayOf(next.from), next);
  const end = retention.emptyAt === null ? "" : `Everything here will be deleted at ${hourOf(retention.emptyAt)}.`;
  return [end, keptSentence(keptAt(retention, now)), later ?? ""].filter(Boolean);
}

type RetentionLineProps = { retention: RoomRetention; now: number; oob?: boolean };

/** The line below the bar; what is to happen soonest is all that it says. */
export const RetentionLine = ({ retention, now, oob }: RetentionLineProps) => {
  const [sentence] = retentionSentences(retention, now);
  if (sentence === undefined && !oob) return SILENT;
  return (
    <p id="retention" class={retention.emptyAt === null ? undefined : "ending"} hx-swap-oob={oob ? "true" : undefined}>
      {sentence !== undefined && (
        <>
          {CLOCK}
          <span safe>{sentence}</span>
        </>
      )}
    </p>
  );
};

/** The same for a page. As long as nothing else is to hold from some time on, it is the same whatever the time is. */
export const retentionLine = (retention: RoomRetention, now: number): "safe" =>
  isSettled(retention) ? settledLine(retention) : render(<RetentionLine retention={retention} now={now} />);

const settledLine = once((retention: RoomRetention) => fixed(<RetentionLine retention={retention} now={Infinity} />));

const CLOCK = fixed(<Clock />);
const SILENT = fixed(<p id="retention"></p>);

/** What the keepers of a room know of what will go, counted when they ask. */
export type GoingCounts = {
  /** What goes when a shorter time holds. */
  going: Amount;
  /** All there is. */
  all: Amount;
};

const LONGER_OR_SHORTER = "Shorter or longer than that, but a number of days: not for good.";

export const RetentionSection = ({ room, retention, counts, now, typed = {}, problems = {} }: AboutProps) => {
  const keep = typed.keep ?? (retention.own.days === null ? "place" : "own");
  const place = keptAt({ ...retention, own: retention.place }, now);
  const next = nextKept(retention, now);
  const bounds = place.messages === Infinity ? "Shorter than that." : LONGER_OR_SHORTER;
  const answers = [
    { value: "place", label: "Same as the place", about: keptSentence(place) || "Everything is kept for good." },
    { value: "own", label: "Its own time", about: bounds },
  ];
  return (
    <Section id="keep" title="What is kept">
      {next !== undefined && (
        <p class="notice" safe>
          {nextKeptSentences(next, counts.going)}
        </p>
      )}
      <form class="retention" method="post" action={`/rooms/${room.slug}/retention`} novalidate>
        <Choices name="keep" title="For how long" answers={answers} chosen={keep} />
        <div class="only-own w-full">
          <NumberField
            name="days"
            label="Days"
            value={typed.days ?? String(retention.own.days ?? "")}
            problem={problems.days}
            hint={`From ${LEAST_DAYS} to ${MOST_DAYS.toLocaleString("en")}. What is older is deleted for everyone, every hour.`}
          />
        </div>
        <button class="button">Save</button>
      </form>
      {retention.placeEmpties ? (
        <p
          safe
        >{`An administrator has chosen to delete everything, in every room, at ${hourOf(retention.emptyAt ?? now)}.`}</p>
      ) : (
        <EmptyAt
          action={`/rooms/${room.slug}/empty`}
          where="in this room"
          emptyAt={retention.emptyAt}
          count={amount(counts.all)}
          typed={typed.hour}
          problem={problems.hour}
          now={now}
        />
      )}
    </Section>
  );
};
