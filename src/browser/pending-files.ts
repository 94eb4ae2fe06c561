/** The files of a message that is on its way, in its row below the log. Loaded with the first such message. */
import { createElement } from "./create-element.ts";
import { showName } from "./file-card.ts";
import { styled } from "./later-style.ts";
import type { PendingMessage } from "./pending-messages.ts";
import { createThumbnail } from "./thumbnail.ts";
import { bytesLeft, findUpload, onUpload } from "./upload-list.ts";

/** Adds them to a row, and follows how much of them has left, as long as that row is in the page. */
export function showFiles(row: HTMLElement, { files = [] }: PendingMessage): void {
  const list = createElement("ul", { class: "pending-files", "aria-label": "Files", hidden: "" });
  void styled.then(() => (list.hidden = false));
  const items = files.map(({ id, name }) => createItem(id, name));
  list.append(...items.map(({ element }) => element));
  row.querySelector("menu")?.before(list);
  const end = onUpload(() => {
    if (row.isConnected) items.forEach(({ update }) => update());
    else end();
  });
}

function createItem(id: string, name: string) {
  const element = createElement("li");
  const upload = findUpload(id);
  const thumbnail = upload && createThumbnail(upload, () => element.classList.add("shown"));
  const label = createElement("bdi", { class: "file-name", dir: "auto" });
  showName(label, name);
  const progress = createElement("progress", { "aria-label": `Sending ${name}` });
  element.append(...(thumbnail ? [thumbnail] : []), label, progress);
  const update = () => {
    const now = findUpload(id);
    element.classList.toggle("failed", now?.error !== undefined);
    progress.hidden = !now || now.done === true || now.error !== undefined;
    progress.value = now?.size ? bytesLeft(id) / now.size : 0;
  };
  update();
  return { element, update };
}
