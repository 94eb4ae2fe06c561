/**
 * Names to choose from: after an `@`, a list stands above the composer, for keys and for fingers. A script of its own,
 * which the page loads with the first `@`.
 */
import { part, room } from "./page.ts";
import { ask } from "./request.ts";

/** Nobody is asked before the writer pauses, in ms. */
const PAUSE = 120;
/** What is written of a name, up to the caret. */
const BEGUN = /(?<![\w.@/-])@([^\s@]{0,24})$/;

const form = part("composer");
const field = form.querySelector("textarea") as HTMLTextAreaElement;
const list = part("names");

let pause: ReturnType<typeof setTimeout> | undefined;
/** What the list was made for, and what would be taken from it. */
let shown = "";
let chosen: HTMLElement | undefined;

const begun = () => BEGUN.exec(field.value.slice(0, field.selectionEnd))?.[1];

document.addEventListener("selectionchange", follow);
field.addEventListener("blur", close);
form.addEventListener("keydown", press, true); // before the composer hears of it
list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
list.addEventListener("click", ({ target }) => {
  choose((target as Element).closest("li"));
  take();
});
follow();

function follow(): void {
  const start = begun();
  if (start === shown && !list.hidden) return;
  clearTimeout(pause);
  if (start === undefined) close();
  else pause = setTimeout(show, PAUSE, start);
}

async function show(start: string): Promise<void> {
  const names = await ask(`/rooms/${room}/names?q=${encodeURIComponent(start)}`).catch(() => ""); // it can be written out
  if (begun() !== start || document.activeElement !== field) return;
  shown = start;
  list.replaceChildren(names);
  list.hidden = !list.firstChild;
  choose(list.firstElementChild);
}

function choose(option: Element | null): void {
  if (chosen) chosen.ariaSelected = "false";
  if (!(option instanceof HTMLElement)) return;
  chosen = option;
  chosen.ariaSelected = "true";
  chosen.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", chosen.id);
}

function take(): void {
  const end = field.selectionEnd;
  field.setRangeText(`@${chosen?.dataset.name} `, end - shown.length - 1, end, "end");
  field.dispatchEvent(new Event("input")); // it is a draft like others
  close();
}

function close(): void {
  clearTimeout(pause);
  list.hidden = true;
  field.removeAttribute("aria-activedescendant");
}

function press(event: KeyboardEvent): void {
  const { key } = event;
  if (list.hidden || begun() !== shown || event.isComposing || event.shiftKey) return;
  if (key === "ArrowDown") choose(chosen?.nextElementSibling ?? list.firstElementChild);
  else if (key === "ArrowUp") choose(chosen?.previousElementSibling ?? list.lastElementChild);
  else if (key === "Escape") close();
  else if (key === "Tab" || (key === "Enter" && chosen?.dataset.name?.length !== shown.length)) take();
  else return void (key === "Enter" && close()); // the name is whole: it sends
  event.preventDefault();
  event.stopPropagation();
}
