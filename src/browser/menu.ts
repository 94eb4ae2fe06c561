/** The menu of a message. The server fills it; what is chosen is carried out here, or by htmx. */
import htmx from "htmx.org";

import { htmlToPlain } from "../messages/markdown/plain.ts";
import { copyText } from "./copy.ts";
import { startEditOrReply } from "./edit-or-reply.ts";
import { markRow } from "./mark-row.ts";
import { listenForMenuKeys } from "./menu-keys.ts";
import { pickReaction } from "./message-actions.ts";
import { withRoomsList } from "./on-demand.ts";
import { byId } from "./page.ts";
import { openPopup, placePopup, preparePopup } from "./popup.ts";
import { react } from "./react.ts";
import { emojiAtHand } from "./recent.ts";
import { messagePath, onRequestError } from "./request.ts";
import { focusRow, rowAt } from "./row-at.ts";
import { showStatusBriefly } from "./status.ts";

const dialog = byId<HTMLDialogElement>("menu");

/** The ids of the row whose menu is open, and of its message; the row itself may be replaced meanwhile. */
let openFor = { row: "", message: "" };
let anchor = new DOMRect();

type RequestDetail = { ctx: { request: { method: string }; response: { status: number } } };

export const isMenuOpen = () => dialog.open;

preparePopup(dialog, () => {
  markRow("menu");
  dialog.replaceChildren();
  if (document.activeElement === document.body) focusRow(document.getElementById(openFor.row));
});
listenForMenuKeys(dialog);
dialog.addEventListener("click", (event) => {
  const button = (event.target as HTMLElement).closest<HTMLButtonElement>("[data-act], [name=emoji]");
  if (!button) return;
  event.preventDefault();
  dialog.close();
  choose(button.dataset.act, button.value);
});
dialog.addEventListener("htmx:after:swap", () => {
  offerRecent();
  dialog.querySelector<HTMLElement>("button")?.focus();
  placePopup(dialog);
});
dialog.addEventListener("toggle", () => placePopup(dialog), true);
dialog.addEventListener("htmx:after:request", (event) => {
  const { request, response } = (event as CustomEvent<RequestDetail>).detail.ctx;
  if (request.method === "POST" && response.status < 400) dialog.close();
});
onRequestError(dialog, () => dialog.close()); // the status line, which says what went wrong, lies under it

/** Opens the menu of the message that an element belongs to, beside an element. */
export function openMenu(target: Element, beside: Element): void {
  const row = rowAt(target);
  if (!row || dialog.open) return;
  openFor = { row: row.id, message: row.dataset.id ?? "" };
  anchor = beside.getBoundingClientRect();
  dialog.replaceChildren();
  markRow("menu", openFor.message);
  openPopup(dialog, anchor);
  htmx.ajax("GET", messagePath(`${openFor.message}/menu`), { source: dialog, target: dialog });
}

function choose(action: string | undefined, emoji: string): void {
  const { message } = openFor;
  const row = document.getElementById(openFor.row);
  if (action === "emoji") pickReaction(message, anchor);
  else if (action === "copy") copy(htmlToPlain((row && textOf(row).innerHTML) ?? ""));
  else if (action === "link") copy(location.origin + messagePath(message));
  else if (action === "unread") withRoomsList(({ markUnread }) => markUnread(message));
  else if (action) startEditOrReply(`${message}/${action}`);
  else react(message, emoji);
}

/** The text of a row, or what it has instead. */
export const textOf = (row: HTMLElement) => row.querySelector<HTMLElement>(":scope > div") ?? row;

const copy = async (text: string) => {
  if (!(await copyText(text))) showStatusBriefly("Your browser did not let this be copied.");
};

/** What the reader used lately stands before what is offered to everybody. What was chosen already has a form of its own. */
function offerRecent(): void {
  const own = [...dialog.querySelectorAll<HTMLButtonElement>(".react [aria-pressed=true]")].map(({ value }) => value);
  const offered = [...dialog.querySelectorAll<HTMLButtonElement>(".react [name=emoji]:not([aria-pressed])")];
  const emoji = emojiAtHand([...own, ...offered.map(({ value }) => value)], Infinity).filter(
    (one) => !own.includes(one),
  );
  offered.forEach((button, index) => (button.value = button.textContent = emoji[index] ?? ""));
}
