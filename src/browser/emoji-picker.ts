/** All emoji to choose from: searched by the words for them, or walked with the arrow keys. Loaded when it is first opened. */
import { type Emoji, type EmojiGroup, findEmoji } from "../messages/emoji-search.ts";
import { listenForGridKeys, setStop } from "./emoji-grid.ts";
import { allEmoji, loadEmoji } from "./emoji-list.ts";
import { isComposing, isTouchOnly } from "./keyboard.ts";
import { markRow } from "./mark-row.ts";
import { byId } from "./page.ts";
import { openPopup, placePopup, preparePopup } from "./popup.ts";
import { UNREACHABLE } from "./problem.ts";
import { recentEmoji } from "./recent-emoji.ts";
import { showStatusBriefly } from "./status.ts";

const COLUMNS = 8;
/** Most that a search shows. */
const MOST_FOUND = 80;

const dialog = byId<HTMLDialogElement>("emoji");
const search = document.createElement("input");
const grid = document.createElement("div");
const nothing = document.createElement("p");

let groups: EmojiGroup[] = [];
/** All groups as elements, made once. */
let sections: HTMLElement[] = [];
/** What was chosen, and what is done with it once the focus is back where it was. */
let chosen = "";
let pick: (emoji: string) => void = () => {};

search.type = "search";
search.placeholder = "Search: tada, thanks, +1";
search.ariaLabel = "Search emoji";
search.autocomplete = "off";
search.spellcheck = false;
search.addEventListener("input", show);
search.addEventListener("keydown", (event) => {
  if (isComposing(event)) return;
  const first = grid.querySelector("button");
  if (event.key === "Enter") first?.click();
  else if (event.key === "ArrowDown") first?.focus();
  else if (event.key === "Escape")
    dialog.close(); // or else it would only clear the field
  else return;
  event.preventDefault();
});
grid.className = "cells";
grid.role = "grid";
grid.ariaLabel = "Emoji";
grid.addEventListener("click", ({ target }) => {
  chosen = (target as Element).closest("button")?.value ?? "";
  if (chosen) dialog.close();
});
nothing.role = "status";
listenForGridKeys(grid, search);
preparePopup(dialog, () => {
  markRow("emoji");
  if (chosen) pick(chosen);
});

/** Opens the emoji beside something, and calls back with the one that is chosen. */
export async function openPicker(beside: DOMRect, picked: (emoji: string) => void): Promise<void> {
  if (dialog.open) return;
  [chosen, pick] = ["", picked];
  search.value = "";
  search.inert = isTouchOnly(); // or else it gets the focus, and a phone shows its keyboard
  openPopup(dialog, beside);
  search.inert = false;
  try {
    groups = await loadEmoji();
  } catch {
    dialog.close();
    return showStatusBriefly(UNREACHABLE);
  }
  if (sections.length === 0) sections = groups.map(createGroup);
  show();
  dialog.replaceChildren(search, grid, nothing);
  placePopup(dialog);
  (isTouchOnly() ? grid.querySelector("button") : search)?.focus();
}

/** Shows what is found, or everything by groups. */
function show(): void {
  const text = search.value.trim();
  const recent = recentEmoji();
  const all = allEmoji(groups);
  const shown = text
    ? findEmoji(all, text, recent).slice(0, MOST_FOUND)
    : recent.flatMap((emoji) => all.filter(([one]) => one === emoji));
  const first = shown.length > 0 ? [createGroup([text ? "Found" : "Recent", shown])] : [];
  grid.replaceChildren(...first, ...(text ? [] : sections));
  grid.classList.toggle("found", text !== "");
  grid.scrollTop = 0;
  const stop = grid.querySelector("button");
  setStop(grid, stop);
  nothing.textContent = text && !stop ? `No emoji for “${text}”. Try another word.` : "";
}

function createGroup([name, emoji]: EmojiGroup): HTMLElement {
  const group = document.createElement("div");
  const title = document.createElement("h3");
  group.role = "rowgroup";
  group.ariaLabel = title.textContent = name;
  title.ariaHidden = "true"; // in a grid there are only rows
  const rows = Array.from({ length: Math.ceil(emoji.length / COLUMNS) }, (_, index) =>
    createRow(emoji.slice(index * COLUMNS, (index + 1) * COLUMNS)),
  );
  group.append(title, ...rows);
  return group;
}

function createRow(emoji: Emoji[]): HTMLElement {
  const row = document.createElement("div");
  row.role = "row";
  row.append(
    ...emoji.map(([emoji, name]) => {
      const cell = document.createElement("button");
      cell.type = "button";
      cell.role = "gridcell";
      cell.tabIndex = -1;
      cell.value = cell.textContent = emoji;
      cell.title = cell.ariaLabel = name;
      return cell;
    }),
  );
  return row;
}
