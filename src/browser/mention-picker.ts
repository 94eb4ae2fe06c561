/** Completes mentions: after an `@`, a list of names stands above the composer. Loaded with the first `@`. */
import { openCompletion } from "./completion.ts";
import { field } from "./composer.ts";
import { insertText } from "./insert-text.ts";
import { byId, room } from "./page.ts";
import { request } from "./request.ts";

/** How long the writer pauses before names are asked for, in ms. */
const DEBOUNCE = 120;
/** A mention that ends at the caret, as far as it is written: one word or several. */
const MENTION_PREFIX = /(?:^|[^\w.@/-])@(?=.{0,24}$)([^\s@]*(?: [^\s@]+)*)$/;

const list = byId("names");

let pause: ReturnType<typeof setTimeout> | undefined;
/** The prefix that the list shown belongs to. */
let shown = "";
/** What no name was found to begin with; as long as it is only written on, there is no need to ask again. */
let nobody: string | undefined;

const typedPrefix = () => MENTION_PREFIX.exec(field.value.slice(0, field.selectionEnd))?.[1];

const { show, close } = openCompletion(list, insert, {
  isStale: () => typedPrefix() !== shown,
  isWritten: (option) => option.dataset.name?.length === shown.length,
});

document.addEventListener("selectionchange", followCaret);
followCaret();

function followCaret(): void {
  const prefix = typedPrefix();
  if (prefix === shown && !list.hidden) return;
  clearTimeout(pause);
  if (nobody && prefix?.startsWith(nobody) === false) nobody = undefined;
  if (prefix === undefined || nobody) close();
  else pause = setTimeout(ask, DEBOUNCE, prefix);
}

async function ask(prefix: string): Promise<void> {
  const names = await request(`/rooms/${room}/names?q=${encodeURIComponent(prefix)}`).catch(() => undefined);
  if (names?.childElementCount === 0) nobody = prefix;
  if (typedPrefix() !== prefix || document.activeElement !== field) return;
  shown = prefix;
  show([...(names?.querySelectorAll<HTMLElement>("[role=option]") ?? [])]); // without an answer the name can still be typed
  while (list.scrollHeight > list.clientHeight && list.children.length > 1) lastPerson()?.remove();
}

/** The last person in the list; `@here` stands below them and stays. */
const lastPerson = () => list.querySelector("#name-here")?.previousElementSibling ?? list.lastElementChild;

function insert(option: HTMLElement): void {
  const end = field.selectionEnd;
  insertText(field, `@${option.dataset.name} `, end - shown.length - 1, end);
}
