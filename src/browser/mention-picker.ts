/** Completes mentions: after an `@`, a list of names stands above the composer. Loaded with the first `@`. */
import { insertText } from "./insert-text.ts";
import { isComposing } from "./keyboard.ts";
import { byId, room } from "./page.ts";
import { request } from "./request.ts";

/** How long the writer pauses before names are asked for, in ms. */
const DEBOUNCE = 120;
/** A mention that ends at the caret, as far as it is written: one word or several. */
const MENTION_PREFIX = /(?:^|[^\w.@/-])@(?=.{0,24}$)([^\s@]*(?: [^\s@]+)*)$/;

const form = byId("composer");
const field = byId<HTMLTextAreaElement>("field");
const list = byId("names");

let pause: ReturnType<typeof setTimeout> | undefined;
/** The prefix that the list shown belongs to, and the option that Enter takes. */
let shown = "";
let chosen: HTMLElement | undefined;
/** What no name was found to begin with; as long as it is only written on, there is no need to ask again. */
let nobody: string | undefined;

const typedPrefix = () => MENTION_PREFIX.exec(field.value.slice(0, field.selectionEnd))?.[1];

document.addEventListener("selectionchange", followCaret);
field.addEventListener("blur", close);
form.addEventListener("keydown", handleKey, true); // before the composer's own keys
list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
list.addEventListener("click", ({ target }) => {
  choose((target as Element).closest("li"));
  insertChosen();
});
followCaret();

function followCaret(): void {
  const prefix = typedPrefix();
  if (prefix === shown && !list.hidden) return;
  clearTimeout(pause);
  if (nobody && prefix?.startsWith(nobody) === false) nobody = undefined;
  if (prefix === undefined || nobody) close();
  else pause = setTimeout(show, DEBOUNCE, prefix);
}

async function show(prefix: string): Promise<void> {
  const names = await request(`/rooms/${room}/names?q=${encodeURIComponent(prefix)}`).catch(() => undefined);
  if (names?.childElementCount === 0) nobody = prefix;
  if (typedPrefix() !== prefix || document.activeElement !== field) return;
  shown = prefix;
  list.replaceChildren(names ?? ""); // without an answer the name can still be typed
  list.hidden = !list.firstChild;
  while (list.scrollHeight > list.clientHeight && list.children.length > 1) lastPerson()?.remove();
  choose(list.firstElementChild);
}

/** The last person in the list; `@here` stands below them and stays. */
const lastPerson = () => list.querySelector("#name-here")?.previousElementSibling ?? list.lastElementChild;

function choose(option: Element | null): void {
  chosen?.setAttribute("aria-selected", "false");
  if (!(option instanceof HTMLElement)) return;
  chosen = option;
  chosen.setAttribute("aria-selected", "true");
  chosen.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", chosen.id);
}

function insertChosen(): void {
  const end = field.selectionEnd;
  insertText(field, `@${chosen?.dataset.name} `, end - shown.length - 1, end);
  close();
}

function close(): void {
  clearTimeout(pause);
  list.hidden = true;
  field.removeAttribute("aria-activedescendant");
}

function handleKey(event: KeyboardEvent): void {
  const { key } = event;
  if (list.hidden || typedPrefix() !== shown || isComposing(event) || event.shiftKey) return;
  if (key === "ArrowDown") choose(chosen?.nextElementSibling ?? list.firstElementChild);
  else if (key === "ArrowUp") choose(chosen?.previousElementSibling ?? list.lastElementChild);
  else if (key === "Escape") close();
  else if (key === "Tab" || (key === "Enter" && chosen?.dataset.name?.length !== shown.length)) insertChosen();
  else return void (key === "Enter" && close()); // the name is complete, so Enter sends
  event.preventDefault();
  event.stopPropagation();
}
