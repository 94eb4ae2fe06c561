/**
 * The menu of a message, opened by pointer, long press or keyboard. The server fills it, and htmx carries out what is
 * chosen. Loaded when the reader comes to the log.
 */
import htmx from "htmx.org";

import { htmlToPlain } from "../messages/markdown/plain.ts";
import { field } from "./composer.ts";
import { listenForCopy } from "./copy-messages.ts";
import { startEditOrReply } from "./edit-or-reply.ts";
import { isComposing } from "./keyboard.ts";
import { pressed } from "./on-demand.ts";
import { adjacentRow, byId, idOf, isDeleted, isRow, lastRow, scroller } from "./page.ts";
import { onRequestError } from "./problem.ts";
import { messagePath } from "./request.ts";
import { showStatusBriefly } from "./status.ts";
import { openTooltips } from "./tooltips.ts";
import { rememberUnfolded } from "./unfold.ts";

/** How long a finger rests on a message until its menu opens, in ms. */
const LONG_PRESS = 500;
/** Space between the menu and the edges of the page, in pixels. */
const EDGE = 8;

const dialog = byId<HTMLDialogElement>("menu");
const menuButton = byId("menu-button");

/** The id of the row whose menu is open; the row itself may be replaced meanwhile. */
let openFor = "";
/** The box of what the menu was opened from. */
let anchor = new DOMRect();
/** Where the caret was in the composer. */
let caret: [start: number, end: number] = [0, 0];

const textOf = (row: HTMLElement) => row.querySelector<HTMLElement>(":scope > div") ?? row;

const copy = (text: string) => navigator.clipboard.writeText(text).catch(({ message }) => showStatusBriefly(message));

scroller.addEventListener("pointerover", ({ target, pointerType }) =>
  moveButton(pointerType === "touch" ? null : target),
);
menuButton.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
menuButton.addEventListener("click", () => openMenu(menuButton, menuButton));

dialog.addEventListener("pointerdown", ({ target }) => target === dialog && dialog.close());
dialog.addEventListener("toggle", moveToAnchor, true);
dialog.addEventListener("close", () => {
  if (dialog.open) return; // it was opened again before this event came
  dialog.replaceChildren();
  if (document.activeElement === document.body) focusRow(document.getElementById(openFor));
  // Chromium leaves the caret outside of a field that gets the focus back: what is typed would go nowhere.
  if (document.activeElement === field) field.setSelectionRange(...caret);
});
dialog.addEventListener("click", (event) => {
  const action = (event.target as HTMLElement).closest<HTMLElement>("[data-act]")?.dataset.act;
  const row = document.getElementById(openFor);
  if (!action || !row) return;
  event.preventDefault();
  dialog.close();
  if (action === "copy") copy(htmlToPlain(textOf(row).innerHTML));
  else if (action === "link") copy(location.origin + messagePath(idOf(row)));
  else startEditOrReply(`${idOf(row)}/${action}`);
});
dialog.addEventListener("htmx:after:swap", ({ target }) => {
  if (target === dialog) dialog.querySelector<HTMLElement>("button")?.focus();
  else showEmojiList();
  moveToAnchor();
});
dialog.addEventListener("htmx:after:request", (event) => {
  const { request, response } = (event as CustomEvent<RequestDetail>).detail.ctx;
  if (request.method === "POST" && response.status < 400) dialog.close();
});
onRequestError(dialog, () => dialog.close()); // the status line, which says what went wrong, lies under it

openTooltips();
listenForCopy();
rememberUnfolded();
listenForLongPress();
listenForKeys();
moveButton(scroller.querySelector(".message:hover")); // this script was loaded by the pointer's arrival

type RequestDetail = { ctx: { request: { method: string }; response: { status: number } } };

function rowAt(target: EventTarget | null): HTMLElement | undefined {
  const row = target instanceof Element ? target.closest(".message") : null;
  return isRow(row) && !isDeleted(row) ? row : undefined;
}

/** Puts the menu's button into the row under the pointer. */
function moveButton(target: EventTarget | null): void {
  const row = rowAt(target);
  menuButton.hidden = !row;
  if (row && menuButton.parentElement !== row) row.append(menuButton);
}

/** Opens the menu of the message that an element belongs to, beside an element. */
export function openMenu(target: Element, beside: Element): void {
  const row = rowAt(target);
  if (!row || dialog.open) return;
  openFor = row.id;
  caret = [field.selectionStart, field.selectionEnd];
  dialog.replaceChildren();
  anchor = beside.getBoundingClientRect();
  dialog.classList.toggle("no-clipboard", !navigator.clipboard); // there is none over plain http
  dialog.showModal();
  moveToAnchor();
  htmx.ajax("GET", messagePath(`${idOf(row)}/menu`), { source: dialog, target: dialog });
}

/** On a phone the style sheet overrides this and puts the menu at the bottom. */
function moveToAnchor(): void {
  const top = Math.min(anchor.bottom, innerHeight - dialog.offsetHeight - EDGE);
  const left = Math.min(anchor.right, innerWidth - EDGE) - dialog.offsetWidth;
  dialog.style.top = `${Math.max(EDGE, top)}px`;
  dialog.style.left = `${Math.max(EDGE, left)}px`;
}

/** All emoji stand in place of the frequent ones, to be searched by name; Enter takes the first that is found. */
function showEmojiList(): void {
  dialog.querySelector("menu")?.classList.add("listing");
  const all = [...dialog.querySelectorAll<HTMLButtonElement>(".emoji button")];
  const search = dialog.querySelector("input");
  search?.addEventListener("input", () => {
    const words = search.value.toLowerCase();
    for (const one of all) one.hidden = !one.title.includes(words);
  });
  search?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (!isComposing(event)) all.find((one) => !one.hidden)?.click();
  });
  search?.focus();
}

function listenForLongPress(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => clearTimeout(timer);
  const press = (target: EventTarget | null) => {
    cancel();
    const row = rowAt(target);
    if (row && !(target as Element).closest("a")) timer = setTimeout(openMenu, LONG_PRESS, row, row);
  };
  press(pressed);
  scroller.addEventListener("touchstart", ({ target }) => press(target), { passive: true });
  for (const name of ["touchmove", "touchcancel"]) scroller.addEventListener(name, cancel, { passive: true });
  scroller.addEventListener("contextmenu", (event) => {
    if (dialog.open) event.preventDefault(); // the system's own menu, for the same press
  });
  scroller.addEventListener("touchend", (event) => {
    cancel();
    if (dialog.open) event.preventDefault(); // lifting the finger would click what now lies under it
  });
}

/** In the log the arrow keys go from message to message, and Enter opens the menu of the one in focus. */
function listenForKeys(): void {
  scroller.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const row = isRow(target as Element) ? (target as HTMLElement) : undefined;
    if (!row && target !== scroller) return;
    if (key === "ArrowUp" || key === "ArrowDown") {
      const next = row ? adjacentRow(row, key === "ArrowDown") : lastVisibleRow();
      if (!next) return;
      event.preventDefault();
      focusRow(next);
    } else if ((key === "Enter" || key === "ContextMenu") && row && rowAt(row)) {
      event.preventDefault();
      openMenu(row, textOf(row));
    }
  });
}

function lastVisibleRow(): HTMLElement | null {
  const { bottom } = scroller.getBoundingClientRect();
  let row = lastRow();
  while (row && row.getBoundingClientRect().top > bottom) row = adjacentRow(row);
  return row;
}

function focusRow(row: HTMLElement | null): void {
  if (!row) return;
  row.tabIndex = -1;
  row.focus();
}
