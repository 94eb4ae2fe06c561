/** Parts of the script that not everybody needs: each is fetched when it is first of use. */
import { part, scroller } from "./page.ts";

export function fetchOnDemand(): void {
  part("composer").addEventListener("input", ({ target }) => {
    if ((target as HTMLTextAreaElement).value.includes("@")) import("./names.ts").catch(again);
  });
  for (const name of ["pointerover", "focusin", "touchstart"]) {
    scroller.addEventListener(name, () => void import("./menu.ts").catch(again), { passive: true });
  }
  for (const name of ["pointerover", "focusin"]) {
    scroller.addEventListener(name, ({ target }) => {
      if ((target as Element).closest("pre")) import("./copy.ts").catch(again);
    });
  }
}

/** One that could not be fetched is tried again the next time. */
const again = () => undefined;
