/** The files in the composer: a row of cards above the text. Loaded with the first file, or when an earlier page left some. */
import { formatBytes } from "../lib/bytes.ts";
import { field, form, setTakeFiles, showError } from "./composer.ts";
import { createElement } from "./create-element.ts";
import { type Card, createCard } from "./file-card.ts";
import { isTouchOnly } from "./keyboard.ts";
import { styled } from "./later-style.ts";
import { byId, room, TAB } from "./page.ts";
import type { PendingFile } from "./pending-messages.ts";
import { draftsIn, findUpload, listUploads, onUpload, updateUpload } from "./upload-list.ts";
import type { Upload } from "./upload-store.ts";
import { addSent, addUpload, discardUpload, sendAgain } from "./uploads.ts";

const list = byId("sent-files");
/** Most files of a message, and most bytes of one. */
const MOST = Number(list.dataset.most);
const MOST_BYTES = Number(list.dataset.bytes);
const TOO_MANY = `A message can have up to ${MOST} files. Send the others with another one.`;

const cards = new Map<string, Card>();
const spoken = createElement("p", { class: "sr-only", role: "status" });
form.append(spoken);

/** Takes files into the composer, as many as a message may have. What can't be sent is said at once. */
export function addFiles(files: File[]): void {
  showError("");
  const fitting = files.filter(({ size }) => size <= MOST_BYTES);
  const tooLarge = files.find(({ size }) => size > MOST_BYTES);
  const free = Math.max(0, MOST - draftsIn(room).length);
  const added = fitting.slice(0, free);
  for (const file of added) addUpload(file, { room, name: file.name || "file" });
  if (fitting.length > free) showError(TOO_MANY);
  if (tooLarge) showError(`“${tooLarge.name}” is too large. Files here can have up to ${formatBytes(MOST_BYTES)}.`);
  if (added.length > 0) speak(added.length === 1 ? `${added[0]?.name} added` : `${added.length} files added`);
  if (!isTouchOnly()) field.focus();
}

/** Adds what was recorded here, and how loud it is. */
export function addRecording(file: Blob, name: string, waveform: string | undefined): void {
  if (draftsIn(room).length >= MOST) return showError(TOO_MANY);
  addUpload(file, { room, name, waveform });
  speak(`${name} added`);
}

/** The files of a message that was not sent go back into the composer, those for another room, too. */
export function giveBack(files: PendingFile[]): void {
  for (const upload of files.map(({ id }) => findUpload(id)).filter((found) => found !== undefined)) {
    updateUpload(upload, { tab: TAB });
    sendAgain(upload, upload.room === room ? undefined : { room });
  }
}

setTakeFiles(() => {
  const drafts = draftsIn(room);
  for (const upload of drafts) updateUpload(upload, { tab: "" }); // its card goes with that
  return drafts.map(({ id, name }) => ({ id, name }));
});

const speak = (text: string) => void (spoken.textContent = text);

/** Shows an upload as it is now; one that is not in this composer has no card. */
function show(upload: Upload): void {
  const card = cards.get(upload.id);
  if (!draftsIn(room).includes(upload)) return card && removeCard(upload.id, card);
  if (card) {
    const wasDone = card.isDone();
    card.update();
    if (upload.error) speak(`${upload.name}: ${upload.error}`);
    else if (!wasDone && card.isDone()) sayWhenAllAreThere();
    return;
  }
  const created = createCard(upload, () => takeBack(upload));
  cards.set(upload.id, created);
  list.append(created.element);
  created.element.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function sayWhenAllAreThere(): void {
  const drafts = draftsIn(room);
  if (drafts.every(({ done }) => done))
    speak(drafts.length === 1 ? "1 file is ready" : `${drafts.length} files are ready`);
}

function removeCard(id: string, card: Card): void {
  cards.delete(id);
  card.remove();
}

/** The focus goes to what is next to the card that is gone. */
function takeBack(upload: Upload): void {
  const element = cards.get(upload.id)?.element;
  const neighbour = element?.nextElementSibling ?? element?.previousElementSibling;
  discardUpload(upload);
  speak(`${upload.name} removed`);
  showError("");
  const next = isTouchOnly() ? document.querySelector<HTMLElement>("#attach input") : field; // no keyboard comes up for it
  (neighbour?.querySelector<HTMLElement>(".remove") ?? next)?.focus();
}

/** Where a plain form was refused, the server shows its files: they become cards. */
function adopt(item: HTMLElement): void {
  const path = item.querySelector("a")?.pathname;
  const name = item.querySelector("bdi")?.textContent ?? "";
  const [about, notice] = ["small", ".file-notice"].map(
    (selector) => item.querySelector(selector)?.textContent ?? undefined,
  );
  item.remove();
  addSent({ room, name, path, size: Number(item.dataset.bytes), about, notice });
}

/** The files of a tab that is closed now come into this one, if it has none of its own. */
async function takeOver(): Promise<void> {
  const strays = listUploads().filter((upload) => upload.room === room && upload.tab && upload.tab !== TAB);
  if (strays.length === 0 || draftsIn(room).length > 0) return;
  const open = (await navigator.locks?.query())?.held?.map(({ name }) => name) ?? [];
  const [tab] = strays.map(({ tab }) => tab).filter((tab) => !open.includes(lockOf(tab)));
  for (const upload of strays) if (upload.tab === tab) updateUpload(upload, { tab: TAB });
}

const lockOf = (tab: string) => `parlor-tab-${tab}`;

void navigator.locks?.request(lockOf(TAB), () => new Promise(() => {})); // until the tab is closed
onUpload(show);
list.hidden = true; // not without its style
void styled.then(() => (list.hidden = false));
for (const item of [...list.children]) adopt(item as HTMLElement);
for (const upload of draftsIn(room)) show(upload);
void takeOver();
void import("./pending-files.ts").catch(() => {}); // for later: they may be sent when there is no connection to load it
