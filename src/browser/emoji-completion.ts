/** Completes emoji: after `:ta` a list stands above the composer, and `:tada:` becomes what it means. Loaded with the first colon. */
import { type Emoji, findEmoji, isCalled } from "../messages/emoji-search.ts";
import { openCompletion } from "./completion.ts";
import { field, form } from "./composer.ts";
import { createElement } from "./create-element.ts";
import { allEmoji, loadEmoji } from "./emoji-list.ts";
import { insertText } from "./insert-text.ts";
import { recentEmoji } from "./recent.ts";

/** Most that are offered. */
const MOST = 6;
/** What ends at the caret: a colon that begins a word, and at least two more characters. Not the colon of a time or an address. */
const BEGUN = /(?:^|[^\w:/]):([a-z+-][\w+-]{1,31})$/i;
const WRITTEN_OUT = /(?:^|[^\w:/]):([a-z+-][\w+-]{1,31}):$/i;

const list = createElement("ul", { id: "emoji-names", class: "names", role: "listbox", "aria-label": "Emoji" });
list.hidden = true;
form.before(list);

const { show, close } = openCompletion(list, (option) => insert(option.dataset.emoji ?? "", BEGUN));

const written = (pattern: RegExp) => pattern.exec(field.value.slice(0, field.selectionEnd))?.[1]?.toLowerCase();

field.addEventListener("input", complete);
document.addEventListener("selectionchange", () => written(BEGUN) === undefined && close());
complete();

async function complete(): Promise<void> {
  if (written(BEGUN) === undefined && written(WRITTEN_OUT) === undefined) return close();
  const all = allEmoji(await loadEmoji().catch(() => []));
  const [begun, whole] = [written(BEGUN), written(WRITTEN_OUT)]; // meanwhile more may have been written
  if (document.activeElement !== field) return;
  const found = begun ? findEmoji(all, begun, recentEmoji.list()) : [];
  if (begun) return show(found.slice(0, MOST).map((one) => createOption(one, begun)));
  const called = whole && findEmoji(all, whole, []).find((one) => isCalled(one, whole));
  if (called) insert(called[0], WRITTEN_OUT);
}

function insert(emoji: string, instead: RegExp): void {
  const end = field.selectionEnd;
  const colon = field.value.slice(0, end).search(instead);
  const start = field.value[colon] === ":" ? colon : colon + 1; // what stands before the colon stays
  recentEmoji.note(emoji);
  insertText(field, emoji, start, end);
}

/** An emoji with its name, and with the word for it that was meant, if that is another. */
function createOption([emoji, name, shortcodes, words]: Emoji, begun: string): HTMLElement {
  const id = `emoji-${[...emoji].map((part) => part.codePointAt(0)?.toString(16)).join("-")}`;
  const option = createElement("li", { id, role: "option", "aria-selected": "false", "data-emoji": emoji });
  const starts = (word: string) => word.startsWith(begun);
  const isNamed = name.toLowerCase().split(" ").some(starts);
  const meant = isNamed ? "" : `${shortcodes} ${words}`.split(" ").find(starts);
  option.append(createElement("b", {}, emoji), createElement("bdi", {}, name), createElement("span", {}, meant));
  return option;
}
