/** Keyboard shortcuts. An element that has one says so itself: `aria-keyshortcuts="?"`. */
import { isComposing } from "./keyboard.ts";

export function listenForShortcuts(): void {
  document.addEventListener("keydown", (event) => {
    const held = event.ctrlKey || event.metaKey;
    if (!held && (event.target as Element).closest("input, select, textarea")) return;
    if (isComposing(event) || event.altKey || (held && event.shiftKey)) return; // AltGr counts as Control and Alt
    if (document.querySelector("dialog[open]") || (held && isSelected(event.target))) return;
    const name = CSS.escape((held ? "Control+" : "") + latinKey(event));
    const button = document.querySelector<HTMLElement>(`[aria-keyshortcuts~="${name}" i]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}

/** With a selection keys are for its text, also while the script for that is on its way. */
const isSelected = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement && target.selectionStart !== target.selectionEnd;

/** The key by what it writes, or, on a layout that writes another script, by its place on the keyboard. */
function latinKey({ key, code, shiftKey }: KeyboardEvent): string {
  if (!/^[^\0-\x7f]$/u.test(key)) return key; // eslint-disable-line no-control-regex
  if (code === "Slash") return shiftKey ? "?" : "/";
  return code.replace(/^Key/, "");
}
