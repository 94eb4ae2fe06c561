/** Edits own messages and replies in the composer. Loaded with the menu, or when the reader comes to either by keyboard. */
import { field, form, setMode, showDraft, showError, store, write } from "./composer.ts";
import { isComposing } from "./keyboard.ts";
import { markRow } from "./mark-row.ts";
import { byId, idOf, isDeleted, isMine, log, roomStorage, rowsOf, rowWithId, scroller } from "./page.ts";
import { showProgress } from "./progress.ts";
import { messagePath, request } from "./request.ts";
import { isAtEnd, scrollToEnd } from "./scroll.ts";

/** The edit or reply under way, by its address: `12/edit`, `12/reply`. Empty while a new message is written. */
let current = "";
const isEdit = () => current.endsWith("edit");
/** The reader was at the end of the log when it began. */
let wasAtEnd = false;
let height = scroller.clientHeight;

const sendButton = form.querySelector<HTMLElement>(".send");
const labelSend = (label: string) => ["aria-label", "title"].forEach((name) => sendButton?.setAttribute(name, label));

form.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || isComposing(event) || !current) return;
  leave();
  field.focus();
});
form.addEventListener("click", (event) => {
  if (!current || !(event.target as Element).closest("#composer-mode .cancel")) return;
  event.preventDefault();
  leave();
});
/** A phone's keyboard, or a longer text, covers what is above: the message stays in sight if it was. */
new ResizeObserver(() => {
  const covered = height - scroller.clientHeight;
  height = scroller.clientHeight;
  const row = rowWithId(parseInt(current));
  if (!row) return;
  const above = scroller.getBoundingClientRect().top - row.getBoundingClientRect().top;
  if (above > 0 && above <= covered) row.scrollIntoView({ block: "nearest" });
}).observe(scroller);

/** Starts an edit of an own message, or a reply. The server decides what is possible, since rows may change at any time. */
export async function startEditOrReply(wanted: string): Promise<void> {
  if (isEdit() && wanted !== current && field.value !== sourceOf())
    return showError("Save the change first, or cancel it.");
  try {
    const bar = await showProgress(request(messagePath(wanted)));
    const unfinished = roomStorage.get("mode") === wanted ? roomStorage.get("edit") : "";
    leave();
    wasAtEnd = isAtEnd();
    form.prepend(bar);
    current = wanted;
    const [id] = wanted.split("/");
    markRow("composer", id);
    if (isEdit()) labelSend("Save");
    setMode({ [isEdit() ? "edited" : "answered"]: id, save, leave });
    roomStorage.set("mode", wanted);
    if (isEdit()) write(unfinished || sourceOf());
    rowWithId(parseInt(wanted))?.scrollIntoView({ block: "nearest" });
  } catch (error) {
    if (roomStorage.get("mode") === wanted) turnIntoDraft();
    showError((error as Error).message);
  }
  field.focus();
}

/** Goes on with what was under way when the page was left. */
export const resumeMode = () => startEditOrReply(roomStorage.get("mode"));

/** Edits the reader's last message that was not deleted. */
export function editLast(): void {
  const own = rowsOf(log()).findLast((row) => isMine(row) && !isDeleted(row));
  if (own) startEditOrReply(`${idOf(own)}/edit`);
}

/** Makes way for a message that goes back into the composer, and for the reply that it is. */
export function leaveForMessage(reply: string | undefined): void {
  if (isEdit()) turnIntoDraft();
  if (reply) startEditOrReply(`${reply}/reply`);
}

/** The present text of the message that is edited. */
const sourceOf = () => byId("composer-mode").dataset.source ?? "";

/** Keeps the text of an edit that is no longer possible as a draft. */
function turnIntoDraft(): void {
  const unfinished = roomStorage.get("edit");
  leave();
  roomStorage.set("edit", "");
  if (unfinished) write([unfinished, field.value].filter(Boolean).join("\n"));
}

async function save(): Promise<void> {
  field.readOnly = true;
  try {
    await showProgress(request(messagePath(current), { body: field.value }));
    leave();
  } catch (error) {
    showError((error as Error).message);
  }
  field.readOnly = false;
}

/** Back to a new message; after an edit, to the draft from before it. */
function leave(): void {
  if (isEdit()) store("");
  setMode(undefined);
  if (isEdit()) showDraft();
  if (current && wasAtEnd) scrollToEnd();
  current = "";
  markRow("composer");
  labelSend("Send");
  roomStorage.set("mode", "");
  document.getElementById("composer-mode")?.remove();
  showError("");
}
