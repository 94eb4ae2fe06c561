/** What the reader searched for last, to be searched for again. Kept in this browser until they log out. */
import { createElement } from "./create-element.ts";
import { attempt, byId, personStorage } from "./page.ts";

/** Name in the storage, and how many are kept. */
const STORED = "searches/";
const MOST = 6;

/** Keeps what led to a hit, or was sent with Enter; shows it as long as nothing is searched for. */
export function keepRecentSearches(panel: HTMLElement): void {
  const form = panel.querySelector("form");
  const field = panel.querySelector<HTMLInputElement>("[name=q]");
  const box = byId("recent-searches");
  const list = box.querySelector("ul");
  if (!form || !field || !list) return;

  function show(): void {
    const recent = readRecent();
    box.hidden = field?.value !== "" || recent.length === 0;
    list?.replaceChildren(...recent.map(createItem));
  }

  function remember(): void {
    const term = field?.value.trim();
    if (term) writeRecent([term, ...readRecent().filter((other) => other !== term)].slice(0, MOST));
  }

  form.addEventListener("submit", remember);
  form.addEventListener("input", show);
  byId("search-results").addEventListener("click", ({ target }) => {
    if ((target as Element).closest(".hit")) remember();
  });
  box.addEventListener("click", ({ target }) => {
    const button = (target as Element).closest("button");
    if (button?.matches(".link")) writeRecent([]);
    else if (button) field.value = button.textContent ?? "";
    if (button) field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
  panel.addEventListener("toggle", show);
  show();
}

function createItem(term: string): HTMLElement {
  const item = createElement("li");
  item.append(createElement("button", { type: "button", dir: "auto" }, term));
  return item;
}

const readRecent = (): string[] => attempt(() => JSON.parse(personStorage.get(STORED)) as string[]) ?? [];
const writeRecent = (terms: string[]) => personStorage.set(STORED, terms.length > 0 ? JSON.stringify(terms) : "");
