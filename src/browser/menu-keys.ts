/** Keys in a menu: the arrows walk, Home and End lead to its ends, and letters to what begins with them. */
import { isComposing } from "./keyboard.ts";

/** How long the letters of one word may be apart, in ms. */
const PAUSE = 700;

export function listenForMenuKeys(menu: HTMLElement): void {
  let typed = "";
  let typedAt = 0;
  menu.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isComposing(event)) return;
    const stops = itemsOf(menu).filter(isStop);
    const current = document.activeElement as HTMLElement;
    const place = stops.findIndex(
      (stop) => stop === current || (isEmoji(stop) && stop.parentElement === current.parentElement),
    );
    let next: HTMLElement | undefined;
    if (event.key === "ArrowDown") next = stops[(place + 1) % stops.length];
    else if (event.key === "ArrowUp") next = stops.at(place < 0 ? -1 : place - 1);
    else if (event.key === "Home") next = stops[0];
    else if (event.key === "End") next = stops.at(-1);
    else if (isEmoji(current) && event.key === "ArrowRight") next = current.nextElementSibling as HTMLElement;
    else if (isEmoji(current) && event.key === "ArrowLeft") next = current.previousElementSibling as HTMLElement;
    else if (event.key.length === 1 && event.key !== " ") {
      typed = (event.timeStamp - typedAt < PAUSE ? typed : "") + event.key.toLowerCase();
      typedAt = event.timeStamp;
      next = findTyped(stops, place, typed);
    } else return;
    event.preventDefault();
    next?.focus();
  });
}

/** One letter, also several times, leads to the next that begins with it; more letters to the one that begins with them. */
function findTyped(stops: HTMLElement[], place: number, typed: string): HTMLElement | undefined {
  const isOneLetter = new Set(typed).size === 1;
  const start = isOneLetter ? typed.slice(0, 1) : typed;
  const from = isOneLetter ? place + 1 : Math.max(place, 0);
  const inOrder = [...stops.slice(from), ...stops.slice(0, from)];
  return inOrder.find((stop) => stop.textContent?.trim().toLowerCase().startsWith(start));
}

const itemsOf = (menu: HTMLElement) =>
  [...menu.querySelectorAll<HTMLElement>("a, button, summary")].filter(
    (item) => item.offsetParent && !item.closest("details:not([open]) > :not(summary)"),
  );

const isEmoji = (item: Element) => item.parentElement?.classList.contains("react") === true;

/** Of the emoji in one row only the first is a stop of the keys up and down. */
const isStop = (item: HTMLElement) => !isEmoji(item) || item === item.parentElement?.firstElementChild;
