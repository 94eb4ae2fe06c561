/**
 * Presence and typing: tells the server that the reader is typing or away, and shows who else is typing. Loaded when there
 * is something of this to tell or to show.
 */
import type { ChangedUser, Writer } from "./frame.ts";
import { byId, me, onVisibilityChange } from "./page.ts";
import { sendClientMessage } from "./socket.ts";

/** How often the page repeats that its reader is typing, in ms. */
const TYPING_INTERVAL = 3_000;

const AWAY_AFTER = Number(byId("live").dataset.away) * 1000;

const typingLine = byId("typing");

/** When the page last said that its reader is typing; 0 when it took that back. */
let typingSentAt = 0;
let awayTimer: ReturnType<typeof setTimeout> | undefined;
let isAway = false;
let writers: Writer[] = [];

const field = byId<HTMLTextAreaElement>("field");
field.form?.addEventListener("submit", endTyping);
field.addEventListener("input", noteTyping);
noteTyping();
onVisibilityChange(watchVisibility);
watchVisibility();
byId("live").addEventListener("htmx:ws:after:connection", () => {
  typingSentAt = 0; // a new connection knows nothing of what was said on the one before
  if (isAway) sendClientMessage("away");
});

function noteTyping(): void {
  if (!field.value.trim() || document.activeElement !== field) return endTyping();
  if (Date.now() - typingSentAt < TYPING_INTERVAL) return;
  typingSentAt = Date.now();
  sendClientMessage("typing");
}

/** The text was sent, or deleted. */
function endTyping(): void {
  if (typingSentAt > 0) sendClientMessage("idle");
  typingSentAt = 0;
}

function watchVisibility(): void {
  clearTimeout(awayTimer);
  if (document.hidden) {
    awayTimer = setTimeout(() => {
      isAway = true;
      sendClientMessage("away");
    }, AWAY_AFTER);
  } else if (isAway) {
    isAway = false;
    sendClientMessage("back");
  }
}

/** Shows who is typing, without the reader. */
export function showTyping(people: Writer[]): void {
  writers = people.filter(([id]) => String(id) !== me);
  const [one, other, ...more] = writers.map(([, name]) => `\u2068${name}\u2069`); // names keep their own direction
  if (more.length > 0) typingLine.textContent = "Several people are typing…";
  else if (other) typingLine.textContent = `${one} and ${other} are typing…`;
  else typingLine.textContent = one ? `${one} is typing…` : "";
}

/** Whoever has just posted is no longer typing. */
export function removeTyping(rows: HTMLElement[]): void {
  const authors = rows.map(({ dataset }) => Number(dataset.author));
  if (authors.length > 0) showTyping(writers.filter(([id]) => !authors.includes(id)));
}

/** Shows people in their rows as they are now. */
export function showChangedUsers(users: ChangedUser[]): void {
  for (const [id, name, initial, hue, picture] of users) {
    for (const row of document.querySelectorAll(`[data-author="${id}"]`)) {
      const avatar = row.querySelector(":scope > .avatar");
      const author = row.querySelector(":scope > p > bdi");
      if (avatar) avatar.className = `avatar hue-${hue}`;
      if (avatar) avatar.textContent = initial;
      if (picture !== undefined) avatar?.append(pictureOf(id, picture));
      if (author) author.textContent = name;
    }
  }
}

/** It is over the letter as soon as it has come. */
function pictureOf(id: number, name: string): HTMLImageElement {
  const picture = new Image(96, 96);
  picture.alt = "";
  picture.loading = "lazy";
  picture.src = `/people/${id}/${name}`;
  return picture;
}
