import { byId } from "./page.ts";
/** The card of a person, over the room. A script of its own, which the page loads with the first click on a name. */
import { request } from "./request.ts";
import { showProgress, showStatusBriefly } from "./status.ts";

const card = byId("card");

card.addEventListener("click", ({ target }) => {
  const name = (target as Element).closest<HTMLElement>("[data-mention]")?.dataset.mention;
  if (name) mention(name);
});

/** Shows the card that is at an address. */
export async function show(path: string): Promise<void> {
  try {
    card.replaceChildren(await showProgress(request(path)));
    card.showPopover();
    card.focus();
  } catch (error) {
    showStatusBriefly((error as Error).message);
  }
}

/** Goes on writing, to somebody. */
function mention(name: string): void {
  const field = byId<HTMLTextAreaElement>("field");
  const end = field.selectionEnd;
  const space = /\S$/.test(field.value.slice(0, end)) ? " " : "";
  card.hidePopover();
  field.focus();
  field.setRangeText(`${space}@${name} `, end, end, "end");
  field.dispatchEvent(new Event("input")); // it is a draft like others
}
