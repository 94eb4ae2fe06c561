/** Parts of the script that not everybody needs: each is loaded when it is first of use. */
import { report } from "./guard.ts";
import { hasTouch } from "./keyboard.ts";
import { byId, onVisibilityChange, scroller } from "./page.ts";
import { MESSAGE_LINK } from "./permalink.ts";
import { UNREACHABLE } from "./problem.ts";
import type { Writer } from "./socket.ts";
import { showStatusBriefly } from "./status.ts";

/** What a finger rests on: the menu opens for it even when the press has only just loaded its script. */
export let pressed: EventTarget | null = null;

type Activity = typeof import("./activity.ts");
let needsActivity = false;

/** Has presence and typing do something, in order. */
export function withActivity(work: (activity: Activity) => void): void {
  needsActivity = true;
  import("./activity.ts").then(work).catch(report);
}

/** Shows who is typing. As long as nobody was, there is nothing to take back. */
export function showTyping(people: Writer[]): void {
  if (needsActivity || people.length > 0) withActivity((activity) => activity.showTyping(people));
}

export function loadOnDemand(): void {
  const loadActivity = () => withActivity(() => {});
  onVisibilityChange(loadActivity);
  byId("composer").addEventListener("input", ({ target }) => {
    loadActivity();
    if ((target as HTMLTextAreaElement).value.includes("@")) import("./mention-picker.ts").catch(report);
  });
  for (const name of ["pointerover", "focusin", "touchstart"]) {
    const load = ({ target }: Event) => {
      import("./menu.ts").catch(report);
      if ((target as Element).closest("pre")) import("./copy-code.ts").catch(report);
    };
    scroller.addEventListener(name, load, { passive: true });
  }
  scroller.addEventListener("touchstart", ({ target }) => void (pressed = target), { passive: true });
  for (const name of ["touchend", "touchmove", "touchcancel"]) {
    scroller.addEventListener(name, () => void (pressed = null), { passive: true });
  }
  if (hasTouch()) {
    document.addEventListener("focusin", () => void import("./touch-keyboard.ts").catch(report));
  }
  byId("search").addEventListener("beforetoggle", () => void import("./search.ts").catch(report));
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = event.target as Element;
    const link = target.closest("a");
    const path = profilePathAt(target);
    if (link && MESSAGE_LINK.test(link.href)) {
      import("./follow-link.ts").then(({ followLink }) => followLink(link), showFailure);
    } else if (path) {
      target.closest("dialog")?.close(); // an open menu would cover the card
      import("./profile-card.ts").then(({ showCard }) => showCard(path), showFailure);
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

/** The address of the person whose name or avatar is clicked. */
function profilePathAt(target: Element): string | undefined {
  const link = target.closest<HTMLAnchorElement>('a[href^="/people/"]');
  if (link) return link.pathname;
  const row = target.closest<HTMLElement>("#log p > bdi, #log .avatar")?.closest<HTMLElement>("[data-author]");
  return row ? `/people/${row.dataset.author}` : undefined;
}

/** A part could not be loaded; it is tried again the next time. */
const showFailure = (error: unknown) => {
  report(error);
  showStatusBriefly(UNREACHABLE);
};
