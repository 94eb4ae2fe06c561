/** The card of a person, over the room. Loaded with the first click on a name. */
import htmx from "htmx.org";

import { insertText } from "./insert-text.ts";
import { byId } from "./page.ts";
import { showProgress } from "./progress.ts";

const card = byId("card");
const content = byId("profile");

card.addEventListener("htmx:after:swap", () => {
  card.showPopover();
  card.focus();
});
card.addEventListener("click", ({ target }) => {
  const name = (target as Element).closest<HTMLElement>("[data-mention]")?.dataset.mention;
  if (name) mention(name);
});

/** Shows the card of a person. @param clicked a link to them, or their name or avatar in a row */
export function showCard(clicked: Element): void {
  const author = clicked.closest<HTMLElement>("[data-author]")?.dataset.author;
  const path = clicked instanceof HTMLAnchorElement ? clicked.pathname : `/people/${author}`;
  void showProgress(htmx.ajax("GET", path, { source: content, target: content }));
}

/** Mentions a person where the caret is. */
function mention(name: string): void {
  const field = byId<HTMLTextAreaElement>("field");
  const end = field.selectionEnd;
  const space = /\S$/.test(field.value.slice(0, end)) ? " " : "";
  card.hidePopover();
  insertText(field, `${space}@${name} `, end, end);
}
