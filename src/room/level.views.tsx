/** What somebody wants to hear of a room. */
import { Html } from "@elysiajs/html";

import { type Level, levelOf, LOBBY, type Room, usualLevel } from "../rooms/store.ts";
import { type Answer, Choices } from "../views/choice.tsx";
import { SelectField } from "../views/field.tsx";
import { Section } from "../views/layout.tsx";
import type { AboutProps } from "./about.views.tsx";

const WORDS: Record<Level, Omit<Answer, "value">> = {
  all: { label: "Everything", about: "Every message notifies you." },
  mine: { label: "What is for me", about: "Mentions of you, and replies to what you said, notify you." },
  nothing: {
    label: "Nothing",
    about: "The room stays quiet. What is for you still counts in your list, but doesn't notify you.",
  },
  hidden: { label: "Hide the room", about: "It leaves your list. You'll find it again under “All rooms”." },
};

/** Of a room between people every message is for its reader. */
const levelsFor = ({ kind, slug }: Room, chosen: Level): Level[] => {
  const levels: Level[] = kind === "direct" ? ["all", "nothing", "hidden"] : ["all", "mine", "nothing", "hidden"];
  if (!levels.includes(chosen)) levels.unshift(chosen);
  return slug === LOBBY ? levels.filter((level) => level !== "hidden") : levels;
};

const answersFor = (room: Room, chosen: Level): Answer[] =>
  levelsFor(room, chosen).map((value) => {
    const { label, about } = WORDS[value];
    return { value, about, label: value === usualLevel(room.kind) ? `${label} (usual)` : label };
  });

const TIMES: [until: string, label: string][] = [
  ["", "Until I change it"],
  ["hour", "For an hour"],
  ["tomorrow", "Until tomorrow morning"],
];

export const LevelSection = ({ room, standing, now }: AboutProps) => {
  const chosen = levelOf({ room, standing }, now);
  const left = standing.levelUntil === null ? 0 : standing.levelUntil - now;
  return (
    <Section id="level" title="What you hear of it">
      <form method="post" action={`/rooms/${room.slug}/level`}>
        <Choices name="level" headedBy="level" answers={answersFor(room, chosen)} chosen={chosen} />
        {room.kind !== "direct" && (
          <label class="tick">
            <input type="hidden" name="asks" value="here" />
            <input type="checkbox" name="here" value="off" checked={standing.muteHere} />
            <span>
              <b>Leave me out of @here</b>
            </span>
          </label>
        )}
        <SelectField
          name="until"
          label="For how long"
          hint={left > 0 ? `It ends in ${inWords(left)}. Then it is again what it was before.` : undefined}
          options={left > 0 ? [["same", `For ${inWords(left)}`], ...TIMES] : TIMES}
          chosen={left > 0 ? "same" : ""}
        />
        <button class="button">Save</button>
      </form>
    </Section>
  );
};

const MINUTE = 60_000;

/** A time to come, roughly. */
function inWords(ms: number): string {
  const minutes = Math.ceil(ms / MINUTE);
  if (minutes === 1) return "a minute";
  if (minutes < 100) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
