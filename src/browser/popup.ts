/** Dialogs that open beside what they belong to: the menu of a message, and the emoji. On a phone they are sheets at the bottom. */
import { field } from "./composer.ts";

/** Space between a popup and the edges of the page, and what it was opened from, in pixels. */
const EDGE = 8;
const GAP = 4;

/** The box of what the popup was opened from. */
let anchor = new DOMRect();
/** Where the caret was in the composer, and in which text. */
let caret: [start: number, end: number] = [0, 0];
let text = "";

/** Makes a dialog a popup. Calls back when it has closed, with the focus where it was before. */
export function preparePopup(dialog: HTMLDialogElement, closed: () => void): void {
  dialog.addEventListener("pointerdown", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    if (dialog.open) return; // it was opened again before this event came
    // Chromium leaves the caret outside of a field that gets the focus back: what is typed would go nowhere. This event
    // may come late, when one writes again already.
    if (document.activeElement === field && field.value === text) field.setSelectionRange(...caret);
    closed();
  });
}

export function openPopup(dialog: HTMLDialogElement, beside: DOMRect): void {
  anchor = beside;
  openDialog(dialog);
  placePopup(dialog);
}

/** Opens a dialog where the style sheet puts it. */
export function openDialog(dialog: HTMLDialogElement): void {
  caret = [field.selectionStart, field.selectionEnd];
  text = field.value;
  dialog.showModal();
}

/** Below what it was opened from, or above, where there is more space. On a phone the style sheet overrides this. */
export function placePopup(dialog: HTMLDialogElement): void {
  const { offsetHeight: height, offsetWidth: width } = dialog;
  const lowest = innerHeight - height - EDGE;
  const [below, above] = [anchor.bottom + GAP, anchor.top - GAP - height];
  const top = Math.min(below <= lowest || above < EDGE ? below : above, lowest); // also where the row is out of sight
  const left = Math.min(anchor.right, innerWidth - EDGE) - width;
  dialog.style.top = `${Math.max(EDGE, top)}px`;
  dialog.style.left = `${Math.max(EDGE, left)}px`;
}
