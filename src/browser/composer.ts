import { byId, highlighted, idOf, isDeleted, isMine, isRow, log, roomStorage } from "./page.ts";
/** Where one writes: Enter sends, Shift+Enter breaks the line, and what is written outlives the page. */
import { messagePath, request } from "./request.ts";
import { showProgress } from "./status.ts";

const form = byId<HTMLFormElement>("composer");
const field = form.querySelector("textarea") as HTMLTextAreaElement;
const errorLine = byId("composer-error");

/** How Safari marks the key that ends a composition, when it does not count as composing any more. */
const COMPOSITION_END = 229;

/** What is written here besides a new message, by its address: `12/edit` or `12/reply`. */
let mode = "";
const isEdit = () => mode.endsWith("edit");

/** @param send takes a text that has something in it, and the message that it answers, if it does */
export function openComposer(send: (text: string, reply?: string) => void): void {
  field.value ||= roomStorage.get("draft");
  if (!highlighted() && !matchMedia("(pointer: coarse)").matches) field.focus(); // on a phone the keyboard would jump up
  const unfinished = roomStorage.get("mode");
  if (unfinished) startEditOrReply(unfinished);

  field.addEventListener("input", () => store(field.value));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === COMPOSITION_END) return;
    if (event.key === "Escape" && mode) leaveMode();
    if (event.key === "ArrowUp" && !field.value && !mode) editLast(event);
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit();
  });

  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value;
    field.focus();
    if (isEdit()) return void save();
    if (!text.trim()) return;
    const reply = mode ? mode.split("/")[0] : undefined;
    leaveMode();
    write("");
    send(text, reply);
  });
  form.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("#composer-mode a")) return;
    event.preventDefault();
    leaveMode();
  });

  form.addEventListener("edit-or-reply", (event) => void startEditOrReply((event as CustomEvent<string>).detail));
  form.addEventListener("resume", (event) => {
    const { body: text, reply } = (event as CustomEvent<{ body: string; reply?: string }>).detail;
    if (isEdit()) turnIntoDraft();
    if (reply) startEditOrReply(`${reply}/reply`);
    write(field.value.trim() ? `${text}\n${field.value}` : text);
    field.focus();
  });
}

/** Has the composer change a message of one's own, or answer one: the rows may be replaced at any time. */
async function startEditOrReply(newMode: string): Promise<void> {
  if (isEdit() && newMode !== mode && field.value !== sourceOf())
    return showError("Save the change first, or cancel it.");
  try {
    const bar = await showProgress(request(messagePath(newMode)));
    const unfinished = roomStorage.get("mode") === newMode ? roomStorage.get("edit") : "";
    leaveMode();
    form.prepend(bar);
    mode = newMode;
    roomStorage.set("mode", newMode);
    if (isEdit()) write(unfinished || sourceOf());
  } catch (error) {
    if (roomStorage.get("mode") === newMode) turnIntoDraft();
    showError((error as Error).message);
  }
  field.focus();
}

/** The text of the message that is being changed, as it is. */
const sourceOf = () => byId("composer-mode").dataset.source ?? "";

/** What was to change a message that can't be changed any more is a draft of a new one. */
function turnIntoDraft(): void {
  const unfinished = roomStorage.get("edit");
  leaveMode();
  roomStorage.set("edit", "");
  if (unfinished) write([unfinished, field.value].filter(Boolean).join("\n"));
}

/** The last message of one's own, unless it was deleted. */
function editLast(event: Event): void {
  const own = [...log().children].filter(isRow).findLast((row) => isMine(row) && !isDeleted(row));
  if (!own) return;
  event.preventDefault();
  startEditOrReply(`${idOf(own)}/edit`);
}

async function save(): Promise<void> {
  field.readOnly = true;
  try {
    await showProgress(request(messagePath(mode), { body: field.value }));
    leaveMode();
  } catch (error) {
    showError((error as Error).message);
  }
  field.readOnly = false;
}

/** Back to a new message: after an edit, to the one that was being written before. */
function leaveMode(): void {
  if (isEdit()) {
    roomStorage.set("edit", "");
    field.value = roomStorage.get("draft");
  }
  mode = "";
  roomStorage.set("mode", "");
  document.getElementById("composer-mode")?.remove();
  showError("");
}

function write(text: string): void {
  field.value = text;
  store(text);
}

const store = (text: string) => roomStorage.set(isEdit() ? "edit" : "draft", text);

/** Says what was wrong with what was written; nothing takes it away. */
function showError(problem: string): void {
  errorLine.textContent = problem;
  errorLine.hidden = !problem;
}
