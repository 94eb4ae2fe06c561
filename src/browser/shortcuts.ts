/** Keys that work wherever nobody is writing. What has one says so itself: `aria-keyshortcuts="?"`. */

export function listenForShortcuts(): void {
  document.addEventListener("keydown", (event) => {
    const held = event.ctrlKey || event.metaKey ? "Control+" : "";
    if (!held && (event.target as Element).closest("input, select, textarea")) return;
    if (document.querySelector("dialog:modal")) return; // the menu is before everything
    const name = CSS.escape(held + event.key);
    const button = document.querySelector<HTMLElement>(`[aria-keyshortcuts~="${name}" i]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}
