/** Parts of the script that not everybody needs: each is fetched when it is first of use. */
import { part, scroller } from "./page.ts";

const { names, copy, menu } = part("live").dataset;

export function fetchOnDemand(): void {
  part("composer").addEventListener("input", ({ target }) => {
    if ((target as HTMLTextAreaElement).value.includes("@")) fetchScript(names);
  });
  for (const name of ["pointerover", "focusin", "touchstart"]) {
    scroller.addEventListener(name, () => fetchScript(menu), { passive: true });
  }
  for (const name of ["pointerover", "focusin"]) {
    scroller.addEventListener(name, ({ target }) => (target as Element).closest("pre") && fetchScript(copy));
  }
}

/** A script that is there already does not run again; one that could not be fetched is tried again. */
const fetchScript = (address = ""): void => void import(address).catch(() => undefined);
