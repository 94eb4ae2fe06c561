/** Keys that work wherever nobody is writing. What has one says so itself: `aria-keyshortcuts="?"`. */

export function listenForShortcuts(): void {
  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    const held = ctrlKey || metaKey;
    if (altKey || (!held && (target as Element).closest("input, textarea"))) return;
    const name = held ? `Control+${key.toUpperCase()}` : key;
    const button = document.querySelector<HTMLElement>(`[aria-keyshortcuts~="${CSS.escape(name)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}
