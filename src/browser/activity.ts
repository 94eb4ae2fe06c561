/** Small signs on the open line: that the reader writes, or is away; and who else is writing. */
import { me, part } from "./page.ts";
import { tell, type Writer } from "./socket.ts";

/** While somebody writes, the page says so again after this time, in ms. */
const REPEAT = 3_000;

const AWAY_AFTER = Number(part("live").dataset.away) * 1000;

const line = part("typing");

/** When the page last said that its reader writes; 0 when it took that back. */
let saidAt = 0;
let away: ReturnType<typeof setTimeout> | undefined;
let isAway = false;
let writers: Writer[] = [];

export function openHints(): void {
  const field = part<HTMLTextAreaElement>("field");
  field.form?.addEventListener("submit", endTyping);
  field.addEventListener("input", () => {
    if (!field.value.trim()) return endTyping();
    if (Date.now() - saidAt < REPEAT) return;
    saidAt = Date.now();
    tell("typing");
  });
  watchSight();
  document.addEventListener("visibilitychange", watchSight);
}

/** What was written is sent, or taken back. */
function endTyping(): void {
  if (saidAt > 0) tell("idle");
  saidAt = 0;
}

/** A new line knows nothing of what was said on the one before. */
export function repeatHints(): void {
  saidAt = 0;
  if (isAway) tell("away");
}

function watchSight(): void {
  clearTimeout(away);
  if (document.hidden) {
    away = setTimeout(() => {
      isAway = true;
      tell("away");
    }, AWAY_AFTER);
  } else if (isAway) {
    isAway = false;
    tell("back");
  }
}

/** Shows who writes, without the reader. */
export function showTyping(people: Writer[]): void {
  writers = people.filter(([id]) => String(id) !== me);
  const [one, other, ...more] = writers.map(([, name]) => `\u2068${name}\u2069`); // names keep their own direction
  if (more.length > 0) line.textContent = "several people are typing…";
  else if (other) line.textContent = `${one} and ${other} are typing…`;
  else line.textContent = one ? `${one} is typing…` : "";
}

/** Rows that are new: who has just said something is not writing it any more. */
export function settleTyping(rows: HTMLElement[]): void {
  const said = rows.map(({ dataset }) => Number(dataset.author));
  if (said.length > 0) showTyping(writers.filter(([id]) => !said.includes(id)));
}

/** Somebody has chosen another colour. */
export function recolour([id, hue]: [id: number, hue: number]): void {
  for (const face of document.querySelectorAll(`[data-author="${id}"] > .face`)) face.className = `face hue-${hue}`;
}
