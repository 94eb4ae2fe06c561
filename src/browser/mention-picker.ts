import { byId, room } from "./page.ts";
/**
 * Names to choose from: after an `@`, a list stands above the composer, for keys and for fingers. A script of its own,
 * which the page loads with the first `@`.
 */
import { request } from "./request.ts";

/** Nobody is asked before the writer pauses, in ms. */
const DEBOUNCE = 120;
/** What is written of a name, up to the caret. */
const MENTION_PREFIX = /(?<![\w.@/-])@([^\s@]{0,24})$/;

const form = byId("composer");
const field = form.querySelector("textarea") as HTMLTextAreaElement;
const list = byId("names");

let pause: ReturnType<typeof setTimeout> | undefined;
/** What the list was made for, and what would be taken from it. */
let shown = "";
let chosen: HTMLElement | undefined;

const typedPrefix = () => MENTION_PREFIX.exec(field.value.slice(0, field.selectionEnd))?.[1];

document.addEventListener("selectionchange", followCaret);
field.addEventListener("blur", close);
form.addEventListener("keydown", handleKey, true); // before the composer hears of it
list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
list.addEventListener("click", ({ target }) => {
  choose((target as Element).closest("li"));
  insertChosen();
});
followCaret();

function followCaret(): void {
  const start = typedPrefix();
  if (start === shown && !list.hidden) return;
  clearTimeout(pause);
  if (start === undefined) close();
  else pause = setTimeout(show, DEBOUNCE, start);
}

async function show(start: string): Promise<void> {
  const names = await request(`/rooms/${room}/names?q=${encodeURIComponent(start)}`).catch(() => ""); // it can be written out
  if (typedPrefix() !== start || document.activeElement !== field) return;
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

function insertChosen(): void {
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

function handleKey(event: KeyboardEvent): void {
  const { key } = event;
  if (list.hidden || typedPrefix() !== shown || event.isComposing || event.shiftKey) return;
  if (key === "ArrowDown") choose(chosen?.nextElementSibling ?? list.firstElementChild);
  else if (key === "ArrowUp") choose(chosen?.previousElementSibling ?? list.lastElementChild);
  else if (key === "Escape") close();
  else if (key === "Tab" || (key === "Enter" && chosen?.dataset.name?.length !== shown.length)) insertChosen();
  else return void (key === "Enter" && close()); // the name is whole: it sends
  event.preventDefault();
  event.stopPropagation();
}
