/** Parts of the script that not everybody needs: each is loaded when it is first of use. */
import { MOST } from "./composer.ts";
import { byId, scroller } from "./page.ts";
import { MESSAGE_LINK } from "./permalink.ts";
import { UNREACHABLE } from "./problem.ts";
import type { Writer } from "./socket.ts";
import { showStatusBriefly } from "./status.ts";

/** What a finger rests on: the menu opens for it even when the press has only just loaded its script. */
export let pressed: EventTarget | null = null;

/** From this part of the longest message on, what is left is counted. */
const NEAR = 0.9;

type Activity = typeof import("./activity.ts");
let needsActivity = false;

/** Has presence and typing do something, in order. */
export function withActivity(work: (activity: Activity) => void): void {
  needsActivity = true;
  import("./activity.ts").then(work, ignore);
}

/** Shows who is typing. As long as nobody was, there is nothing to take back. */
export function showTyping(people: Writer[]): void {
  if (needsActivity || people.length > 0) withActivity((activity) => activity.showTyping(people));
}

export function loadOnDemand(): void {
  byId("field").addEventListener("input", () => withActivity(ignore));
  document.addEventListener("visibilitychange", () => withActivity(ignore));
  byId("composer").addEventListener("input", ({ target }) => {
    const { value } = target as HTMLTextAreaElement;
    if (value.includes("@")) import("./mention-picker.ts").catch(ignore);
    if (value.length > MOST * NEAR) import("./characters-left.ts").catch(ignore);
  });
  for (const name of ["select", "toggle"]) {
    byId("composer").addEventListener(name, () => void import("./formatting.ts").catch(ignore), true);
  }
  for (const name of ["pointerover", "focusin", "touchstart"]) {
    const load = ({ target }: Event) => {
      import("./menu.ts").catch(ignore);
      if ((target as Element).closest("pre")) import("./copy-code.ts").catch(ignore);
    };
    scroller.addEventListener(name, load, { passive: true });
  }
  scroller.addEventListener("touchstart", ({ target }) => void (pressed = target), { passive: true });
  for (const name of ["touchend", "touchmove", "touchcancel"]) {
    scroller.addEventListener(name, () => void (pressed = null), { passive: true });
  }
  if (matchMedia("(pointer: coarse)").matches) {
    document.addEventListener("focusin", () => void import("./touch-keyboard.ts").catch(ignore));
  }
  byId("search").addEventListener("beforetoggle", () => void import("./search.ts").catch(ignore));
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = event.target as Element;
    const link = target.closest("a");
    const person = target.closest('a[href^="/people/"], #log p > bdi, #log .avatar');
    if (link && MESSAGE_LINK.test(link.href)) {
      import("./follow-link.ts").then(({ followLink }) => followLink(link), showFailure);
    } else if (person) {
      target.closest("dialog")?.close(); // an open menu would cover the card
      import("./profile-card.ts").then(({ showCard }) => showCard(person), showFailure);
    } else return;
    event.preventDefault();
  });
  // Rows are not processed by htmx, which would cost as much as rendering them; their forms are sent by a script.
  scroller.addEventListener("submit", (event) => {
    event.preventDefault();
    const [form, button] = [event.target as HTMLFormElement, event.submitter as HTMLButtonElement];
    import("./react.ts").then(({ react }) => react(form, button), showFailure);
  });
  byId("log-out").addEventListener("submit", (event) => {
    event.preventDefault();
    import("./log-out.ts").then(({ logOut }) => logOut(), showFailure);
  });
}

/** A part that could not be loaded is tried again the next time. */
const ignore = () => undefined;
const showFailure = () => showStatusBriefly(UNREACHABLE);
