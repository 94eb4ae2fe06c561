/** The parts of the room page, and who is reading it. */

/** An element the server always renders. */
export function byId<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as Kind;
}

const main = document.querySelector<HTMLElement>("main[data-room]");

export const room = main?.dataset.room ?? "";
export const me = main?.dataset.me ?? "";

export const scroller = byId("messages");
export const pendingList = byId("pending");

/** The list of rows; replaced as a whole when the latest page comes. */
export const log = () => byId("log");

/** A row of the log. Other things in the list (days, loaders, the mark) are not. */
export const isRow = (element: Element | null): element is HTMLElement =>
  element instanceof HTMLElement && element.dataset.id !== undefined;

export const idOf = (row: HTMLElement): number => Number(row.dataset.id);
export const revOf = (row: HTMLElement): number => Number(row.dataset.rev);
export const isMine = (row: HTMLElement): boolean => row.dataset.author === me;

/** Whether a row is what is left of a deleted message. */
export const isDeleted = (row: HTMLElement): boolean => row.querySelector(":scope > .deleted") !== null;

/** What addresses the reader in a row: their name, or everybody who is here. */
export const MENTIONS_ME = `.mention[data-user="${Number(me)}"], .mention[data-user="here"]`;

/** Whether a row is by somebody who means the reader. */
export const mentionsMe = (row: HTMLElement): boolean => !isMine(row) && row.querySelector(MENTIONS_ME) !== null;

/** The row before an element, or after it, whatever stands between. */
export function adjacentRow(element: Element, after = false): HTMLElement | null {
  let other: Element | null = element;
  do other = after ? other.nextElementSibling : other.previousElementSibling;
  while (other && !isRow(other));
  return other;
}

export const firstRow = (): HTMLElement | null => log().querySelector<HTMLElement>(":scope > [data-id]");

export function lastRow(): HTMLElement | null {
  const last = log().lastElementChild;
  return isRow(last) ? last : last && adjacentRow(last);
}

/** The row somebody came for. */
export const highlighted = () => log().querySelector<HTMLElement>("[aria-current]");

/** Marks a row as the one somebody came for, or none. */
export function highlight(row?: HTMLElement): void {
  highlighted()?.removeAttribute("aria-current");
  row?.setAttribute("aria-current", "true");
}

const PREFIX = `parlor:${me}:${room}:`;

/** Things remembered in this browser, for this person in this room. Where storage is forbidden or full, nothing is. */
export const roomStorage = {
  get(name: string): string {
    return attempt(() => localStorage.getItem(PREFIX + name)) ?? "";
  },
  /** Remembers a text; the empty one is forgotten. */
  set(name: string, value: string): void {
    attempt(() => (value ? localStorage.setItem(PREFIX + name, value) : localStorage.removeItem(PREFIX + name)));
  },
  /** The names that begin with a prefix. */
  names(prefix: string): string[] {
    const all = attempt(() => Object.keys(localStorage)) ?? [];
    return all.filter((name) => name.startsWith(PREFIX + prefix)).map((name) => name.slice(PREFIX.length));
  },
};

/** What the work returns, or nothing when it throws. */
export function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
