/** What somebody wants to hear of a room. */
import { Html } from "@elysiajs/html";

import { type Level, levelOf, LOBBY, type Room, usualLevel } from "../rooms/store.ts";
import { Choice } from "../views/choice.tsx";
import { Section } from "../views/layout.tsx";
import type { AboutProps } from "./about.views.tsx";

type Words = { label: string; about: string };

const WORDS: Record<Level, Words> = {
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

export const LevelSection = ({ room, standing, now }: AboutProps) => {
  const chosen = levelOf({ room, standing }, now);
  const left = standing.levelUntil === null ? 0 : standing.levelUntil - now;
  return (
    <Section id="level" title="What you hear of it">
      <form method="post" action={`/rooms/${room.slug}/level`}>
        <fieldset class="choices" aria-labelledby="level">
          {levelsFor(room, chosen).map((level) => (
            <Choice
              name="level"
              value={level}
              checked={level === chosen}
              label={level === usualLevel(room.kind) ? `${WORDS[level].label} (usual)` : WORDS[level].label}
              about={WORDS[level].about}
            />
          ))}
        </fieldset>
        {room.kind !== "direct" && (
          <label class="tick">
            <input type="hidden" name="asks" value="here" />
            <input type="checkbox" name="here" value="off" checked={standing.muteHere} />
            <span>
              <b>Leave me out of @here</b>
            </span>
          </label>
        )}
        <div class="field">
          <label for="until">For how long</label>
          <select id="until" name="until" aria-describedby={left > 0 ? "until-hint" : undefined}>
            {left > 0 && (
              <option value="same" selected safe>
                {`For ${inWords(left)}`}
              </option>
            )}
            <option value="">Until I change it</option>
            <option value="hour">For an hour</option>
            <option value="tomorrow">Until tomorrow morning</option>
          </select>
          {left > 0 && (
            <span class="hint" id="until-hint" safe>
              {`It ends in ${inWords(left)}. Then it is again what it was before.`}
            </span>
          )}
        </div>
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
