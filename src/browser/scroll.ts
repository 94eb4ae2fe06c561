/** Where the reader looks. The log is laid out from its end, so being at the end is `scrollTop` 0, and above is negative. */
import { byId, isRow, log, scroller } from "./page.ts";

/** Closer to the end than this is at the end, in pixels. */
const END_TOLERANCE = 48;

let atEnd = true;

export const isAtEnd = () => atEnd;

/** Whether more lies below the reader than above. */
export const isInUpperHalf = () => -scroller.scrollTop > scroller.scrollHeight / 2;

export function scrollToEnd(): void {
  atEnd = true;
  scroller.scrollTop = 0;
}

/** Brings a row to the middle of what can be seen. */
export function scrollToRow(row: HTMLElement): void {
  row.scrollIntoView({ block: "center" });
  atEnd = scroller.scrollTop > -END_TOLERANCE;
}

/** Calls back whenever the reader comes to the end or leaves it. */
export function onScroll(listener: () => void): void {
  scroller.addEventListener(
    "scroll",
    () => {
      atEnd = scroller.scrollTop > -END_TOLERANCE;
      listener();
    },
    { passive: true },
  );
}

/** Changes the log while what the reader looks at stays where it is. At the end the end stays. */
export function keepScrollPosition(change: () => void): void {
  if (atEnd) return change();
  const top = scroller.getBoundingClientRect().top;
  const seen = [...log().children].find((row) => isRow(row) && row.getBoundingClientRect().bottom > top);
  const before = seen?.getBoundingClientRect().top ?? 0;
  change();
  const now = seen && document.getElementById(seen.id); // the row may have been replaced by a newer one
  if (now) scroller.scrollTop += now.getBoundingClientRect().top - before;
}

const jump = byId<HTMLButtonElement>("jump");

/** Offers the way to the end, in words; nothing hides it. */
export function offerJump(label: string): void {
  jump.textContent = label;
  jump.hidden = !label;
}

export const onJump = (listener: () => void) => jump.addEventListener("click", listener);

/** iOS lays its keyboard over the page; the room then is only as high as what can be seen. */
export function fitKeyboard(): void {
  const viewport = window.visualViewport;
  viewport?.addEventListener("resize", () => {
    const covered = window.innerHeight - viewport.height > 100 && viewport.scale === 1;
    document.documentElement.style.setProperty("--visible-height", covered ? `${viewport.height}px` : "100dvh");
    if (covered) window.scrollTo(0, 0);
  });
}
