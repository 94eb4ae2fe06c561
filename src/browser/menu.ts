/** What can be done with a message: a menu by pointer, long press or keyboard, fetched when it is opened. */
import { addressOf, ask } from "./ask.ts";
import { idOf, isGone, isRow, lastRow, neighbour, part, scroller } from "./page.ts";

/** How long a finger rests on a message until its menu opens, in ms. */
const LONG_PRESS = 500;
/** Room between the menu and the edges of the page, in pixels. */
const EDGE = 8;

const dialog = part<HTMLDialogElement>("menu");
const more = part("more");

/** The row whose menu is open; it may be replaced meanwhile, so only its name is kept. */
let openFor = "";
/** Where it was opened. */
let beside = new DOMRect();

const rowAt = (target: EventTarget | null): HTMLElement | undefined => {
  const row = target instanceof Element ? target.closest(".message") : null;
  return isRow(row) && !isGone(row) ? row : undefined;
};

const textOf = (row: HTMLElement) => row.querySelector<HTMLElement>(":scope > div");

/** What the menu offers by name and the page carries out, for a row. */
type Acts = Record<string, (row: HTMLElement) => void>;

export function openMenus(others: Acts): void {
  const acts: Acts = {
    copy: (row) => navigator.clipboard.writeText(textOf(row)?.innerText ?? ""),
    link: (row) => navigator.clipboard.writeText(location.origin + addressOf(idOf(row))),
    ...others,
  };

  scroller.addEventListener("pointerover", ({ target, pointerType }) => {
    const row = pointerType === "touch" ? undefined : rowAt(target);
    more.hidden = !row;
    if (row && more.parentElement !== row) row.append(more);
  });
  more.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays where one writes
  more.addEventListener("click", () => {
    const row = rowAt(more);
    if (row) open(row, more.getBoundingClientRect());
  });

  listenForLongPress();
  listenForKeys();

  dialog.addEventListener("pointerdown", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.replaceChildren();
    if (document.activeElement === document.body) focusRow(document.getElementById(openFor));
  });
  dialog.addEventListener("click", (event) => {
    const what = (event.target as HTMLElement).closest<HTMLElement>("[data-act]")?.dataset.act;
    const row = document.getElementById(openFor);
    if (!what || !row) return;
    event.preventDefault();
    dialog.close();
    acts[what]?.(row);
  });
  dialog.addEventListener("toggle", fit, true);
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    ask(form.action, new FormData(form, event.submitter)).then(() => dialog.close(), tell);
  });
}

/** Opens the menu of a row beside a place, and fills it as soon as the server has said what is in it. */
async function open(row: HTMLElement, place: DOMRect): Promise<void> {
  openFor = row.id;
  beside = place;
  tell({ message: "One moment…" });
  dialog.showModal();
  fit();
  try {
    dialog.replaceChildren(await ask(addressOf(idOf(row), "/menu")));
    dialog.classList.toggle("mute", !navigator.clipboard); // over plain http nothing can be copied
    dialog.querySelector<HTMLElement>("a, button, summary")?.focus();
  } catch (error) {
    tell(error as Error);
  }
  fit();
}

/** Says something at the top of the menu. */
function tell({ message }: { message: string }): void {
  const line = document.createElement("p");
  line.role = "status";
  line.textContent = message;
  dialog.querySelector(":scope > p")?.remove();
  dialog.prepend(line);
}

/** On a phone the style sheet has the menu at the bottom, wherever this puts it. */
function fit(): void {
  const { right, bottom } = beside;
  const top = Math.min(bottom, innerHeight - dialog.offsetHeight - EDGE);
  const left = Math.min(right, innerWidth - EDGE) - dialog.offsetWidth;
  dialog.style.top = `${Math.max(EDGE, top)}px`;
  dialog.style.left = `${Math.max(EDGE, left)}px`;
}

function listenForLongPress(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => clearTimeout(timer);
  scroller.addEventListener("pointerdown", ({ target, pointerType }) => {
    cancel();
    const row = rowAt(target);
    const isLink = target instanceof Element && target.closest("a");
    if (pointerType === "touch" && row && !isLink) {
      timer = setTimeout(open, LONG_PRESS, row, row.getBoundingClientRect());
    }
  });
  for (const name of ["pointerup", "pointercancel", "scroll"]) scroller.addEventListener(name, cancel);
}

/** In the log the arrow keys go from message to message, and Enter opens the menu of the one they are at. */
function listenForKeys(): void {
  scroller.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const row = isRow(target as Element) ? (target as HTMLElement) : undefined;
    if (!row && target !== scroller) return;
    if (key === "ArrowUp" || key === "ArrowDown") {
      const next = row ? neighbour(row, key === "ArrowDown") : lastSeen();
      if (!next) return;
      event.preventDefault();
      focusRow(next);
    } else if ((key === "Enter" || key === "ContextMenu") && row && rowAt(row)) {
      event.preventDefault();
      open(row, (textOf(row) ?? row).getBoundingClientRect());
    }
  });
}

/** The lowest row that is in sight. */
function lastSeen(): HTMLElement | null {
  const { bottom } = scroller.getBoundingClientRect();
  let row = lastRow();
  while (row && row.getBoundingClientRect().top > bottom) row = neighbour(row);
  return row;
}

function focusRow(row: HTMLElement | null): void {
  if (!row) return;
  row.tabIndex = -1;
  row.focus();
}
