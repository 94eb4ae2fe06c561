/** Parts of the script that not everybody needs: each is fetched when it is first of use. */
import { byId, scroller } from "./page.ts";

export function loadOnDemand(): void {
  byId("composer").addEventListener("input", ({ target }) => {
    if ((target as HTMLTextAreaElement).value.includes("@")) import("./mention-picker.ts").catch(ignore);
  });
  for (const name of ["pointerover", "focusin", "touchstart"]) {
    scroller.addEventListener(name, () => void import("./menu.ts").catch(ignore), { passive: true });
  }
  for (const name of ["pointerover", "focusin"]) {
    scroller.addEventListener(name, ({ target }) => {
      if ((target as Element).closest("pre")) import("./copy-code.ts").catch(ignore);
    });
  }
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const path = event.ctrlKey || event.metaKey || event.shiftKey ? undefined : profilePathAt(target);
    if (!path) return;
    event.preventDefault();
    target.closest("dialog")?.close(); // a menu would stand before the card
    import("./profile-card.ts").then(({ show }) => show(path), ignore);
  });
}

/** The address of the person whose name or face is there. */
function profilePathAt(target: Element): string | undefined {
  const link = target.closest<HTMLAnchorElement>('a[href^="/people/"]');
  if (link) return link.pathname;
  const row = target.closest<HTMLElement>("#log p > bdi, #log .avatar")?.closest<HTMLElement>("[data-author]");
  return row ? `/people/${row.dataset.author}` : undefined;
}

/** One that could not be fetched is tried ignore the next time. */
const ignore = () => undefined;
