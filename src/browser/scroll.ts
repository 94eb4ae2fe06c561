/** Where the reader is in the log. It is laid out from its end, so `scrollTop` is 0 there, and negative above it. */
import { byId, isRow, log, scroller } from "./page.ts";

/** Whoever is closer to the end than this is at the end, in pixels. */
const END_TOLERANCE = 48;

let atEnd = true;

export const isAtEnd = () => atEnd;

/** Whether more lies below the reader than above. At the end that is known without a layout of all that is new. */
export const isInUpperHalf = () => !atEnd && -scroller.scrollTop > scroller.scrollHeight / 2;

export function scrollToEnd(): void {
  atEnd = true;
  scroller.scrollTop = 0;
}

/** Brings a row to the middle of the screen. */
export function scrollToRow(row: HTMLElement): void {
  row.scrollIntoView({ block: "center" });
  atEnd = scroller.scrollTop > -END_TOLERANCE;
}

/** Calls back whenever the reader scrolls. */
export function onScroll(listener: () => void): void {
  scroller.addEventListener("scroll", () => {
    atEnd = scroller.scrollTop > -END_TOLERANCE;
    listener();
  });
}

/**
 * Changes the log without moving what the reader sees. At the end the end stays. The first visible row is held by its
 * bottom, because it may lose its head to an older row of the same author.
 */
export function keepScrollPosition(change: () => void): void {
  if (atEnd) return change();
  const { top } = scroller.getBoundingClientRect();
  const bottomOf = (row: Element) => row.getBoundingClientRect().bottom;
  const visible = [...log().children].find((row) => isRow(row) && bottomOf(row) > top);
  const before = visible ? bottomOf(visible) : 0;
  change();
  const now = visible && document.getElementById(visible.id); // the row may have been replaced
  if (!now) return;
  const position = scroller.scrollTop + bottomOf(now) - before;
  scroller.scrollTop = position - 1; // WebKit ignores the value it already has, and would jump
  scroller.scrollTop = position;
}

const jump = byId<HTMLButtonElement>("jump");

/** Offers the way to the end; the empty label hides it. */
export function offerJump(label: string): void {
  if (label === (jump.hidden ? "" : jump.textContent)) return; // it is said again with every row
  jump.textContent = label;
  jump.hidden = !label;
}

export const onJump = (listener: () => void) => jump.addEventListener("click", listener);
