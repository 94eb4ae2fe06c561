/** Parts of the script that not everybody needs: each is fetched when it is first of use. */
import { part, scroller } from "./page.ts";

export function fetchOnDemand(): void {
  part("composer").addEventListener("input", ({ target }) => {
    if ((target as HTMLTextAreaElement).value.includes("@")) import("./mention-picker.ts").catch(again);
  });
  for (const name of ["pointerover", "focusin", "touchstart"]) {
    scroller.addEventListener(name, () => void import("./menu.ts").catch(again), { passive: true });
  }
  for (const name of ["pointerover", "focusin"]) {
    scroller.addEventListener(name, ({ target }) => {
      if ((target as Element).closest("pre")) import("./copy-code.ts").catch(again);
    });
  }
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const path = event.ctrlKey || event.metaKey || event.shiftKey ? undefined : personAt(target);
    if (!path) return;
    event.preventDefault();
    target.closest("dialog")?.close(); // a menu would stand before the card
    import("./profile-card.ts").then(({ show }) => show(path), again);
  });
}

/** The address of the person whose name or face is there. */
function personAt(target: Element): string | undefined {
  const link = target.closest<HTMLAnchorElement>('a[href^="/people/"]');
  if (link) return link.pathname;
  const row = target.closest<HTMLElement>("#log p > bdi, #log .face")?.closest<HTMLElement>("[data-author]");
  return row ? `/people/${row.dataset.author}` : undefined;
}

/** One that could not be fetched is tried again the next time. */
const again = () => undefined;
