/** Whom one wants to talk with. */
import { Html } from "@elysiajs/html";

import type { Member } from "../auth/sessions.ts";
import { MOST_DIRECT } from "../rooms/people.store.ts";
import { FindPerson } from "../views/field.tsx";
import { attribute } from "../views/html.ts";
import { Pencil } from "../views/icons.tsx";
import type { Site } from "../views/layout.tsx";
import { Problem } from "../views/problem.tsx";
import { Sheet } from "../views/sheet.tsx";
import type { OfferedPerson } from "./choose-people.ts";
import { ChoosePeople } from "./choose-people.views.tsx";

export type ChoiceProps = {
  member: Member;
  offered: OfferedPerson[];
  /** Whose box is ticked. */
  chosen: number[];
  /** How the names begin that are looked for, as it was typed. */
  q: string;
};

type DirectProps = ChoiceProps & { site: Site; back?: string; problem?: string };

/** One form: its first button finds people by name and keeps those who are chosen, its last one opens the room. */
export const DirectPage = ({ site, back, problem, ...choice }: DirectProps) => (
  <Sheet
    site={site}
    title="Message someone"
    wrong={problem !== undefined}
    script={site.admin}
    class="rooms"
    back={back}
  >
    <section aria-label="People">
      <form id="people-search" method="post" action="/direct">
        <Problem sentence={problem} />
        <div class="find-person">
          <FindPerson id="q" value={choice.q} />
          <button class="button quiet unscripted" formmethod="get">
            Find
          </button>
        </div>
        <div id="people-list" aria-live="polite">
          <PeopleToChoose {...choice} />
        </div>
        <p class="hint">
          {`Choose one person or several, up to ${MOST_DIRECT - 1}. Only you and they will see what is said.`}
        </p>
        <button class="button">Start talking</button>
      </form>
    </section>
  </Sheet>
);

/** The part of the page that changes with the name that is looked for. */
export const PeopleToChoose = ({ member, offered, chosen, q }: ChoiceProps) => {
  const picked = new Set(chosen);
  return (
    <>
      {offered.length === 0 && <p class="hint">{q === "" ? "Nobody else is here yet." : "No one by that name."}</p>}
      <ChoosePeople offered={offered} chosen={picked} />
      <ul class="choose-people">
        <li>
          <label>
            <input type="checkbox" name="person" value={attribute(member.name)} checked={picked.has(member.id)} />
            <b class="avatar" aria-hidden="true">
              <Pencil />
            </b>
            <span>Notes to yourself</span>
          </label>
        </li>
      </ul>
    </>
  );
};
