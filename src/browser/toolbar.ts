/** The toolbar of the message under the pointer or in focus. There is one, which moves to the end of that row. */
import { startEditOrReply } from "./edit-or-reply.ts";
import { openMenu } from "./menu.ts";
import { pickReaction } from "./message-actions.ts";
import { byId, scroller } from "./page.ts";
import { react } from "./react.ts";
import { ownReactions } from "./reactions.ts";
import { emojiAtHand } from "./recent.ts";
import { focusRow, onLogChange, rowAt } from "./row-at.ts";

const toolbar = byId("toolbar");
const home = toolbar.parentElement;
const buttons = [...toolbar.querySelectorAll("button")];
const reactions = buttons.filter(({ value }) => value);
const offered = reactions.map(({ value }) => value);

/** The row that it belongs to; the row may be replaced meanwhile. */
let row: HTMLElement | undefined;
/** The button that the keyboard pressed: the focus comes back to it when the row is replaced for that. */
let returnTo: HTMLElement | undefined;

const hasFocus = () => row?.contains(document.activeElement) === true;

/** @param hovered the element under the pointer, whose arrival loaded this script */
export function openToolbar(hovered: Element | null): void {
  scroller.addEventListener("pointerover", ({ target, pointerType }) => {
    if (!toolbar.contains(document.activeElement)) moveToolbar(pointerType === "touch" ? undefined : rowAt(target));
  });
  scroller.addEventListener("pointerleave", () => hasFocus() || moveToolbar());
  scroller.addEventListener("focusin", ({ target }) => {
    if ((target as Element).matches(":focus-visible")) moveToolbar(rowAt(target));
  });
  scroller.addEventListener("focusout", ({ relatedTarget }) => queueMicrotask(() => leave(relatedTarget)));
  onLogChange(() => {
    if (row && !row.isConnected) moveToolbar(document.getElementById(row.id) ?? undefined);
  });
  scroller.addEventListener("keydown", () => void (returnTo = undefined), true);
  toolbar.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  toolbar.addEventListener("click", ({ target }) => act((target as Element).closest("button")));
  toolbar.addEventListener("keydown", walk);
  if (hovered) moveToolbar(rowAt(hovered));
}

/** The focus has left something for something else, or for nothing, as when its row is replaced. */
function leave(next: EventTarget | null): void {
  const target = next instanceof Node ? next : document.activeElement;
  if (scroller.contains(target) || document.querySelector("dialog[open]")) return;
  if (row?.matches(":hover")) setStop();
  else moveToolbar();
}

function moveToolbar(next?: HTMLElement): void {
  const isSame = next && row && next.id === row.id;
  row?.classList.remove("active");
  row = next && rowAt(next);
  toolbar.hidden = !row;
  if (!row) return void home?.append(toolbar);
  row.classList.add("active");
  if (toolbar.parentElement !== row) row.append(toolbar);
  const emoji = isSame ? reactions.map(({ value }) => value) : emojiAtHand(offered, reactions.length); // none moves away
  const own = ownReactions(row.dataset.id ?? "");
  reactions.forEach((button, index) => {
    button.value = button.textContent = emoji[index] ?? "";
    button.setAttribute("aria-label", `React with ${button.value}`);
    button.setAttribute("aria-pressed", String(own.includes(button.value)));
  });
  const focused = (isSame && returnTo) || buttons.find((button) => button === document.activeElement);
  setStop(focused ?? (hasFocus() ? buttons[0] : undefined));
  if (isSame && returnTo) {
    returnTo = undefined;
    focused?.focus();
  }
}

/** Tab reaches the toolbar of the row in focus, and in it the arrow keys lead on. */
function setStop(stop?: HTMLElement): void {
  for (const button of buttons) button.tabIndex = button === stop ? 0 : -1;
}

function act(button: HTMLButtonElement | null): void {
  const message = row?.dataset.id;
  if (!button || !row || !message) return;
  const { act } = button.dataset;
  returnTo = button === document.activeElement ? button : undefined;
  if (button.value) react(message, button.value);
  else if (act === "reply") startEditOrReply(`${message}/reply`);
  else if (act === "emoji") pickReaction(message, button.getBoundingClientRect());
  else openMenu(row, button);
}

function walk(event: KeyboardEvent): void {
  const index = buttons.findIndex((button) => button === event.target);
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const place = { Home: 0, End: -1 }[event.key] ?? (step && (index + step) % buttons.length);
  const next = place === undefined ? undefined : buttons.at(place);
  if (event.key === "Escape") focusRow(row ?? null);
  else if (next) {
    setStop(next);
    next.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}
