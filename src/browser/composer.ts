/** Where one writes: Enter sends, Shift+Enter breaks the line, and what is written outlives the page. */
import { idOf, isGone, isMine, isRow, log, memory, part, pointed } from "./page.ts";
import { addressOf, ask } from "./request.ts";
import { patiently } from "./status.ts";

const form = part<HTMLFormElement>("composer");
const field = form.querySelector("textarea") as HTMLTextAreaElement;
const refused = part("refused");

/** How Safari marks the key that ends a composition, when it does not count as composing any more. */
const COMPOSED = 229;

/** What is written here besides a new message, by its address: `12/edit` or `12/reply`. */
let purpose = "";
const isEdit = () => purpose.endsWith("edit");

/** @param send takes a text that has something in it, and the message that it answers, if it does */
export function openComposer(send: (text: string, reply?: string) => void): void {
  field.value ||= memory.get("draft");
  if (!pointed() && !matchMedia("(pointer: coarse)").matches) field.focus(); // on a phone the keyboard would jump up
  const unfinished = memory.get("purpose");
  if (unfinished) take(unfinished);

  field.addEventListener("input", () => keep(field.value));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === COMPOSED) return;
    if (event.key === "Escape" && purpose) leave();
    if (event.key === "ArrowUp" && !field.value && !purpose) editLast(event);
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
    const reply = purpose ? purpose.split("/")[0] : undefined;
    leave();
    write("");
    send(text, reply);
  });
  form.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("#purpose a")) return;
    event.preventDefault();
    leave();
  });

  form.addEventListener("take", (event) => void take((event as CustomEvent<string>).detail));
  form.addEventListener("edit", (event) => {
    const { body: text, reply } = (event as CustomEvent<{ body: string; reply?: string }>).detail;
    if (isEdit()) giveBack();
    if (reply) take(`${reply}/reply`);
    write(field.value.trim() ? `${text}\n${field.value}` : text);
    field.focus();
  });
}

/** Has the composer change a message of one's own, or answer one: the rows may be replaced at any time. */
async function take(wanted: string): Promise<void> {
  if (isEdit() && wanted !== purpose && field.value !== sourceOf())
    return complain("Save the change first, or cancel it.");
  try {
    const bar = await patiently(ask(addressOf(wanted)));
    const unfinished = memory.get("purpose") === wanted ? memory.get("edit") : "";
    leave();
    form.prepend(bar);
    purpose = wanted;
    memory.set("purpose", wanted);
    if (isEdit()) write(unfinished || sourceOf());
  } catch (error) {
    if (memory.get("purpose") === wanted) giveBack();
    complain((error as Error).message);
  }
  field.focus();
}

/** The text of the message that is being changed, as it is. */
const sourceOf = () => part("purpose").dataset.source ?? "";

/** What was to change a message that can't be changed any more is a draft of a new one. */
function giveBack(): void {
  const unfinished = memory.get("edit");
  leave();
  memory.set("edit", "");
  if (unfinished) write([unfinished, field.value].filter(Boolean).join("\n"));
}

/** The last message of one's own, unless it was deleted. */
function editLast(event: Event): void {
  const own = [...log().children].filter(isRow).findLast((row) => isMine(row) && !isGone(row));
  if (!own) return;
  event.preventDefault();
  take(`${idOf(own)}/edit`);
}

async function save(): Promise<void> {
  field.readOnly = true;
  try {
    await patiently(ask(addressOf(purpose), { body: field.value }));
    leave();
  } catch (error) {
    complain((error as Error).message);
  }
  field.readOnly = false;
}

/** Back to a new message: after an edit, to the one that was being written before. */
function leave(): void {
  if (isEdit()) {
    memory.set("edit", "");
    field.value = memory.get("draft");
  }
  purpose = "";
  memory.set("purpose", "");
  document.getElementById("purpose")?.remove();
  complain("");
}

function write(text: string): void {
  field.value = text;
  keep(text);
}

const keep = (text: string) => memory.set(isEdit() ? "edit" : "draft", text);

/** Says what was wrong with what was written; nothing takes it away. */
function complain(problem: string): void {
  refused.textContent = problem;
  refused.hidden = !problem;
}
