/** Completes emoji: after `:ta` a list stands above the composer, and `:tada:` becomes what it means. Loaded with the first colon. */
import { type Emoji, findEmoji, isCalled } from "../messages/emoji-search.ts";
import { openCompletion } from "./completion.ts";
import { field, form } from "./composer.ts";
import { allEmoji, loadEmoji } from "./emoji-list.ts";
import { insertText } from "./insert-text.ts";
import { noteEmoji, recentEmoji } from "./recent-emoji.ts";

/** Most that are offered. */
const MOST = 6;
/** What ends at the caret: a colon that begins a word, and at least two more characters. Not the colon of a time or an address. */
const BEGUN = /(?<![\w:/]):([a-z+-][\w+-]{1,31})$/i;
const WRITTEN_OUT = /(?<![\w:/]):([a-z+-][\w+-]{1,31}):$/i;

const list = document.createElement("ul");
list.id = "emoji-names";
list.className = "names";
list.role = "listbox";
list.ariaLabel = "Emoji";
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
  if (begun) return show(findEmoji(all, begun, recentEmoji()).slice(0, MOST).map((one) => createOption(one, begun))); // prettier-ignore
  const called = whole && findEmoji(all, whole, []).find((one) => isCalled(one, whole));
  if (called) insert(called[0], WRITTEN_OUT);
}

function insert(emoji: string, instead: RegExp): void {
  const end = field.selectionEnd;
  const [text = ""] = instead.exec(field.value.slice(0, end)) ?? [];
  noteEmoji(emoji);
  insertText(field, emoji, end - text.length, end);
}

/** An emoji with its name, and with the word for it that was meant, if that is another. */
function createOption([emoji, name, shortcodes, words]: Emoji, begun: string): HTMLElement {
  const option = document.createElement("li");
  const [sign, label, word] = ["b", "bdi", "span"].map((tag) => document.createElement(tag)) as [
    HTMLElement,
    HTMLElement,
    HTMLElement,
  ];
  option.id = `emoji-${[...emoji].map((part) => part.codePointAt(0)?.toString(16)).join("-")}`;
  option.role = "option";
  option.ariaSelected = "false";
  option.dataset.emoji = sign.textContent = emoji;
  label.textContent = name;
  const isNamed = name.toLowerCase().split(" ").some((part) => part.startsWith(begun)); // prettier-ignore
  word.textContent = isNamed
    ? ""
    : (`${shortcodes} ${words}`.split(" ").find((other) => other.startsWith(begun)) ?? "");
  option.append(sign, label, word);
  return option;
}
