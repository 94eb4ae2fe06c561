/** Parts of the script that not everybody needs: each is loaded when it is first of use. */
import type { Writer } from "./frame.ts";
import { report } from "./guard.ts";
import { hasTouch } from "./keyboard.ts";
import { byId, onVisibilityChange, scroller } from "./page.ts";

/** What a finger rests on: the menu opens for it even when the press has only just loaded the script. */
export let pressed: EventTarget | null = null;

type Activity = typeof import("./activity.ts");
let needsActivity = false;

/** Has presence and typing do something, in order. */
export function withActivity(work: (activity: Activity) => void): void {
  needsActivity = true;
  import("./activity.ts").then(work).catch(report);
}

type RoomsList = typeof import("./rooms-list.ts");

let roomsList: RoomsList | undefined;

/** Has the lists of rooms do something, in order; at once when they are there, for the page may be about to be left. */
export function withRoomsList(work: (list: RoomsList) => void): void {
  if (roomsList) work(roomsList);
  else import("./rooms-list.ts").then((list) => work((roomsList = list))).catch(report);
}

/** Shows who is typing. As long as nobody was, there is nothing to take back. */
export function showTyping(people: Writer[]): void {
  if (needsActivity || people.length > 0) withActivity((activity) => activity.showTyping(people));
}

export function loadOnDemand(): void {
  import("./after-start.ts").catch(report);
  const loadActivity = () => withActivity(() => {});
  onVisibilityChange(loadActivity);
  byId("composer").addEventListener("input", loadActivity);
  const loadActions = () => void import("./actions.ts").catch(report);
  if (hasTouch()) loadActions();
  for (const name of ["pointerover", "focusin", "touchstart"]) {
    const load = ({ target }: Event) => {
      loadActions();
      if ((target as Element).closest("pre")) import("./copy-code.ts").catch(report);
    };
    scroller.addEventListener(name, load, { passive: true });
  }
  for (const name of ["touchstart", "touchend", "touchmove", "touchcancel"]) {
    const follow = ({ type, target }: Event) => void (pressed = type === "touchstart" ? target : null);
    scroller.addEventListener(name, follow, { passive: true });
  }
}
