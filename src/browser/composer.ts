/** Where one writes: Enter sends, Shift+Enter breaks the line, and what is written outlives the page. */
import { addressOf, ask } from "./ask.ts";
import { idOf, isGone, isMine, isRow, log, memory, part, pointed } from "./page.ts";

export const form = part<HTMLFormElement>("composer");
export const field = form.querySelector("textarea") as HTMLTextAreaElement;

/** The message that is being changed here, by its id; empty while a new one is written. */
let editing = "";

/** @param send takes a text that has something in it */
export function openComposer(send: (text: string) => void): void {
  field.value ||= memory.get("draft");
  if (!pointed() && !matchMedia("(pointer: coarse)").matches) field.focus(); // on a phone the keyboard would jump up
  const unfinished = memory.get("editing");
  if (unfinished) edit(unfinished);

  field.addEventListener("input", () => keep(field.value));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && editing) leave();
    if (event.key === "ArrowUp" && !field.value && !editing) editLast(event);
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit();
  });

  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value;
    field.focus();
    if (editing) return void save();
    if (!text.trim()) return;
    write("");
    complain("");
    send(text);
  });
  form.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("#purpose a")) return;
    event.preventDefault();
    leave();
  });

  form.addEventListener("edit", (event) => {
    const text = String((event as CustomEvent).detail);
    write(field.value.trim() ? `${text}\n${field.value}` : text);
    field.focus();
  });
}

/** Takes a message of one's own into the composer, to change it there: its row may be replaced at any time. */
export async function edit(id: string): Promise<void> {
  try {
    const bar = await ask(addressOf(id, "/edit"));
    const unfinished = memory.get("editing") === id ? memory.get("edit") : "";
    form.querySelector("#purpose")?.remove();
    form.prepend(bar);
    editing = id;
    memory.set("editing", id);
    write(unfinished || (part("purpose").dataset.source ?? ""));
    complain("");
  } catch (error) {
    complain((error as Error).message);
  }
  field.focus();
}

/** The last message of one's own, unless it was deleted. */
function editLast(event: Event): void {
  const own = [...log().children].filter(isRow).findLast((row) => isMine(row) && !isGone(row));
  if (!own) return;
  event.preventDefault();
  edit(String(idOf(own)));
}

async function save(): Promise<void> {
  field.readOnly = true;
  try {
    await ask(addressOf(editing, "/edit"), { body: field.value });
    leave();
  } catch (error) {
    complain((error as Error).message);
  }
  field.readOnly = false;
}

/** Back to the new message that was being written before. */
function leave(): void {
  write("");
  editing = "";
  memory.set("editing", "");
  document.getElementById("purpose")?.remove();
  complain("");
  field.value = memory.get("draft");
}

function write(text: string): void {
  field.value = text;
  keep(text);
}

const keep = (text: string) => memory.set(editing ? "edit" : "draft", text);

/** Says what was wrong with what was written; nothing takes it away. */
function complain(problem: string): void {
  let line = document.getElementById("refused");
  if (!problem) return line?.remove();
  if (!line) {
    line = document.createElement("p");
    line.id = "refused";
    line.className = "problem";
    line.role = "alert";
    form.prepend(line);
  }
  line.textContent = problem;
}
