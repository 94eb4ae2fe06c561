import { adjacentRow, byId, idOf, isDeleted, isRow, lastRow, scroller } from "./page.ts";
import { describeReactions } from "./reacted.ts";
/**
 * What can be done with a message: a menu by pointer, long press or keyboard, fetched when it is opened. A script of its
 * own, which the page loads when the reader comes to the log.
 */
import { messagePath, request } from "./request.ts";
import { showStatusBriefly } from "./status.ts";

/** How long a finger rests on a message until its menu opens, in ms. */
const LONG_PRESS = 500;
/** Room between the menu and the edges of the page, in pixels. */
const EDGE = 8;

const dialog = byId<HTMLDialogElement>("menu");
const menuButton = byId("menu-button");

/** The row whose menu is open; it may be replaced meanwhile, so only its name is kept. */
let openFor = "";
/** Where it was opened. */
let beside = new DOMRect();

const textOf = (row: HTMLElement) => row.querySelector<HTMLElement>(":scope > div") ?? row;

const copy = (text: string) => navigator.clipboard.writeText(text).catch(closeWithError);

const rowAt = (target: EventTarget | null): HTMLElement | undefined => {
  const row = target instanceof Element ? target.closest(".message") : null;
  return isRow(row) && !isDeleted(row) ? row : undefined;
};

scroller.addEventListener("pointerover", ({ target, pointerType }) => hover(pointerType === "touch" ? null : target));
menuButton.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays where one writes
menuButton.addEventListener("click", () => {
  const row = rowAt(menuButton);
  if (row) open(row, menuButton);
});

dialog.addEventListener("pointerdown", ({ target }) => target === dialog && dialog.close());
dialog.addEventListener("toggle", fit, true);
dialog.addEventListener("close", () => {
  dialog.replaceChildren();
  if (document.activeElement === document.body) focusRow(document.getElementById(openFor));
});
dialog.addEventListener("click", (event) => {
  const button = (event.target as HTMLElement).closest<HTMLElement>("[data-act]");
  const row = document.getElementById(openFor);
  if (!button || !row) return;
  event.preventDefault();
  const what = button.dataset.act ?? "";
  if (what === "emoji") return void listEmoji(button);
  dialog.close();
  if (what === "copy") copy(textOf(row).innerText);
  else if (what === "link") copy(location.origin + messagePath(idOf(row)));
  else byId("composer").dispatchEvent(new CustomEvent("edit-or-reply", { detail: `${idOf(row)}/${what}` }));
});
dialog.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target as HTMLFormElement;
  request(form.action, new FormData(form, event.submitter)).then(() => dialog.close(), closeWithError);
});

describeReactions();
listenForLongPress();
listenForKeys();
hover(scroller.querySelector(".message:hover")); // it brought the reader here

/** The button goes to the row that the pointer is at. */
function hover(target: EventTarget | null): void {
  const row = rowAt(target);
  menuButton.hidden = !row;
  if (row && menuButton.parentElement !== row) row.append(menuButton);
}

/** Opens the menu of a row beside an element, and fills it as soon as the server has said what is in it. */
async function open(row: HTMLElement, element: HTMLElement): Promise<void> {
  openFor = row.id;
  beside = element.getBoundingClientRect();
  dialog.showModal();
  fit();
  try {
    dialog.replaceChildren(await request(messagePath(`${idOf(row)}/menu`)));
    dialog.classList.toggle("mute", !navigator.clipboard); // over plain http nothing can be copied
    dialog.querySelector<HTMLElement>("button")?.focus();
  } catch (error) {
    closeWithError(error as Error);
  }
  fit();
}

function closeWithError({ message }: Error): void {
  dialog.close();
  showStatusBriefly(message);
}

/** On a phone the style sheet has the menu at the bottom, wherever this puts it. */
function fit(): void {
  const top = Math.min(beside.bottom, innerHeight - dialog.offsetHeight - EDGE);
  const left = Math.min(beside.right, innerWidth - EDGE) - dialog.offsetWidth;
  dialog.style.top = `${Math.max(EDGE, top)}px`;
  dialog.style.left = `${Math.max(EDGE, left)}px`;
}

/** All emoji in place of the few, to be searched by name; Enter takes the first that is found. */
async function listEmoji(button: HTMLElement): Promise<void> {
  try {
    const list = await request(button.dataset.list ?? "");
    button.closest("menu")?.classList.add("listing");
    button.replaceWith(list);
  } catch (error) {
    return closeWithError(error as Error);
  }
  const all = [...dialog.querySelectorAll<HTMLButtonElement>(".emoji button")];
  const field = dialog.querySelector("input");
  field?.addEventListener("input", () => {
    const words = field.value.toLowerCase();
    for (const one of all) one.hidden = !one.title.includes(words);
  });
  field?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    all.find((one) => !one.hidden)?.click();
  });
  field?.focus();
  fit();
}

function listenForLongPress(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const press = ({ target }: { target: EventTarget | null }) => {
    const row = rowAt(target);
    clearTimeout(timer);
    if (row && !(target as Element).closest("a")) timer = setTimeout(open, LONG_PRESS, row, row);
  };
  scroller.addEventListener("touchstart", press, { passive: true });
  for (const name of ["touchmove", "touchcancel"]) {
    scroller.addEventListener(name, () => clearTimeout(timer), { passive: true });
  }
  scroller.addEventListener("contextmenu", (event) => {
    if (dialog.open) event.preventDefault(); // the system's own, for the same press
  });
  scroller.addEventListener("touchend", (event) => {
    clearTimeout(timer);
    if (dialog.open) event.preventDefault(); // the finger is lifted: that is no click on what lies under it now
  });
}

/** In the log the arrow keys go from message to message, and Enter opens the menu of the one they are at. */
function listenForKeys(): void {
  scroller.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const row = isRow(target as Element) ? (target as HTMLElement) : undefined;
    if (!row && target !== scroller) return;
    if (key === "ArrowUp" || key === "ArrowDown") {
      const next = row ? adjacentRow(row, key === "ArrowDown") : lastSeen();
      if (!next) return;
      event.preventDefault();
      focusRow(next);
    } else if ((key === "Enter" || key === "ContextMenu") && row && rowAt(row)) {
      event.preventDefault();
      open(row, textOf(row));
    }
  });
}

/** The lowest row that is in sight. */
function lastSeen(): HTMLElement | null {
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
