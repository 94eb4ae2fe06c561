/** Copying a text, over plain http too, where browsers give scripts no clipboard. */

/** Copies a text. False when the browser did not let it. To be called while a press is being handled. */
export async function copyText(text: string): Promise<boolean> {
  if (!navigator.clipboard) return copySelected(text);
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => copySelected(text),
  );
}

/** Selects the text in a field that is there for a moment, in the dialog if one is open, and copies it as people do. */
function copySelected(text: string): boolean {
  const focused = document.activeElement as HTMLElement | null;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true; // a phone shows no keyboard
  Object.assign(field.style, { position: "fixed", top: "0", opacity: "0" }); // where it does not scroll the page
  field.addEventListener("copy", (event) => event.stopPropagation()); // what is copied of messages is made up elsewhere
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.focus({ preventScroll: true });
  field.setSelectionRange(0, text.length);
  const copied = document.execCommand("copy");
  field.remove();
  focused?.focus({ preventScroll: true });
  return copied;
}
