/** Where one writes: Enter sends, Shift+Enter breaks the line, and the draft outlives the page. */
import { memory, part, pointed } from "./page.ts";

/** @param send takes a text that has something in it */
export function openComposer(send: (text: string) => void): void {
  const form = part<HTMLFormElement>("composer");
  const field = form.querySelector("textarea");
  if (!field) return;

  field.value ||= memory.get("draft");
  if (!pointed() && !matchMedia("(pointer: coarse)").matches) field.focus(); // on a phone the keyboard would jump up

  field.addEventListener("input", () => memory.set("draft", field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });

  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value;
    field.focus();
    if (!text.trim()) return;
    write("");
    document.getElementById("refused")?.remove();
    send(text);
  });

  form.addEventListener("edit", (event) => {
    const text = String((event as CustomEvent).detail);
    write(field.value.trim() ? `${text}\n${field.value}` : text);
    field.focus();
  });

  function write(text: string): void {
    if (!field) return;
    field.value = text;
    memory.set("draft", text);
  }
}
