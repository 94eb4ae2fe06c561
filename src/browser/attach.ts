/** Ways for files into the composer: they are chosen, pasted, or dropped anywhere on the conversation. */
import { report } from "./guard.ts";
import { byId } from "./page.ts";
import { showStatusBriefly } from "./status.ts";

const main = document.querySelector("main");
const chooser = byId("attach").querySelector("input");

/** Without a new event for this long, in ms, what was dragged is gone: no event says so everywhere. */
const GONE_AFTER = 250;

/** What is dragged comes from this page: a picture of a message, say. */
let isOwn = false;
let gone: ReturnType<typeof setTimeout> | undefined;

/** Whether one may write here. */
const isOpen = () => byId("writing").className !== "not-writable";

function add(files: File[]): void {
  import("./attachments.ts").then(({ addFiles }) => addFiles(files)).catch(fail);
}

function fail(error: unknown): void {
  report(error);
  showStatusBriefly("The files could not be added. Try again in a moment.");
}

export function listenForAttachments(): void {
  chooser?.addEventListener("change", takeChosen);
  takeChosen(); // somebody may have been quicker than this script
  document.addEventListener("paste", takePasted);
  for (const name of ["dragenter", "dragover"] as const) document.addEventListener(name, offerDrop);
  document.addEventListener("drop", takeDropped);
  document.addEventListener("dragstart", () => (isOwn = true));
  document.addEventListener("dragend", () => (isOwn = false));
}

function takeChosen(): void {
  if (!chooser?.files?.length) return;
  add([...chooser.files]);
  chooser.value = ""; // the same file may be chosen again
}

function takePasted(event: ClipboardEvent): void {
  const { files, types } = event.clipboardData ?? new DataTransfer();
  const isElsewhere = (event.target as Element).closest("input, textarea:not(#field), dialog[open]");
  const isText = types.includes("text/html") && types.includes("text/plain"); // office programs add a picture of it
  if (files.length === 0 || isElsewhere || isText || !isOpen()) return;
  event.preventDefault();
  add([...files]);
}

/** Says where files may be dropped, as long as some are held over the page. */
function offerDrop(event: DragEvent): void {
  if (isOwn || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault(); // else the browser would leave the page for the file
  const isTaken = isOpen() && !document.querySelector("dialog:modal");
  event.dataTransfer.dropEffect = isTaken ? "copy" : "none";
  main?.toggleAttribute("data-drop", isTaken);
  clearTimeout(gone);
  gone = setTimeout(hideDrop, GONE_AFTER);
}

const hideDrop = () => main?.removeAttribute("data-drop");

function takeDropped(event: DragEvent): void {
  const { dataTransfer } = event;
  if (isOwn || !dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  hideDrop();
  if (!isOpen() || document.querySelector("dialog:modal")) return;
  const items = [...dataTransfer.items].filter(({ kind }) => kind === "file");
  const folders = items.filter((item) => item.webkitGetAsEntry?.()?.isDirectory);
  const files = items.filter((item) => !folders.includes(item)).map((item) => item.getAsFile());
  if (folders.length > 0) showStatusBriefly("A folder can't be sent. Add the files that are in it.");
  add(files.filter((file) => file !== null));
}
