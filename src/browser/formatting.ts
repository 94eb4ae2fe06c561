/** Formatting in the composer, by keys, or by the panel that "Aa" opens. Loaded when a text is selected, or the panel opens. */
import { format, type Mark } from "../messages/markdown/format.ts";
import { field, form } from "./composer.ts";
import { insertText } from "./insert-text.ts";
import { isComposing, isTouchOnly } from "./keyboard.ts";
import { byId } from "./page.ts";

const panel = byId<HTMLDetailsElement>("formatting");
const KEYS: Record<string, Mark> = { b: "bold", i: "italic", e: "code", k: "link" };

panel.querySelector("fieldset")?.removeAttribute("disabled");
panel.addEventListener("pointerdown", keepFocus);
panel.addEventListener("mousedown", keepFocus);
panel.addEventListener("click", ({ target }) => {
  const mark = (target as Element).closest<HTMLElement>("[data-mark]")?.dataset.mark;
  if (!mark) return;
  apply(mark as Mark);
  panel.open = false;
});
panel.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  panel.open = false;
  field.focus();
});
document.addEventListener("pointerdown", ({ target }) => {
  if (!panel.contains(target as Node)) panel.open = false;
});
form.addEventListener("keydown", formatByKey, true); // before the shortcuts of the page
document.addEventListener("selectionchange", followSelection);
followSelection();

/** On a touch screen a press on a button would take the selection away from the field. */
function keepFocus(event: Event): void {
  if ((event.target as Element).closest("[data-mark]")) event.preventDefault();
}

function apply(mark: Mark): void {
  const { start, end, text, selection } = format(field.value, field.selectionStart, field.selectionEnd, mark);
  insertText(field, text, start, end);
  field.setSelectionRange(...selection);
}

function formatByKey(event: KeyboardEvent): void {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (event.target !== field || field.selectionStart === field.selectionEnd || isComposing(event)) return;
  if (!(ctrlKey || metaKey) || altKey) return;
  const mark = shiftKey ? code === "Digit9" && "quote" : KEYS[key.toLowerCase()];
  if (!mark) return;
  event.preventDefault();
  event.stopPropagation();
  apply(mark);
}

/** Where there are no keys for it, the buttons come with a selection and go with it. */
function followSelection(): void {
  if (!isTouchOnly()) return;
  panel.open = document.activeElement === field && field.selectionStart !== field.selectionEnd;
}
