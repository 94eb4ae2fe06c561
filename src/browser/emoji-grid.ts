/** The grid of emoji is one stop of the Tab key. The arrows walk in it; what is typed goes into the search. */
import { isComposing } from "./keyboard.ts";

export function listenForGridKeys(grid: HTMLElement, search: HTMLInputElement): void {
  grid.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.metaKey || event.altKey) return;
    const next = nextCell(grid, event);
    if (next) {
      event.preventDefault();
      next.focus();
    } else if (
      event.key === "ArrowUp" ||
      event.key === "Backspace" ||
      (event.key.length === 1 && event.key !== " " && !event.ctrlKey)
    ) {
      search.focus(); // and the key is typed there
    }
  });
  grid.addEventListener("focusin", ({ target }) => setStop(grid, target as HTMLElement));
}

/** Makes a cell the one that Tab reaches. */
export function setStop(grid: HTMLElement, stop: HTMLElement | null): void {
  for (const cell of grid.querySelectorAll<HTMLElement>("[tabindex='0']")) cell.tabIndex = -1;
  if (stop) stop.tabIndex = 0;
}

/** The cell that a key leads to. */
function nextCell(grid: HTMLElement, { key, ctrlKey, target }: KeyboardEvent): HTMLElement | undefined {
  const rows = [...grid.querySelectorAll("[role=row]")].map(({ children }) => [...children] as HTMLElement[]);
  const y = rows.findIndex((row) => row.includes(target as HTMLElement));
  const row = rows[y] ?? [];
  const x = row.indexOf(target as HTMLElement);
  const above = rows[y - 1];
  const below = rows[y + 1];
  if (key === "ArrowRight") return row[x + 1] ?? below?.[0];
  if (key === "ArrowLeft") return row[x - 1] ?? above?.at(-1);
  if (key === "ArrowDown") return below && (below[x] ?? below.at(-1));
  if (key === "ArrowUp") return above && (above[x] ?? above.at(-1));
  if (key === "Home") return (ctrlKey ? rows[0] : row)?.[0];
  if (key === "End") return (ctrlKey ? rows.at(-1) : row)?.at(-1);
}
