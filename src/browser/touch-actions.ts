/** On touch: a long press on a message opens its menu, and so does a faint button at its end. */
import { createElement } from "./create-element.ts";
import { isMenuOpen, openMenu } from "./menu.ts";
import { pressed } from "./on-demand.ts";
import { log, scroller } from "./page.ts";
import { onLogChange, rowAt } from "./row-at.ts";

/** How long a finger rests on a message until its menu opens, in ms. */
const LONG_PRESS = 500;
/** A finger that moves less than this rests, in pixels. */
const SLOP = 10;

export function listenForLongPress(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start: Touch | undefined;
  const cancel = () => clearTimeout(timer);
  const press = (target: EventTarget | null) => {
    cancel();
    const row = rowAt(target);
    if (row && !(target as Element).closest("a, button")) timer = setTimeout(openMenu, LONG_PRESS, row, row);
  };
  press(pressed); // the finger's arrival loaded this script
  scroller.addEventListener(
    "touchstart",
    ({ target, touches }) => {
      start = touches[0];
      press(target);
    },
    { passive: true },
  );
  const hasMoved = ({ touches: [finger] }: TouchEvent) =>
    !start || !finger || Math.hypot(finger.clientX - start.clientX, finger.clientY - start.clientY) > SLOP;
  scroller.addEventListener("touchmove", (event) => hasMoved(event) && cancel(), { passive: true });
  scroller.addEventListener("touchcancel", cancel, { passive: true });
  scroller.addEventListener("contextmenu", (event) => {
    if (isMenuOpen()) event.preventDefault(); // the system's own menu, for the same press
  });
  scroller.addEventListener("touchend", (event) => {
    cancel();
    if (isMenuOpen()) event.preventDefault(); // lifting the finger would click what now lies under it
  });
}

/** Adds the button to the rows that are there, and to those that come. */
export function addMoreButtons(): void {
  for (const row of log().children) addMoreButton(row);
  onLogChange((added) => {
    for (const element of added) {
      if (element === log()) for (const row of log().children) addMoreButton(row);
      else if (element.parentElement === log()) addMoreButton(element);
    }
  });
  scroller.addEventListener("click", ({ target }) => {
    const button = (target as Element).closest(".more");
    if (button) openMenu(button, button);
  });
}

function addMoreButton(element: Element): void {
  if (!rowAt(element) || element.querySelector(":scope > .more")) return;
  // By keyboard Enter on the row does the same.
  const button = createElement("button", {
    type: "button",
    class: "more",
    tabindex: "-1",
    "aria-label": "Message actions",
  });
  element.append(button);
}
