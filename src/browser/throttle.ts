/**
 * Rows that come in quick succession are shown together: whatever is shown, the browser goes over the whole log to paint it,
 * which costs as much as twenty rows do, and holds up whoever types. The first after a quiet time are shown at once.
 */
import { onVisibilityChange } from "./page.ts";

/** After rows were shown there is a pause of so many times what that took. */
const PAUSE = 3;
/** It ends so long after they were shown, in ms: a browser that needs all of this to paint makes none. */
const LONGEST = 200;

/** Rows were shown that are not painted yet: those that come meanwhile are painted with them. */
let isPainting = false;
let pause: Promise<void> | undefined;
let endPause = () => {};

/** To be called before rows are shown. Returns what they have to wait for, if anything. */
export const throttleRows = (): Promise<void> | undefined => (pause ? pause.then(measure) : measure());

/** A hidden tab paints nothing, and has no pauses. */
function measure(): undefined {
  if (isPainting || document.hidden) return;
  isPainting = true;
  const started = performance.now();
  requestAnimationFrame(() => {
    isPainting = false;
    pause = new Promise((resolve) => {
      endPause = () => {
        pause = undefined;
        resolve();
      };
    });
    setTimeout(() => {
      const taken = performance.now() - started; // the browser has painted
      setTimeout(endPause, Math.min(PAUSE * taken, LONGEST - taken));
    });
  });
}

onVisibilityChange(() => endPause());
