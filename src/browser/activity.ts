/** Small signs on the open line: that the reader writes, or is away; and who else is writing. */
import { byId, me } from "./page.ts";
import { sendClientMessage, type Writer } from "./socket.ts";

/** While somebody writes, the page says so again after this time, in ms. */
const REPEAT = 3_000;

const AWAY_AFTER = Number(byId("live").dataset.away) * 1000;

const line = byId("typing");

/** When the page last said that its reader writes; 0 when it took that back. */
let typingSentAt = 0;
let away: ReturnType<typeof setTimeout> | undefined;
let isAway = false;
let writers: Writer[] = [];

export function openActivity(): void {
  const field = byId<HTMLTextAreaElement>("field");
  field.form?.addEventListener("submit", endTyping);
  field.addEventListener("input", () => {
    if (!field.value.trim()) return endTyping();
    if (Date.now() - typingSentAt < REPEAT) return;
    typingSentAt = Date.now();
    sendClientMessage("typing");
  });
  watchVisibility();
  document.addEventListener("visibilitychange", watchVisibility);
}

/** What was written is sent, or taken back. */
function endTyping(): void {
  if (typingSentAt > 0) sendClientMessage("idle");
  typingSentAt = 0;
}

/** A new line knows nothing of what was said on the one before. */
export function resendActivity(): void {
  typingSentAt = 0;
  if (isAway) sendClientMessage("away");
}

function watchVisibility(): void {
  clearTimeout(away);
  if (document.hidden) {
    away = setTimeout(() => {
      isAway = true;
      sendClientMessage("away");
    }, AWAY_AFTER);
  } else if (isAway) {
    isAway = false;
    sendClientMessage("back");
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
export function removeTyping(rows: HTMLElement[]): void {
  const said = rows.map(({ dataset }) => Number(dataset.author));
  if (said.length > 0) showTyping(writers.filter(([id]) => !said.includes(id)));
}

/** Somebody has chosen another colour. */
export function recolourAvatars([id, hue]: [id: number, hue: number]): void {
  for (const avatar of document.querySelectorAll(`[data-author="${id}"] > .avatar`))
    avatar.className = `avatar hue-${hue}`;
}
