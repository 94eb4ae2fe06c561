/** Completes mentions and rooms: after an `@` or a `#`, a list of names stands above the composer. Loaded with the first one. */
import { openCompletion } from "./completion.ts";
import { field } from "./composer.ts";
import { insertText } from "./insert-text.ts";
import { byId, room } from "./page.ts";
import { request } from "./request.ts";

/** How long the writer pauses before names are asked for, in ms. */
const DEBOUNCE = 120;
/** What ends at the caret, as far as it is written: a mention of one word or several, or a room with at least a letter. */
const PREFIX = /(?:^|[^\w.@/&#-])(@(?=.{0,24}$)[^\s@]*(?: [^\s@]+)*|#[\p{L}\p{M}\p{N}-]{1,80})$/u;

const list = byId("names");

let pause: ReturnType<typeof setTimeout> | undefined;
/** The prefix that the list shown belongs to, with its sign. */
let shown = "";
/** What no name was found to begin with; as long as it is only written on, there is no need to ask again. */
let nobody: string | undefined;

const typedPrefix = () => PREFIX.exec(field.value.slice(0, field.selectionEnd))?.[1];

const { show, close } = openCompletion(list, insert, {
  isStale: () => typedPrefix() !== shown,
  isWritten: (option) => textOf(option).length === shown.length,
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
  const sought = encodeURIComponent(prefix.replace(/^@/, ""));
  const names = await request(`/rooms/${room}/names?q=${sought}`).catch(() => undefined);
  if (names?.childElementCount === 0) nobody = prefix;
  if (typedPrefix() !== prefix || document.activeElement !== field) return;
  shown = prefix;
  show([...(names?.querySelectorAll<HTMLElement>("[role=option]") ?? [])]); // without an answer the name can still be typed
  while (list.scrollHeight > list.clientHeight && list.children.length > 1) lastPerson()?.remove();
}

/** The last person in the list; `@here` stands below them and stays. */
const lastPerson = () => list.querySelector("#name-here")?.previousElementSibling ?? list.lastElementChild;

/** What stands for an option in the text. */
const textOf = ({ dataset: { name = "" } }: HTMLElement) => (name.startsWith("#") ? name : `@${name}`);

function insert(option: HTMLElement): void {
  const end = field.selectionEnd;
  insertText(field, `${textOf(option)} `, end - shown.length, end);
}
