/** The elements of the room page, who is reading it, and what this browser keeps for them. */

/**
 * An element that the server always renders.
 * @throws Error when the page lacks it
 */
export function byId<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as Kind;
}

const main = document.querySelector<HTMLElement>("main[data-room]");

/** The room's slug. */
export const room = main?.dataset.room ?? "";
/** The reader's user id. */
export const me = main?.dataset.me ?? "";

export const scroller = byId("messages");
export const pendingList = byId("pending");

/** The list of messages; replaced as a whole when the latest page comes. */
export const log = () => byId("log");

/** Whether the search panel covers the log. */
export const isNarrow = () => matchMedia("(max-width: 999px)").matches;

/** Whether an element of the list is a message; day separators, loaders and the unread marker are not. */
export const isRow = (element: Element | null): element is HTMLElement =>
  element instanceof HTMLElement && element.dataset.id !== undefined;

export const rowsOf = (parent: ParentNode): HTMLElement[] => [...parent.children].filter(isRow);

export const idOf = (row: HTMLElement): number => Number(row.dataset.id);
export const revOf = (row: HTMLElement): number => Number(row.dataset.rev);
export const isMine = (row: HTMLElement): boolean => row.dataset.author === me;

/** Whether a row stands for a deleted message. */
export const isDeleted = (row: HTMLElement): boolean => row.querySelector(":scope > .deleted") !== null;

/** Mentions of the reader, or of everyone who is here. */
export const MENTIONS_ME = `.mention[data-user="${me}"], .mention[data-user="here"]`;

/** What makes a row one for the reader: a mention, or a quote of what they wrote. */
export const FOR_ME = `${MENTIONS_ME}, .quote[data-to="${me}"]`;

/** The closest row before an element, or after it. */
export function adjacentRow(element: Element, after = false): HTMLElement | null {
  let other: Element | null = element;
  do other = after ? other.nextElementSibling : other.previousElementSibling;
  while (other && !isRow(other));
  return other;
}

/** The row of a message, if it is in the page. */
export const rowWithId = (id: string | number): HTMLElement | null =>
  log().querySelector<HTMLElement>(`:scope > [data-id="${id}"]`);

export const firstRow = (): HTMLElement | null => log().querySelector<HTMLElement>(":scope > [data-id]");

export function lastRow(): HTMLElement | null {
  const last = log().lastElementChild;
  return isRow(last) ? last : last && adjacentRow(last);
}

/** The row that the address names. */
export const highlighted = () => log().querySelector<HTMLElement>("[aria-current]");

/** Highlights a row and no other, or none. */
export function highlight(row?: HTMLElement): void {
  highlighted()?.removeAttribute("aria-current");
  row?.setAttribute("aria-current", "true");
}

/** What this browser keeps for the reader: names with a slash are for all rooms, those with a colon for one. */
export const personStorage = openStorage(`parlor:${me}:`);

/** What this browser keeps for the reader in this room. */
export const roomStorage = openStorage(`parlor:${me}:${room}:`);

/** Texts by name in the browser's storage. Where that is forbidden or full, nothing is kept and nothing fails. */
function openStorage(prefix: string) {
  return {
    get: (name: string): string => attempt(() => localStorage.getItem(prefix + name)) ?? "",
    /** The empty text removes the name. */
    set(name: string, value: string): void {
      attempt(() => (value ? localStorage.setItem(prefix + name, value) : localStorage.removeItem(prefix + name)));
    },
    /** All names that begin so. */
    names(beginning = ""): string[] {
      const all = attempt(() => Object.keys(localStorage)) ?? [];
      return all.filter((name) => name.startsWith(prefix + beginning)).map((name) => name.slice(prefix.length));
    },
    /** Calls back when another tab changes a text; a removed one is empty. */
    onChange(listener: (name: string, value: string) => void): void {
      addEventListener("storage", ({ key, newValue }) => {
        if (key?.startsWith(prefix)) listener(key.slice(prefix.length), newValue ?? "");
      });
    },
  };
}

/** What this tab is called in what it keeps; the same after a reload, where the browser allows that. */
export const TAB = attempt(() => (sessionStorage.tab ??= String(Math.random()))) ?? "only";

/** Calls back when the tab is hidden, and when it is shown again. */
export const onVisibilityChange = (listener: () => void) => document.addEventListener("visibilitychange", listener);

/** The result of a function, or nothing when it throws. */
export function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
