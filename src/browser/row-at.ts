/** The message that something in the log belongs to. */
import { isDeleted, isRow, scroller } from "./page.ts";

/** The row around an element; nothing when there is none, or when its message was deleted. */
export function rowAt(target: EventTarget | null): HTMLElement | undefined {
  const row = target instanceof Element ? target.closest(".message") : null;
  return isRow(row) && !isDeleted(row) ? row : undefined;
}

/** Puts the focus on a row, as the arrow keys do. */
export function focusRow(row: HTMLElement | null): void {
  if (!row) return;
  row.tabIndex = -1;
  row.focus();
}

/** Calls back when something in the log was added, replaced or removed, after it was. */
export function onLogChange(listener: (added: Element[]) => void): void {
  const observer = new MutationObserver((records) =>
    listener(records.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node instanceof Element)),
  );
  observer.observe(scroller, { childList: true, subtree: true });
}
