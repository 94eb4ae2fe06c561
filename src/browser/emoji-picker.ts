/** All emoji to choose from: searched by the words for them, or walked with the arrow keys. Loaded when it is first opened. */
import { type Emoji, type EmojiGroup, findEmoji } from "../messages/emoji-search.ts";
import { createElement } from "./create-element.ts";
import { listenForGridKeys, setStop } from "./emoji-grid.ts";
import { allEmoji, loadEmoji } from "./emoji-list.ts";
import { isComposing, isTouchOnly } from "./keyboard.ts";
import { styled } from "./later-style.ts";
import { markRow } from "./mark-row.ts";
import { byId } from "./page.ts";
import { openPopup, placePopup, preparePopup } from "./popup.ts";
import { UNREACHABLE } from "./problem.ts";
import { recentEmoji } from "./recent.ts";
import { showStatusBriefly } from "./status.ts";

const COLUMNS = 8;
/** Most that a search shows. */
const MOST_FOUND = 80;

const dialog = byId<HTMLDialogElement>("emoji");
const search = createElement("input", {
  type: "search",
  placeholder: "Search: tada, thanks, +1",
  "aria-label": "Search emoji",
  autocomplete: "off",
  spellcheck: "false",
});
const grid = createElement("div", { class: "cells", role: "grid", "aria-label": "Emoji" });
const nothing = createElement("p", { role: "status" });

let groups: EmojiGroup[] = [];
/** All groups as elements, made once. */
let sections: HTMLElement[] = [];
/** What was chosen, and what is done with it once the focus is back where it was. */
let chosen = "";
let pick: (emoji: string) => void = () => {};

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
grid.addEventListener("click", ({ target }) => {
  chosen = (target as Element).closest("button")?.value ?? "";
  if (chosen) dialog.close();
});
listenForGridKeys(grid, search);
preparePopup(dialog, () => {
  markRow("emoji");
  if (chosen) pick(chosen);
});

/** Opens the emoji beside something, and calls back with the one that is chosen. */
export async function openPicker(beside: DOMRect, picked: (emoji: string) => void): Promise<void> {
  await styled;
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
  const recent = recentEmoji.list();
  const all = allEmoji(groups);
  const shown = text
    ? findEmoji(all, text, recent).slice(0, MOST_FOUND)
    : recent.flatMap((emoji) => all.filter(([one]) => one === emoji));
  const first = shown.length > 0 ? [createGroup([text ? "Found" : "Recent", shown])] : [];
  grid.replaceChildren(...first, ...(text ? [] : sections));
  grid.classList.toggle("found-only", text !== "");
  grid.scrollTop = 0;
  const stop = grid.querySelector("button");
  setStop(grid, stop);
  nothing.textContent = text && !stop ? `No emoji for “${text}”. Try another word.` : "";
}

function createGroup([name, emoji]: EmojiGroup): HTMLElement {
  const group = createElement("div", { role: "rowgroup", "aria-label": name });
  const title = createElement("h3", { "aria-hidden": "true" }, name); // in a grid there are only rows
  const rows = Array.from({ length: Math.ceil(emoji.length / COLUMNS) }, (_, index) =>
    createRow(emoji.slice(index * COLUMNS, (index + 1) * COLUMNS)),
  );
  group.append(title, ...rows);
  return group;
}

function createRow(emoji: Emoji[]): HTMLElement {
  const row = createElement("div", { role: "row" });
  const cell = { type: "button", role: "gridcell", tabindex: "-1" };
  for (const [value, name] of emoji) {
    row.append(createElement("button", { ...cell, value, title: name, "aria-label": name }, value));
  }
  return row;
}
